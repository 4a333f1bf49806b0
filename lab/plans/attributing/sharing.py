"""What workers shared: under which Gather a node ran, and how often the whole of it was executed.

EXPLAIN does not say which nodes split their rows over participants, but it follows from the scans
that are parallel-aware, and from what drives what above them (a partial path: see README.parallel
in src/backend/access/transam, and src/backend/optimizer/path/allpaths.c).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lab.plans.attributing.dividing import planned_divisors
from lab.plans.nodes import APART
from lab.plans.trees import Layout

GATHERS = frozenset(("Gather", "Gather Merge"))
GROUPS = frozenset(("Aggregate", "Group", "Unique"))
DOES_NOT_DRIVE = frozenset(("Inner", "SubPlan", "InitPlan"))


def gathers_above(layout: Layout) -> Sequence[int]:
    """The Gather in whose workers each node ran; -1 for those that the leader ran alone.

    What hangs at the Gather itself, a SubPlan in its output or an InitPlan, is the leader's.
    """
    gathers = [-1] * len(layout.nodes)
    for at, parent in enumerate(layout.parents):
        if parent < 0:
            continue
        hangs = layout.nodes[at].parent_relationship in APART
        is_gather = layout.nodes[parent].node_type in GATHERS and not hangs
        gathers[at] = parent if is_gather else gathers[parent]
    return gathers


@dataclass(frozen=True, slots=True)
class Shares:
    """For each node how often the whole of it was executed, and by what its rows were divided."""

    executions: Sequence[float | None]
    divisors: Sequence[float]


def shares_of(layout: Layout, gathers: Sequence[int], settings: Mapping[str, str]) -> Shares:
    """Told from where the rows of each node come from.

    Rows are shared where they are driven by a parallel-aware scan or Append: its own, or those of
    a child that is neither the inner side of a join nor a SubPlan. Any other node below a Gather
    is complete in each participant that runs it. Where participants group what they share, each
    may have all groups, so that from there on the planner counts the rows of one participant.
    """
    executions: list[float | None] = [node.loops for node in layout.nodes]
    divisors = [1.0] * len(layout.nodes)
    if any(gather >= 0 for gather in gathers):
        shared, grouped = _driven(layout, gathers)
        leads = settings.get("parallel_leader_participation") != "off"
        planned = planned_divisors(layout, gathers, shared, leader_participates=leads)
        for at, is_shared in enumerate(shared):
            if is_shared and not grouped[at]:
                executions[at] = layout.nodes[gathers[at]].loops
                divisors[at] = planned[at]
    return Shares(executions, divisors)


def _driven(layout: Layout, gathers: Sequence[int]) -> tuple[Sequence[bool], Sequence[bool]]:
    """Which nodes are shared; and which of them are, or are driven by, groups of what is shared."""
    shared = [False] * len(layout.nodes)
    grouped = [False] * len(layout.nodes)
    for at in range(len(layout.nodes) - 1, 0, -1):
        node, parent = layout.nodes[at], layout.parents[at]
        if gathers[at] < 0 or layout.nodes[gathers[at]].single_copy:
            continue
        shared[at] = shared[at] or bool(node.parallel_aware)
        if not shared[at]:
            continue
        grouped[at] = grouped[at] or node.node_type in GROUPS
        if node.parent_relationship not in DOES_NOT_DRIVE and gathers[parent] == gathers[at]:
            shared[parent] = True
            grouped[parent] = grouped[parent] or grouped[at]
    return shared, grouped
