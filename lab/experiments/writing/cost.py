"""The result of `write_cost`: what a written row costs under each variant, and how it is shown."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lab.experiments.named import find_named
from lab.experiments.pairs import Ratio, paired_ratio
from lab.experiments.writing.figures import (
    INSERT,
    UPDATE_INDEXED,
    UPDATE_UNINDEXED,
    Lock,
    Operation,
    WriteFigures,
)
from lab.show import Shown, fragment, html, text
from lab.show.frames import as_frame
from lab.show.terminal import wrapped

MISSED = (
    (UPDATE_UNINDEXED, "a column without an index"),
    (UPDATE_INDEXED, "an indexed column"),
)
"""Updates in words, for where they are missing."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the copies do not have of the table; `children` are tables that refer to it."""

    triggers: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    checks: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One operation under one variant, beside the same under the baseline; ratios are to it."""

    figures: WriteFigures
    operation: Operation
    wal_ratio: float
    time_ratio: Ratio


@dataclass(frozen=True, slots=True, repr=False)
class WriteCost(Shown):
    """Figures of all variants, the first of them the baseline; `fillfactor` is the copies' own."""

    table: str
    variants: tuple[WriteFigures, ...]
    fillfactor: int
    left_out: LeftOut = LeftOut()
    shows_times: bool = False

    def __getitem__(self, name: str) -> WriteFigures:
        return find_named(
            self.variants, name, lambda each: each.variant, none=f"No variant '{name}'"
        )

    @property
    def lines(self) -> tuple[Line, ...]:
        """Each operation under each variant, the variants of one operation together."""
        return tuple(self._lines())

    def timed(self) -> "WriteCost":
        """The same, which shows its times too; they differ from run to run."""
        return replace(self, shows_times=True)

    def to_frame(self) -> Any:
        """A pandas.DataFrame: a row for each operation and variant, times and all."""
        return as_frame([_as_json(line) for line in self.lines])

    def to_json(self) -> dict[str, Any]:
        """The figures as `--json` prints them; the locks are not in the operations."""
        base = self.variants[0]
        return {
            "table": self.table,
            "rows": base.rows,
            "fillfactor": self.fillfactor,
            "operations": [_as_json(line) for line in self.lines],
            "locks": [
                {
                    "constraint": lock.constraint,
                    "columns": list(lock.columns),
                    "parent": lock.parent,
                    "wal_bytes": lock.wal_bytes,
                    "wal_records": lock.wal_records,
                }
                for lock in base.locks
            ],
        }

    def __repr__(self) -> str:
        return f"WriteCost({self._answer()})"

    def render_text(self, *, width: int | None = None) -> str:
        """The answer, a table of figures, then what they do not hold.

        Lines and tables fit into `width`, that of the window; None where there is none.
        """
        headers, rows, align = self._table()
        table = text.table(headers, rows, align=align, width=width, names=2)
        remarks = self._remarks()
        if width is not None:
            remarks = [line for each in remarks for line in wrapped(each, width)]
        first = [self._answer()] if width is None else wrapped(self._answer(), width)
        return "\n\n".join(["\n".join(first), table, "\n".join(remarks)])

    def render_html(self) -> str:
        """The same, with bars for the WAL."""
        headers, rows, align = self._table()
        most = max(line.operation.wal_bytes for line in self.lines)
        bars = [html.bar(line.operation.wal_bytes / most) for line in self.lines]
        barred = [[*row[:3], bar, *row[3:]] for row, bar in zip(rows, bars, strict=True)]
        return fragment(
            html.title(html.data(self._answer())),
            html.table([*headers[:3], "", *headers[3:]], barred, align=f"{align[:3]}<{align[3:]}"),
            *(html.element("div", html.data(each), css="lab-quiet") for each in self._remarks()),
        )

    def _lines(self, only: str | None = None) -> Iterator[Line]:
        base = self.variants[0]
        for first in base.operations:
            if only not in (None, first.name):
                continue
            for figures in self.variants:
                own = figures[first.name]
                ratio = own.wal_bytes / first.wal_bytes
                yield Line(figures, own, ratio, paired_ratio(own.batch_ms, first.batch_ms))

    def _answer(self) -> str:
        """Which variant costs an insert the most, and how much that is."""
        line = max(self._lines(INSERT), key=lambda line: line.operation.wal_bytes)
        told = f"{self.table}: '{line.figures.variant}' writes"
        if line.figures is self.variants[0]:
            return text.plain(f"{told} {text.size(line.operation.wal_bytes)} of WAL an insert")
        base = self.variants[0].variant
        told = f"{told} {text.ratio(line.wal_ratio)} the WAL of '{base}' an insert"
        for each in self._lines(UPDATE_INDEXED):
            if each.figures is line.figures:
                told += f", {text.ratio(each.wal_ratio)} an update of {each.operation.column}"
        return text.plain(told)

    def _table(self) -> tuple[list[str], list[list[object]], str]:
        headers = ["operation", "variant", "WAL a row", "records", "of baseline", "HOT"]
        rows = [_cells(line) for line in self.lines]
        if self.shows_times:
            headers += ["time a row", "time of baseline"]
            for row, line in zip(rows, self.lines, strict=True):
                row += _time_cells(line, is_base=line.figures is self.variants[0])
        return headers, rows, "<<>>>>>>"

    def _remarks(self) -> list[str]:
        base = self.variants[0]
        written = text.plural(base[INSERT].rows, "row")
        remarks = [
            f"Each operation wrote {written}, one at a time, to a copy of "
            f"{text.plural(base.rows, 'row')} with pages filled to {self.fillfactor} %.",
            *(_told(lock) for lock in base.locks),
            *(
                f"No update of {what} was measured: none could take other rows' values."
                for name, what in MISSED
                if name not in base
            ),
        ]
        return [*remarks, _left_out(self.left_out)]


def _cells(line: Line) -> list[object]:
    own = line.operation
    return [
        own.label,
        line.figures.variant,
        text.size(own.wal_bytes),
        f"{own.wal_records:.2f}",
        text.ratio(line.wal_ratio),
        "-" if own.hot_ratio is None else text.share(own.hot_ratio),
    ]


def _time_cells(line: Line, *, is_base: bool) -> list[object]:
    told = "baseline" if is_base else line.time_ratio.words
    return [text.duration(line.operation.ms), told]


def _told(lock: Lock) -> str:
    """The lock of a foreign key in words."""
    return (
        f"{text.plain(lock.constraint)} adds {lock.wal_records:.2f} records and "
        f"{text.size(lock.wal_bytes)} to an insert in a transaction of its own: "
        f"it locks the row of {text.plain(lock.parent)} that is referred to."
    )


def _left_out(left_out: LeftOut) -> str:
    """What the figures do not hold, in words."""
    missing = [
        "the COMMIT of each transaction",
        "what VACUUM writes when it removes old versions and their index entries",
    ]
    if left_out.triggers:
        names = ", ".join(map(text.plain, left_out.triggers))
        missing.append(f"what triggers do ({names})")
    if left_out.checks:
        missing.append(text.plural(left_out.checks, "check constraint"))
    if left_out.children:
        missing.append(f"the foreign keys of {', '.join(map(text.plain, left_out.children))}")
    return f"Not in the figures: {'; '.join(missing)}."


def _as_json(line: Line) -> dict[str, Any]:
    own = line.operation
    return {
        "variant": line.figures.variant,
        "indexes": line.figures.indexes,
        "operation": own.name,
        "column": own.column or None,
        "wal_bytes": own.wal_bytes,
        "wal_records": own.wal_records,
        "wal_ratio": line.wal_ratio,
        "hot_ratio": own.hot_ratio,
        "time_ms": own.ms,
        "ratio": line.time_ratio.median,
        "low": line.time_ratio.low,
        "high": line.time_ratio.high,
    }
