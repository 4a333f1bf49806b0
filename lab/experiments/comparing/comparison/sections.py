"""The tables of a comparison: what a read touches and an inserted row costs, and their times."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from statistics import median

from lab.experiments.comparing.factors import compared
from lab.experiments.comparing.measured import Measured, Measurements, Run
from lab.experiments.comparing.weighing import Written, written, written_tables
from lab.show import html, text
from lab.workload import Query, Workload

NONE = "-"
MOST_BESIDE = 4
"""Cases that stand beside the other figures; more have a table of their own."""

MOST_COLUMNS = 6
"""Cases that stand beside each other there; more stand below each other."""


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

    def as_text(self, width: int | None) -> str:
        """The line, if there is one, and the table, in parts that fit the width."""
        table = text.table(self.headers, self.rows, align=self._signs, width=width)
        return f"{text.plain(self.title)}\n\n{table}" if self.title else table

    def as_html(self) -> html.Markup:
        """The same with the bars."""
        headers, align = self.headers, self._signs
        rows = [[name_cell(name), *row] for name, *row in self.rows]
        if self.bars:
            headers, align = (*headers[:2], "", *headers[2:]), f"{align[:2]}<{align[2:]}"
            for row, fraction in zip(rows, self.bars, strict=True):
                row.insert(2, html.bar(fraction))
        table = html.table(headers, rows, align=align)
        title = html.element("div", html.data(self.title), css="lab-quiet") if self.title else ""
        return html.element("div", html.join([title, table]), css="lab-part")


def name_cell(name: str) -> html.Markup:
    """A variant's name or a case's, which may take several lines where room is scarce."""
    return html.element("div", html.data(name), css="lab-name")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that has a row a variant."""

    header: str
    cells: tuple[str, ...]
    sign: str = ">"


def _section(columns: Iterable[Column], bars: tuple[float, ...] = ()) -> Section:
    given = tuple(columns)
    return Section(
        title="",
        headers=tuple(each.header for each in given),
        rows=tuple(zip(*(each.cells for each in given), strict=True)),
        bars=bars,
        align="".join(each.sign for each in given),
    )


def sections(result: Measurements, *, times: bool) -> Iterator[Section]:
    """The tables that there is something to put into."""
    by_cost = only_planned(result)
    figures = [(each.cost if by_cost else each.blocks) or 0 for each in result.variants]
    most = max(figures) or 1
    columns = (*_figures(result, times=times), *(_timed(result) if times else _written(result)))
    yield _section(columns, tuple(each / most for each in figures))
    cases = len(result.workload.cases)
    if cases > MOST_BESIDE or (cases > 1 and times):
        yield _by_case(result)
    if times and written_tables(result.variants):
        yield _section(_written_in_time(result))


def only_planned(result: Measurements) -> bool:
    """Whether a variant was planned and not run, so that only costs can be compared."""
    return any(
        each.plan is not None and not each.plan.analyzed and each.over_s is None
        for each in result.variants
    )


def _figures(result: Measurements, *, times: bool) -> Iterator[Column]:
    """What a read touches and returns; beside it how that is against the baseline."""
    variants, by_cost = result.variants, only_planned(result)
    yield _names(result)
    if by_cost:
        yield Column("cost", tuple(_counted(each.cost) for each in variants))
    if run := not by_cost or any(each.measured for each in variants):
        yield from _blocks(result, beside=not times)
    if len(variants) > 1 and not times:
        yield Column("of baseline", tuple(_of_baseline(result, each) for each in variants))
    if run:
        yield Column("rows", tuple(_counted(rows_of(each)) for each in variants))
    sizes = (text.size(each.index_bytes) if each.index_names else NONE for each in variants)
    yield Column("size", tuple(sizes))


def _blocks(result: Measurements, *, beside: bool) -> Iterator[Column]:
    """The mean over the cases and, where there are few, each of them beside it."""
    cases = result.workload.cases
    cells = tuple(_counted(each.blocks, missing(each)) for each in result.variants)
    yield Column("blocks" if len(cases) == 1 else "mean blocks", cells)
    if not beside or not 1 < len(cases) <= MOST_BESIDE:
        return
    for at, case in enumerate(cases):
        cells = tuple(_blocks_of(each.runs[at], each) for each in result.variants)
        yield Column(label_of(result.workload, case), cells)


def _names(result: Measurements) -> Column:
    return Column("variant", tuple(each.name for each in result.variants), "<")


def _of_baseline(result: Measurements, variant: Measured) -> str:
    """How many times fewer blocks, or lower costs where not all was run."""
    baseline = result.baseline
    if variant is baseline:
        return "baseline"
    if only_planned(result):
        now, was, words = variant.cost, baseline.cost, ("lower", "higher")
    else:
        now, was, words = variant.blocks, baseline.blocks, ("fewer", "more")
    if now is None or was is None:
        return NONE
    return compared(now, was, less=words[0], more=words[1])


def _written(result: Measurements) -> Iterator[Column]:
    """What an inserted row costs, and which part of the updates no index was told of."""
    if costs := _costs(result):
        yield _write_column("WAL/insert", costs, lambda cost: size_of(cost.insert_bytes))
        yield _write_column("HOT", costs, _hot)


def _written_in_time(result: Measurements) -> Iterator[Column]:
    costs = _costs(result)
    yield _names(result)
    yield from _written(result)
    yield _write_column("WAL/update", costs, lambda cost: size_of(cost.update_bytes))
    yield _write_column("time/insert", costs, lambda cost: _duration(median(cost.insert_ms)))
    yield _write_column("time/update", costs, lambda cost: _duration(cost.update_ms))


def _costs(result: Measurements) -> list[Written | None]:
    tables = written_tables(result.variants)
    return [written(each, tables) for each in result.variants] if tables else []


def _write_column(
    header: str, costs: Iterable[Written | None], show: Callable[[Written], str]
) -> Column:
    return Column(header, tuple(NONE if each is None else show(each) for each in costs))


def _hot(cost: Written) -> str:
    return NONE if cost.hot_ratio is None else text.share(cost.hot_ratio)


def size_of(value: float | None) -> str:
    """Bytes in words, one of them too."""
    if value is None:
        return NONE
    return "1 byte" if round(value) == 1 else text.size(value)


def _duration(milliseconds: float | None) -> str:
    return NONE if milliseconds is None else text.duration(milliseconds)


def _timed(result: Measurements) -> Iterator[Column]:
    variants = result.variants
    shown = (
        missing(each) if each.median_ms is None else _duration(each.median_ms) for each in variants
    )
    yield Column("time", tuple(shown))
    if len(variants) > 1:
        ratios = ("baseline" if each is result.baseline else in_words(each) for each in variants)
        yield Column("of baseline", tuple(ratios))
        yield Column("verdict", tuple(each.time_verdict or NONE for each in variants), "<")
    if any(each.build_ms for each in variants):
        yield Column("built in", tuple(_duration(each.build_ms or None) for each in variants))


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


def in_words(variant: Measured) -> str:
    """The part of the baseline's time that it takes, with its interval."""
    return NONE if variant.ratio is None else variant.ratio.words
