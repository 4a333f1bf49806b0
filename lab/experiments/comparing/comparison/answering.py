"""The answer of a comparison in a line: which variant does the least, and which is the fastest."""

from collections.abc import Sequence
from typing import TypeAlias

from lab.experiments.comparing.comparison.sections import missing, only_planned
from lab.experiments.comparing.factors import compared
from lab.experiments.comparing.measured import Measured, Measurements
from lab.experiments.comparing.weighing import as_fast
from lab.show import text

Figure: TypeAlias = tuple[float, Measured]
MOST_NAMES = 2


def answer(result: Measurements) -> str:
    """`q: 'one' touches the fewest blocks, 12 (354x fewer than 'none')`."""
    return text.plain(f"{result.workload.name}: {_told(result)}")


def answer_by_time(result: Measurements) -> str:
    """`By time: 'one' is the fastest, 0.3 % of the time of 'none'`; empty where nothing is told."""
    baseline, fast = result.baseline, as_fast(result.variants, result.noise_floor)
    if not fast or not any(each.time_verdict for each in result.variants):
        return ""
    if baseline in fast:
        return text.plain(f"By time: none can be told to be faster than '{baseline.name}'")
    best, share = fast[0], fast[0].ratio
    of = f"{text.part(100 * share.median)} % of the time of '{baseline.name}'" if share else ""
    names = _names([each.name for each in fast])
    if len(fast) > 1:
        return text.plain(f"By time: {names} are the fastest; '{best.name}' takes {of}")
    return text.plain(f"By time: {names} is the fastest, {of}")


def _told(result: Measurements) -> str:
    if only_planned(result) and None not in [each.cost for each in result.variants]:
        return _by_cost(result)
    counted = [(each.blocks, each) for each in result.variants if each.blocks is not None]
    if not counted:
        return f"{text.plural(len(result.variants), 'variant')}, none run"
    if len({round(blocks) for blocks, _ in counted}) == 1:
        return _all_equal(result, counted)
    return _fewest(result.baseline, counted)


def _all_equal(result: Measurements, counted: Sequence[Figure]) -> str:
    blocks = text.plural(counted[0][0], "block")
    if len(counted) == 1:
        only = "only " if len(result.variants) > 1 else ""
        return f"{only}'{counted[0][1].name}' was measured: {blocks}"
    if len(counted) < len(result.variants):
        return f"the {len(counted)} variants that were measured touch {blocks} each"
    return f"{'both' if len(counted) == 2 else f'all {len(counted)}'} variants touch {blocks}"


def _fewest(baseline: Measured, counted: Sequence[Figure]) -> str:
    fewest = min(round(blocks) for blocks, _ in counted)
    if baseline.blocks is not None and round(baseline.blocks) == fewest:
        others = [each for each in counted if each[1] is not baseline]
        blocks, rival = min(others, key=lambda each: each[0])
        so_many = f"no variant touches fewer blocks than '{baseline.name}', {text.count(fewest)}"
        if round(blocks) == fewest:
            return f"{so_many}; '{rival.name}' touches as many"
        return f"{so_many}; the next best is '{rival.name}', {text.count(blocks)}"
    tied = [each for each in counted if round(each[0]) == fewest]
    best = sorted(tied, key=lambda each: each[1].index_bytes)
    than = (
        f"'{baseline.name}': {missing(baseline)}"
        if baseline.blocks is None
        else f"{compared(best[0][0], baseline.blocks)} than '{baseline.name}'"
    )
    names = _names([each.name for _, each in best])
    verb = "touches" if len(best) == 1 else "touch"
    return f"{names} {verb} the fewest blocks, {text.count(fewest)} ({than})"


def _names(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMES:
        return f"'{names[0]}' and {len(names) - 1} others"
    return " and ".join(f"'{name}'" for name in names)


def _by_cost(result: Measurements) -> str:
    """The planner's word, where variants were only planned."""
    baseline = result.baseline
    best = min(result.variants, key=lambda each: each.cost or 0)
    cost, was = best.cost or 0, baseline.cost or 0
    if round(cost) == round(was):
        return f"no variant has a lower estimated cost than '{baseline.name}', {text.count(was)}"
    than = f"{compared(cost, was, less='lower')} than '{baseline.name}'"
    return f"'{best.name}' has the lowest estimated cost, {text.count(cost)} ({than})"
