"""The result of comparing ways to insert: what each cost the server, and how it is shown."""

from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from lab.experiments.named import find_named
from lab.experiments.pairs import Ratio, TimeVerdict
from lab.experiments.predicting import Answer, Verdict
from lab.show import Shown, fragment, html, text


@dataclass(frozen=True, slots=True)
class MeasuredWay:
    """One way to insert: sizes in bytes, times in ms, `ratio` to the times of the first way.

    `time_verdict` is None for the first.
    """

    name: str
    rows: int
    statements: int
    wal_bytes: int
    index_bytes: int
    times_ms: tuple[float, ...]
    ratio: Ratio
    time_verdict: TimeVerdict | None

    @property
    def wal_bytes_per_row(self) -> float:
        """What one row adds to the log."""
        return self.wal_bytes / self.rows

    @property
    def rows_per_second(self) -> float:
        """By the median of the times."""
        return self.rows / (median(self.times_ms) / 1000)


@dataclass(frozen=True, slots=True, repr=False)
class InsertComparison(Shown):
    """Ways to insert the same rows, the first of them the baseline."""

    table: str
    ways: tuple[MeasuredWay, ...]
    noise_floor: float
    shows_times: bool = False

    def __getitem__(self, name: str) -> MeasuredWay:
        return find_named(
            self.ways, name, lambda each: each.name, none=f"No way '{name}' was compared"
        )

    @property
    def least_wal(self) -> MeasuredWay:
        """The way that writes the least to the log."""
        return min(self.ways, key=lambda way: way.wal_bytes)

    def judge_fastest(self, name: str) -> Verdict:
        """Whether no other way is faster by more than the noise."""
        guessed = self[name]
        best = min(self.ways, key=lambda way: way.ratio.median)
        if best is guessed:
            return Verdict(Answer.CONFIRMED, (f"no way is faster than '{name}'",))
        factor = guessed.ratio.median / best.ratio.median
        reason = f"'{best.name}' brings in {text.ratio(factor)} as many rows a second as '{name}'"
        apart = best.ratio.high < guessed.ratio.low * (1 - self.noise_floor)
        return Verdict(Answer.REFUTED if apart else Answer.CANNOT_TELL, (reason,))

    def timed(self) -> "InsertComparison":
        """The same, which shows its times too; they differ from run to run."""
        return replace(self, shows_times=True)

    def to_json(self) -> dict[str, Any]:
        """The figures for programs; times in ms, sizes in bytes."""
        return {
            "table": self.table,
            "noise_floor": self.noise_floor,
            "ways": [
                {
                    "name": way.name,
                    "rows": way.rows,
                    "statements": way.statements,
                    "wal_bytes_per_row": way.wal_bytes_per_row,
                    "index_bytes": way.index_bytes,
                    "time_ms": median(way.times_ms),
                    "ratio": way.ratio.median,
                    "low": way.ratio.low,
                    "high": way.ratio.high,
                    "verdict": way.time_verdict or None,
                }
                for way in self.ways
            ],
        }

    def __repr__(self) -> str:
        return f"InsertComparison({self._title()}: {self._least()})"

    def render_text(self) -> str:
        """The answer, a table of figures, and the noise where times are shown."""
        headers, rows = self._table()
        return "\n\n".join(
            [self._answer(), text.table(headers, rows, align="<>>>>>"), *self._noise()]
        )

    def render_html(self) -> str:
        """The same."""
        headers, rows = self._table()
        return fragment(
            html.title(html.data(self._answer())),
            html.table(headers, rows, align="<>>>>>"),
            *(html.element("div", line, css="lab-quiet") for line in self._noise()),
        )

    def _title(self) -> str:
        return f"{text.plural(self.ways[0].rows, 'row')} into {text.plain(self.table)}"

    def _answer(self) -> str:
        """Which way is the best, and by how much."""
        return f"{self._title()}: {self._fastest() if self.shows_times else self._least()}"

    def _least(self) -> str:
        least, most = self.least_wal, max(self.ways, key=lambda way: way.wal_bytes)
        if _wal(least) == _wal(most):
            return f"every way writes {_wal(least)} of WAL a row"
        return f"'{least.name}' writes the least, {_wal(least)} of WAL a row"

    def _fastest(self) -> str:
        first, best = self.ways[0], min(self.ways, key=lambda way: way.ratio.median)
        if best.time_verdict is not TimeVerdict.FASTER:
            return f"no way can be told to be faster than '{first.name}'"
        many = text.part(1 / best.ratio.median)
        return f"'{best.name}' brings in {many} times as many rows a second as '{first.name}'"

    def _table(self) -> tuple[list[str], list[list[str]]]:
        if self.shows_times:
            headers = ["way", "rows a second", "times as many", "95 % interval", "verdict"]
            return headers, [self._timed_cells(way) for way in self.ways]
        headers = ["way", "statements", "WAL a row", "indexes"]
        return headers, [
            [
                way.name,
                text.count(way.statements),
                _wal(way),
                text.size(way.index_bytes),
            ]
            for way in self.ways
        ]

    def _timed_cells(self, way: MeasuredWay) -> list[str]:
        """Rates: the reciprocals of the ratios of times."""
        rate = text.count(way.rows_per_second)
        if way is self.ways[0]:
            return [way.name, rate, "1", "", "-"]
        ratio = way.ratio
        interval = f"{text.part(1 / ratio.high)} to {text.part(1 / ratio.low)}"
        return [way.name, rate, text.part(1 / ratio.median), interval, way.time_verdict or "-"]

    def _noise(self) -> list[str]:
        if not self.shows_times:
            return []
        rounds = len(self.ways[0].times_ms)
        return [
            f"Medians of {rounds} interleaved rounds. The first way differs from itself by up to "
            f"{text.share(self.noise_floor)}; below that nothing can be told."
        ]


def _wal(way: MeasuredWay) -> str:
    return text.size(way.wal_bytes_per_row)
