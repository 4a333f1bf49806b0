"""By what the planner divided the rows of what workers share (get_parallel_divisor, cost_append).

The source is src/backend/optimizer/path/costsize.c. A Gather says how many workers were planned,
and that is the number for what is below it; but each child of an Append was divided by a number of
its own, which follows only from the sum.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lab.plans.nodes import APART
from lab.plans.trees import Layout

APPENDS = frozenset(("Append", "Merge Append"))
LEADERS_LOSS = 0.3
"""The part of the leader's time that each worker is expected to cost it."""
MOST_WORKERS = 1024
"""MAX_PARALLEL_WORKER_LIMIT in src/include/postmaster/bgworker_internals.h."""
NEAR = 0.05
"""So far off a ratio of rounded rows may be, and still be that of a number of workers."""


def parallel_divisor(workers: int, *, leader_participates: bool = True) -> float:
    """How many participants the planner counts for this number of workers."""
    leader = max(0.0, 1 - LEADERS_LOSS * workers) if leader_participates else 0.0
    return workers + leader or 1.0


def planned_divisors(
    layout: Layout, gathers: Sequence[int], shared: Sequence[bool], *, leader_participates: bool
) -> Sequence[float]:
    """The divisor of each shared node: its Gather's, but for what Appends put together."""
    known = [0.0] * len(layout.nodes)
    divisors = _Divisors(layout, shared, _members_of_appends(layout, gathers, shared), known)
    possible: dict[int, Sequence[float]] = {}
    for at, is_shared in enumerate(shared):
        if not is_shared or known[at]:
            continue
        parent, gather = layout.parents[at], gathers[at]
        if gather not in possible:
            workers = min(max(layout.nodes[gather].workers_planned or 0, 0), MOST_WORKERS)
            possible[gather] = [
                parallel_divisor(each, leader_participates=leader_participates)
                for each in range(min(1, workers), workers + 1)
            ]
        known[at] = (shared[parent] and known[parent]) or possible[gather][-1]
        if at in divisors.members:
            divisors.divide_below(at, possible[gather])
    return known


def _members_of_appends(
    layout: Layout, gathers: Sequence[int], shared: Sequence[bool]
) -> Mapping[int, Sequence[int]]:
    """The children of every shared Append, those that are complete too."""
    members: dict[int, list[int]] = {}
    for at, parent in enumerate(layout.parents):
        hangs = layout.nodes[at].parent_relationship in APART
        in_append = shared[parent] and layout.nodes[parent].node_type in APPENDS
        if in_append and gathers[at] >= 0 and not hangs:
            members.setdefault(parent, []).append(at)
    return members


@dataclass(frozen=True, slots=True)
class _Divisors:
    """What is known of the divisors so far, 0 where nothing is, and the children of Appends."""

    layout: Layout
    shared: Sequence[bool]
    members: Mapping[int, Sequence[int]]
    known: list[float]

    def divide_below(self, append: int, possible: Sequence[float]) -> None:
        """Find the divisor with which all below an Append add up to what it expects.

        Appends within are looked through: each was divided by a number of its own, too.
        """
        appends: list[int] = [append]
        leaves: list[int] = []
        for each in appends:
            for member in self.members.get(each, ()):
                (appends if member in self.members else leaves).append(member)
        split = [at for at in leaves if self.shared[at]]
        complete = sum(self._rows(at) for at in leaves if not self.shared[at])
        due = self._rows(append) * self.known[append] - complete
        divisor = _likely(due, sum(self._rows(at) for at in split), possible)
        for at in split:
            self.known[at] = divisor
        for at in reversed(appends[1:]):
            expected = sum(self._rows(each) * (self.known[each] or 1) for each in self.members[at])
            self.known[at] = _likely(expected, self._rows(at), possible)

    def _rows(self, at: int) -> float:
        return self.layout.nodes[at].plan_rows or 0.0


def _likely(whole: float, divided: float, possible: Sequence[float]) -> float:
    """The divisor that makes the whole of what was divided; one of those possible, if any fits."""
    ratio = whole / divided if divided > 0 else possible[-1]
    nearest = min(possible, key=lambda each: abs(each - ratio))
    if abs(nearest - ratio) <= NEAR * ratio:
        return nearest
    return min(max(ratio, possible[0]), possible[-1])
