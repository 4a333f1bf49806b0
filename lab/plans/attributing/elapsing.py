"""How long things took that several processes did at once: elapsed time out of a sum of times.

EXPLAIN adds up the times of all participants of a Gather, and so reports no elapsed time below it.
What is told here is therefore an estimate. It rests on three things that are certain: the longest
participant's time, where VERBOSE shows each worker's; how many took part, where it does not; and
that children did not take longer than their parent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lab.plans.nodes import PlanNode
from lab.plans.trees import Layout


@dataclass(frozen=True, slots=True)
class Elapsed:
    """For each node by what the sum of its times is divided, and whether workers took part."""

    participants: Sequence[float]
    in_parallel: Sequence[bool]


def elapsed_of(layout: Layout, gathers: Sequence[int]) -> Elapsed:
    """Told from the top to the bottom, since what is below has to fit into what is above."""
    participants = [1.0] * len(layout.nodes)
    processes = [1.0] * len(layout.nodes)
    below = _in_workers(layout, gathers)
    in_parallel = [False] * len(layout.nodes)
    for at, gather in enumerate(gathers):
        if gather < 0:
            continue
        above = layout.parents[at]
        most = processes[above] if above != gather else _started(layout, gather, below[gather])
        node, of_gather = layout.nodes[at], layout.nodes[gather]
        processes[at] = min(most, max(1.0, (node.loops or 0) / (of_gather.loops or 1)))
        participants[at] = _longest(node) or processes[at]
        in_parallel[at] = in_parallel[above] if above != gather else most > 1
    for parent, children in below.items():
        _fit(layout, parent, [at for at in children if in_parallel[at]], participants)
    return Elapsed(participants, in_parallel)


def _in_workers(layout: Layout, gathers: Sequence[int]) -> dict[int, list[int]]:
    """The children of Gathers, and of nodes below them, which ran in their workers."""
    below: dict[int, list[int]] = {}
    for at, gather in enumerate(gathers):
        if gather >= 0:
            below.setdefault(layout.parents[at], []).append(at)
    return below


def _started(layout: Layout, gather: int, children: Sequence[int]) -> float:
    """How many processes ran what is below a Gather; it may have got no worker at all."""
    node = layout.nodes[gather]
    ran = (layout.nodes[children[0]].loops or 0) / (node.loops or 1)
    return ran or (node.workers_launched or 0) + 1


def _longest(node: PlanNode) -> float | None:
    """The sum of a node's times as a multiple of the longest one; None without VERBOSE.

    The leader's time is what the workers' leave of the sum.
    """
    total = (node.actual_total_time or 0) * (node.loops or 0)
    workers = [
        (each.actual_total_time or 0) * (each.loops or 0)
        for each in node.workers or ()
        if each.actual_total_time is not None
    ]
    if not workers or total <= 0:
        return None
    return max(1.0, total / max(*workers, total - sum(workers)))


def _fit(layout: Layout, parent: int, children: Sequence[int], participants: list[float]) -> None:
    """Give children that would have taken longer than their parent more participants.

    They ran at the same time then, each in another process. InitPlans have to fit in as well, but
    beside the others: they are in the time of whoever needed them.
    """
    limit = _elapsed(layout.nodes[parent], participants[parent])
    for run_elsewhere in (False, True):
        group = [at for at in children if layout.nodes[at].runs_elsewhere is run_elsewhere]
        taken = sum(_elapsed(layout.nodes[at], participants[at]) for at in group)
        if taken > limit > 0:
            for at in group:
                participants[at] *= taken / limit


def _elapsed(node: PlanNode, participants: float) -> float:
    return max((node.actual_total_time or 0) * (node.loops or 0) / participants, 0)
