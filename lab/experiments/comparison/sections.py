"""The tables of a comparison: what a read touches, by case, in time, and what a write costs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from lab.experiments.measured import Measured, Measurements, Run
from lab.experiments.weighing import Written, written, written_tables
from lab.experiments.writing.figures import UPDATE_INDEXED
from lab.show import html, text
from lab.workload import Query, Workload

NONE = "-"
MOST_COLUMNS = 6
"""Cases that stand beside each other; more stand below each other."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table under a line that says what it shows; `bars` (0 to 1) belong to its second column.

    `align` has a sign a column; figures stand at the right, beside names, where it has none.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: tuple[float, ...] = ()
    align: str = ""

    @property
    def _signs(self) -> str:
        return self.align or "<" + ">" * (len(self.headers) - 1)

    def as_text(self) -> str:
        """The line, if there is one, and the table."""
        table = text.table(self.headers, self.rows, align=self._signs)
        return f"{text.plain(self.title)}\n\n{table}" if self.title else table

    def as_html(self) -> html.Markup:
        """The same with the bars."""
        headers, rows, align = self.headers, [list[object](row) for row in self.rows], self._signs
        if self.bars:
            headers, align = (*headers[:2], "", *headers[2:]), f"{align[:2]}<{align[2:]}"
            for row, fraction in zip(rows, self.bars, strict=True):
                row.insert(2, html.bar(fraction))
        table = html.table(headers, rows, align=align)
        title = html.element("div", html.data(self.title), css="lab-quiet") if self.title else ""
        return html.element("div", html.join([title, table]), css="lab-part")


def sections(result: Measurements, *, times: bool) -> Iterator[Section]:
    """The tables that there is something to put into."""
    yield _reads(result, times=times)
    if len(result.workload.cases) > 1:
        yield _by_case(result)
    if times:
        yield _times(result)
    if tables := written_tables(result.variants):
        yield _writes(result, tables, times=times)


def _reads(result: Measurements, *, times: bool) -> Section:
    most = max((each.blocks or 0 for each in result.variants), default=0) or 1
    several = len(result.workload.cases) > 1
    built = times and any(each.build_ms for each in result.variants)
    headers = ("variant", "blocks", "cost", "rows", "indexes", "size")
    rows = (
        (
            each.name,
            _counted(each.blocks, missing(each)),
            _counted(each.cost),
            _counted(rows_of(each)),
            text.count(len(each.index_names)),
            text.size(each.index_bytes) if each.index_names else NONE,
            *((text.duration(each.build_ms) if each.build_ms else NONE,) if built else ()),
        )
        for each in result.variants
    )
    return Section(
        title=f"Means over {len(result.workload.cases)} cases, by their weights" if several else "",
        headers=(*headers, *(("built in",) if built else ())),
        rows=tuple(rows),
        bars=tuple((each.blocks or 0) / most for each in result.variants),
    )


def missing(variant: Measured) -> str:
    """What stands in place of figures that there are not."""
    return "not measured" if variant.over_s is None else f"over {variant.over_s:g} s"


def _counted(number: float | None, otherwise: str = NONE) -> str:
    return otherwise if number is None else text.count(number)


def rows_of(variant: Measured) -> float | None:
    """Rows that one execution returns, a weighted mean over the cases; None where not measured."""
    if not variant.measured:
        return None
    runs = [(run.case.weight, run.plan) for run in variant.runs if run.plan is not None]
    return sum(weight * (plan.total_rows or 0) for weight, plan in runs)


def _by_case(result: Measurements) -> Section:
    """Blocks of each case; variants stand at the side as long as the cases fit above them."""
    labels = tuple(label_of(result.workload, case) for case in result.workload.cases)
    names = tuple(each.name for each in result.variants)
    grid = [[_blocks_of(run, each) for run in each.runs] for each in result.variants]
    if len(labels) <= MOST_COLUMNS:
        rows = tuple((name, *own) for name, own in zip(names, grid, strict=True))
        return Section("Blocks by case", ("variant", *labels), rows)
    columns = zip(labels, zip(*grid, strict=True), strict=True)
    return Section("Blocks by case", ("case", *names), tuple((each, *own) for each, own in columns))


def label_of(workload: Workload, case: Query) -> str:
    """What a case is called beside its siblings: of a single query its sample alone."""
    if len(workload.queries) > 1:
        return case.name
    return case.name.removeprefix(f"{workload.queries[0].name} (").removesuffix(")")


def _blocks_of(run: Run, variant: Measured) -> str:
    if run.plan is None or not run.plan.analyzed or variant.trouble:
        return missing(variant)
    return _counted(run.plan.blocks)


def _times(result: Measurements) -> Section:
    headers = ("variant", "time", "of baseline", "verdict")
    rows = tuple((each.name, *_time_cells(each)) for each in result.variants)
    return Section("Time of a read", headers, rows, align="<>><")


def _time_cells(variant: Measured) -> tuple[str, str, str]:
    if variant.median_ms is None:
        return missing(variant), NONE, variant.time_verdict or NONE
    shown = in_words(variant) if variant.time_verdict else NONE
    return text.duration(variant.median_ms), shown, variant.time_verdict


def in_words(variant: Measured) -> str:
    """The part of the baseline's time that it takes, with its interval."""
    ratio = variant.ratio
    if ratio is None:
        return NONE
    interval = f"{text.part(100 * ratio.low)} to {text.part(100 * ratio.high)}"
    return f"{text.part(100 * ratio.median)} % ({interval})"


def _writes(result: Measurements, tables: Sequence[str], *, times: bool) -> Section:
    headers = ("variant", "WAL an insert", "WAL an update", "HOT")
    costs = [written(each, tables) for each in result.variants]
    rows = tuple(
        (each.name, *_write_cells(cost, times=times))
        for each, cost in zip(result.variants, costs, strict=True)
    )
    timed = ("insert", "update") if times else ()
    return Section(_written_to(result, tables), (*headers, *timed), rows)


def _written_to(result: Measurements, tables: Sequence[str]) -> str:
    """Which row the figures are about, and which column its update changes."""
    columns = {
        figures[UPDATE_INDEXED].column: None
        for each in result.variants
        for figures in each.writes
        if figures.table in tables and UPDATE_INDEXED in figures
    }
    updated = f"; updates change {', '.join(columns)}" if columns else ""
    return f"Writes: one row of {' and one of '.join(tables)}{updated}"


def _write_cells(cost: Written | None, *, times: bool) -> tuple[str, ...]:
    if cost is None:
        return (NONE,) * (5 if times else 3)
    cells = (
        text.size(cost.insert_bytes),
        NONE if cost.update_bytes is None else text.size(cost.update_bytes),
        NONE if cost.hot_ratio is None else text.share(cost.hot_ratio),
    )
    if not times:
        return cells
    update = NONE if cost.update_ms is None else text.duration(cost.update_ms)
    return (*cells, text.duration(median(cost.insert_ms)), update)
