"""The plans that were chosen elsewhere, forced on a value: what they would have touched there.

A way to read a table is forced by switching the others off (enable_seqscan and its like), which
makes them dearer to the planner, not impossible; so the plan that comes out is looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lab.experiments.sweeping.axes import Axis
from lab.experiments.sweeping.crossing import Crossover, find_crossovers
from lab.experiments.sweeping.points import Outcome, Point
from lab.experiments.sweeping.stand import OutOfTimeError, Setup, Stand
from lab.plans import Plan

SWITCHES = {
    "Seq Scan": "enable_seqscan",
    "Index Scan": "enable_indexscan",
    "Index Only Scan": "enable_indexonlyscan",
    "Bitmap Heap Scan": "enable_bitmapscan",
}
MOST_STEPS = 7
"""Each takes two runs of every plan."""


def can_be_forced(points: Sequence[Point]) -> bool:
    """Whether each of the plans reads one table in one way, which settings can ask for."""
    return all(_way(point.plan) for point in points)


def with_rivals(stand: Stand, axis: Axis, points: Sequence[Point]) -> Iterator[Point]:
    """The points, each with the blocks that the plans of the others touch at its value."""
    ways = _ways(points)
    for point in points:
        if point.outcome is not Outcome.MEASURED:
            yield point
            continue
        blocks = _blocks(stand, axis.setup_at(stand, point.value), ways)
        yield replace(point, rivals={s: n for s, n in blocks.items() if s != point.shape})


def find_cheapest(stand: Stand, axis: Axis, points: Sequence[Point]) -> tuple[Crossover, ...]:
    """Where another plan begins to touch the fewest blocks, whatever the planner chose."""
    ways = _ways(points)
    known = [(axis.divisible(p.value), _fewest(p)) for p in points if p.blocks is not None]

    def cheapest_at(value: Any) -> str:
        blocks = _blocks(stand, axis.setup_at(stand, value), ways)
        # Where none of them came to an end in time, the planner's choice is as good as any.
        best = min(blocks, key=lambda shape: blocks[shape], default="")
        return best or stand.planned(axis.setup_at(stand, value)).shape

    steps = min(axis.most_steps, MOST_STEPS)
    return tuple(find_crossovers(known, cheapest_at, most_steps=steps))


def _fewest(point: Point) -> str:
    blocks = {point.shape: point.blocks or 0, **point.rivals}
    return min(blocks, key=lambda shape: blocks[shape])


def _ways(points: Sequence[Point]) -> dict[str, Mapping[str, str]]:
    """The settings that force each plan, for those that read one table in one way."""
    return {point.shape: way for point in points if (way := _way(point.plan))}


def _way(plan: Plan) -> dict[str, str]:
    scans = [node.node_type for node in plan.nodes if node.node_type in SWITCHES]
    if len(scans) != 1:
        return {}
    return {switch: "off" for scan, switch in SWITCHES.items() if scan != scans[0]}


def _blocks(stand: Stand, setup: Setup, ways: Mapping[str, Mapping[str, str]]) -> dict[str, int]:
    """Blocks by plan, of those that could be forced in time."""
    found: dict[str, int] = {}
    for shape, way in ways.items():
        try:
            plan = stand.run(replace(setup, settings={**setup.settings, **way}))
        except OutOfTimeError:
            continue
        if plan.shape == shape and plan.blocks is not None:
            found[shape] = plan.blocks
    return found
