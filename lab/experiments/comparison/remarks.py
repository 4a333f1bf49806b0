"""What a comparison says in words: of each variant, and of the whole."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import partial

from lab.experiments.comparison.sections import label_of
from lab.experiments.measured import Measured, Measurements
from lab.experiments.weighing import (
    FEWEST,
    TOLERANCE,
    WAL_BYTES_A_BLOCK,
    Weighing,
    choose_fewest_indexes,
    choose_fewest_indexes_by_time,
    weigh_blocks,
    weigh_times,
    written_tables,
)
from lab.plans import PlanDiff
from lab.plans.diffing import Judgement
from lab.show import text

BLOCKS = partial(text.plural, singular="block")


def heading(result: Measurements) -> str:
    """What was compared."""
    return text.plain(f"{result.workload.name}: {text.plural(len(result.variants), 'variant')}")


def plans_of(result: Measurements, variant: Measured) -> Iterator[str]:
    """The shape of the plan; where cases have different ones, each with its cases."""
    cases: defaultdict[str, list[str]] = defaultdict(list)
    for run in variant.runs:
        if run.plan is not None:
            cases[run.plan.shape].append(label_of(result.workload, run.case))
    for shape, labels in cases.items():
        yield shape if len(cases) == 1 else f"{', '.join(labels)}: {shape}"


def remarks_on(result: Measurements, variant: Measured, *, times: bool) -> Iterator[str]:
    """What went wrong, how the plan differs, what the variant is worth, which index is idle."""
    if variant.over_s is not None:
        yield f"took over {variant.over_s:g} s and was ended"
    if variant.trouble:
        yield variant.trouble
    if variant.diff is not None:
        yield from _against(result, variant, variant.diff)
    if variant is not result.baseline:
        yield from _weighed(result, variant, times=times)
    for each in variant.unused:
        yield f"{each.index} is not used: {each.reasons[0].sentence}"


def _against(result: Measurements, variant: Measured, diff: PlanDiff) -> Iterator[str]:
    """How the plan differs from the baseline's; not of what was run without being comparable."""
    for name, before, after in diff.settings:
        yield f"with {name} = {after} instead of {before}"
    only_planned = variant.plan is not None and not variant.plan.analyzed
    if diff.judged and (variant.measured or only_planned):
        told = _by_case(result, variant) or f"{diff.judgement}, {diff.reason}"
        yield f"against '{result.baseline.name}': {told}"


def _by_case(result: Measurements, variant: Measured) -> str:
    """In how many of several cases the plan is better, worse or the same."""
    if len(variant.runs) < 2:
        return ""
    pairs = zip(result.baseline.runs, variant.runs, strict=True)
    diffs = (was.plan.diff(now.plan) for was, now in pairs if was.plan and now.plan)
    found = Counter(diff.judgement for diff in diffs)
    told = (f"{each} in {found[each]}" for each in Judgement if each in found)
    return f"{', '.join(told)} of {len(variant.runs)} cases"


def _weighed(result: Measurements, variant: Measured, *, times: bool) -> Iterator[str]:
    tables = written_tables(result.variants)
    blocks = weigh_blocks(variant, result.baseline, tables)
    if blocks is not None and (blocks.saved or blocks.added):
        yield word_weighing(blocks)
    taken = weigh_times(variant, result.baseline, tables) if times else None
    if taken is not None and (taken.saved or taken.added):
        yield word_weighing_of_times(taken)


def word_weighing(weighed: Weighing) -> str:
    """`saves 4,000 blocks a read, costs 66 bytes of WAL a write: worth it from ...`."""
    read, write = BLOCKS(abs(weighed.saved)), f"{text.size(abs(weighed.added))} of WAL"
    return _worded(weighed, (read, "nothing"), (write, "no WAL"))


def word_weighing_of_times(weighed: Weighing) -> str:
    """`saves 7.9 ms a read, costs 0.012 ms a write: worth it from ...`."""
    read, write = (text.duration(abs(ms)) for ms in (weighed.saved, weighed.added))
    untold = "no time that can be told"
    return _worded(weighed, (read, untold), (write, untold))


def _worded(weighed: Weighing, read: tuple[str, str], write: tuple[str, str]) -> str:
    """Both sides, each with how it is called where there is something, and where there is not."""
    gained = f"{read[0]} a read" if weighed.saved else f"a read {read[1]}"
    paid = f"{write[0]} a write" if weighed.added else f"a write {write[1]}"
    verbs = ("costs" if weighed.saved < 0 else "saves", "saves" if weighed.added < 0 else "costs")
    return f"{verbs[0]} {gained}, {verbs[1]} {paid}: {_worth(weighed)}"


def _worth(weighed: Weighing) -> str:
    if weighed.reads_a_write is None:
        return "worth it" if weighed.saved > 0 or weighed.added < 0 else "not worth it"
    return f"worth it {'from' if weighed.saved > 0 else 'up to'} {_rate(weighed.reads_a_write)}"


def _rate(reads_a_write: float) -> str:
    """Reads a write in two digits: `3.2 reads a write`, `1 read in 1,900 writes`."""
    if reads_a_write >= 0.95:
        digits = f"{reads_a_write:.1f}" if reads_a_write < 9.95 else _rounded(reads_a_write)
        return "1 read a write" if digits == "1.0" else f"{digits} reads a write"
    writes = 1 / reads_a_write
    return f"1 read in {f'{writes:.1f}' if writes < 9.95 else _rounded(writes)} writes"


def _rounded(value: float) -> str:
    return text.count(float(f"{value:.2g}"))


def closing(result: Measurements, *, times: bool) -> Iterator[str]:
    """What holds for the whole, besides its settings."""
    if times:
        yield from _noise(result)
    yield from _fewest(result, times=times)
    if any(each.writes for each in result.variants):
        yield (
            "A write is an inserted row; HOT is the part of the updates that no index was told of. "
            f"One block read is counted as {WAL_BYTES_A_BLOCK} bytes of WAL: where all is cached "
            "both take about as long."
        )
    yield from result.notes


def _noise(result: Measurements) -> Iterator[str]:
    if result.noise_floor is None:
        yield "Times were not measured."
        return
    ended = f"; ended by: {result.stopped}" if result.stopped else ""
    yield f"Medians of {result.rounds} interleaved rounds, with 95 % intervals{ended}."
    yield (
        f"The baseline differs from itself by up to {text.share(result.noise_floor)}; "
        "below that nothing can be told."
    )


def _fewest(result: Measurements, *, times: bool) -> Iterator[str]:
    """The least to keep among the best; a comparison of one has no best."""
    if len(result.variants) < 2:
        return
    tolerance = f"within {100 * TOLERANCE:.0f} % or {FEWEST} blocks"
    if (least := choose_fewest_indexes(result.variants)) is not None:
        yield f"Fewest indexes among the best by blocks ({tolerance}): {_with_indexes(least)}"
    if not times:
        return
    if (least := choose_fewest_indexes_by_time(result.variants, result.noise_floor)) is not None:
        yield f"Fewest indexes among the best by time, within the noise: {_with_indexes(least)}"


def _with_indexes(variant: Measured) -> str:
    return f"'{variant.name}' with {len(variant.index_names) or 'none'}"


def settings_line(result: Measurements) -> str:
    """The settings that decide plans, as they were."""
    return f"settings: {', '.join(f'{n} = {v}' for n, v in result.settings.items())}"
