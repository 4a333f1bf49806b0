"""What a comparison says in words: of each variant, and of the whole."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from lab.experiments.comparing.comparison.sections import label_of, size_of
from lab.experiments.comparing.measured import Measured, Measurements
from lab.experiments.comparing.weighing import (
    FEWEST,
    TOLERANCE,
    WAL_BYTES_A_BLOCK,
    Weighing,
    choose_fewest_indexes,
    choose_fewest_indexes_by_time,
    takes_as_much,
    weigh_blocks,
    weigh_times,
    written_tables,
)
from lab.experiments.writing.figures import UPDATE_INDEXED
from lab.plans.diffing.judging import touched
from lab.show import text


def plans_of(result: Measurements, variant: Measured) -> Iterator[str]:
    """The shape of the plan; where cases have different ones, each with its cases."""
    cases: defaultdict[str, list[str]] = defaultdict(list)
    for run in variant.runs:
        if run.plan is not None:
            cases[run.plan.shape].append(label_of(result.workload, run.case))
    for shape, labels in cases.items():
        yield shape if len(cases) == 1 else f"{', '.join(labels)}: {shape}"


def remarks_on(result: Measurements, variant: Measured, *, times: bool) -> Iterator[str]:
    """What went wrong, what else differs, what the variant is worth, which index is idle."""
    if variant.over_s is not None:
        yield f"took over {variant.over_s:g} s and was ended"
    if variant.trouble:
        yield variant.trouble
    for name, before, after in variant.diff.settings if variant.diff is not None else ():
        yield f"with {name} = {after} instead of {before}"
    if temporary := _temporary_blocks(variant):
        yield f"besides {text.plural(temporary, 'temporary block')}"
    if (taken := _weighed_by_time(result, variant, times=times)) is not None:
        yield word_weighing_of_times(taken)
    elif (weighed := _weighed_by_blocks(result, variant)) is not None:
        yield word_weighing(weighed)
    for each in variant.unused:
        yield f"{each.index} is not used: {each.reasons[0].sentence}"


def _temporary_blocks(variant: Measured) -> float:
    """Blocks of what did not fit into memory; they are not counted among the blocks touched."""
    if not variant.measured:
        return 0
    plans = ((run.case.weight, run.plan) for run in variant.runs)
    return sum(w * ((touched(plan) or 0) - (plan.blocks or 0)) for w, plan in plans if plan)


def _weighed_by_time(result: Measurements, variant: Measured, *, times: bool) -> Weighing | None:
    """Where both sides can be told from noise."""
    if not times or variant is result.baseline:
        return None
    weighed = weigh_times(variant, result.baseline, written_tables(result.variants))
    return weighed if weighed is not None and weighed.saved and weighed.added else None


def _weighed_by_blocks(result: Measurements, variant: Measured) -> Weighing | None:
    """Where there is anything to weigh."""
    if variant is result.baseline:
        return None
    weighed = weigh_blocks(variant, result.baseline, written_tables(result.variants))
    return weighed if weighed is not None and (weighed.saved or weighed.added) else None


def word_weighing(weighed: Weighing) -> str:
    """`saves 4,000 blocks a read, costs 66 bytes of WAL a write: worth it from ...`."""
    read = text.plural(abs(weighed.saved), "block") if weighed.saved else "nothing"
    write = f"{size_of(abs(weighed.added))} of WAL" if weighed.added else "nothing"
    return _worded(weighed, read, write)


def word_weighing_of_times(weighed: Weighing) -> str:
    """`saves 7.9 ms a read, costs 0.012 ms a write: worth it from ...`."""
    return _worded(weighed, *(text.duration(abs(ms)) for ms in (weighed.saved, weighed.added)))


def _worded(weighed: Weighing, read: str, write: str) -> str:
    gains = "costs" if weighed.saved < 0 else "saves"
    pays = "saves" if weighed.added < 0 else "costs"
    return f"{gains} {read} a read, {pays} {write} a write: {_worth(weighed)}"


def _worth(weighed: Weighing) -> str:
    if weighed.reads_a_write is None:
        return "worth it" if weighed.saved > 0 or weighed.added < 0 else "not worth it"
    rate = _rate(weighed.reads_a_write)
    return f"worth it from {rate}" if weighed.saved > 0 else f"worth it with less than {rate}"


def _rate(reads_a_write: float) -> str:
    """Reads a write in two digits: `3.2 reads a write`, `1 read in 1,900 writes`."""
    if reads_a_write >= 0.95:
        reads = _digits(reads_a_write)
        return "1 read a write" if reads == "1" else f"{reads} reads a write"
    return f"1 read in {_digits(1 / reads_a_write)} writes"


def _digits(value: float) -> str:
    """Two of them, and none that is only a nought behind the point."""
    return f"{value:.1f}".removesuffix(".0") if value < 9.95 else _rounded(value)


def _rounded(value: float) -> str:
    return text.count(float(f"{value:.2g}"))


def closing(result: Measurements, *, times: bool) -> Iterator[str]:
    """What holds for the whole, besides its settings."""
    if times:
        yield _noise(result)
    yield from _fewest(result, times=times)
    if len(result.workload.cases) > 1:
        yield f"Blocks and rows are means over {_cases(result)}"
    yield from _writes(result, times=times)
    yield from result.notes


def _noise(result: Measurements) -> str:
    if result.noise_floor is None:
        return "Times were not measured"
    ended = f", ended by: {result.stopped}" if result.stopped else ""
    floor = text.share(result.noise_floor)
    return (
        f"Medians of {result.rounds} interleaved rounds with 95 % intervals{ended}; "
        f"the baseline differs from itself by up to {floor}; below that nothing can be told"
    )


def _fewest(result: Measurements, *, times: bool) -> Iterator[str]:
    """The least to keep among the best; where only one was measured, there is no best."""
    least = choose_fewest_indexes(result.variants)
    if least is None or sum(each.measured for each in result.variants) < 2:
        return
    told = f"Fewest indexes within {100 * TOLERANCE:.0f} % or {FEWEST} blocks of the best: "
    told += _with_indexes([each for each in result.variants if takes_as_much(each, least)])
    by_time = choose_fewest_indexes_by_time(result.variants, result.noise_floor) if times else None
    if by_time is not None and by_time is not least:
        told += f"; by time, within the noise: {_with_indexes([by_time])}"
    yield told


def _with_indexes(variants: Sequence[Measured]) -> str:
    number = len(variants[0].index_names)
    names = " or ".join(f"'{each.name}'" for each in variants)
    return f"{names} with {text.plural(number, 'index', 'indexes') if number else 'none'}"


def _cases(result: Measurements) -> str:
    """What the figures are means over: the samples of one query, or a workload's cases."""
    if len(result.workload.queries) > 1:
        return f"{len(result.workload.cases)} cases, by their weights"
    labels = list(result.query.samples)
    return f"{', '.join(labels[:-1])} and {labels[-1]}"


def _writes(result: Measurements, *, times: bool) -> Iterator[str]:
    """What a write is, and at which rate blocks were weighed against it, if they were."""
    tables = written_tables(result.variants)
    if not tables:
        return
    told = f"A write inserts a row into {' and one into '.join(tables)}"
    if columns := _updated(result, tables):
        told += f"; HOT: updates of {', '.join(columns)} that touch no index"
    yield told
    if any(_weighed_at_the_rate(result, each, times=times) for each in result.variants):
        yield f"One block read is weighed as {WAL_BYTES_A_BLOCK} bytes of WAL"


def _updated(result: Measurements, tables: Sequence[str]) -> list[str]:
    """The columns that updates change, each once."""
    columns = {
        figures[UPDATE_INDEXED].column: None
        for each in result.variants
        for figures in each.writes
        if figures.table in tables and UPDATE_INDEXED in figures
    }
    return list(columns)


def _weighed_at_the_rate(result: Measurements, variant: Measured, *, times: bool) -> bool:
    if _weighed_by_time(result, variant, times=times) is not None:
        return False
    weighed = _weighed_by_blocks(result, variant)
    return weighed is not None and weighed.reads_a_write is not None
