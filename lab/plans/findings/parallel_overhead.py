"""PARALLEL_OVERHEAD: a Gather that took longer to start workers and fetch their rows than they did.

The overhead is the Gather's time less that of its busiest process. The workers' average would not
do: waiting for the slowest of them is no overhead, but WORKER_SKEW.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_SHARE = 0.5
LEAST_SHARE_OF_ALL = 0.25
LEAST_MS = 1.0
MANY_ROWS = 10_000
THRESHOLDS = ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size")

FETCHED_MANY = (
    "Every row goes through a queue to the leader: aggregate, filter or LIMIT before the Gather, "
    "or compare with SET LOCAL max_parallel_workers_per_gather = 0."
)


def find(review: Review) -> Iterator[Notice]:
    """Gathers that mostly wait for workers to begin, or fetch rows from them.

    A single copy is only made where a setting asks for it, to test: SETTINGS tells of that.
    """
    for node in review.executed("Gather", "Gather Merge"):
        overhead, whole = overhead_ms(node), node.inclusive_time or 0.0
        if not node.workers_launched or node.single_copy:
            continue
        if overhead < max(LEAST_MS, LEAST_SHARE * whole):
            continue
        if review.part_of_time(overhead) < LEAST_SHARE_OF_ALL:
            continue
        rows = node.total_rows or 0
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"Starting {text.plural(node.workers_launched, 'worker')} and fetching "
            f"{text.plural(rows, 'row')} from them took {text.duration(overhead)} of the "
            f"{text.duration(whole)} up to the {node.node_type}",
            evidence={
                "workers_launched": node.workers_launched,
                "fetched_rows": rows,
                "overhead_ms": overhead,
                "inclusive_ms": whole,
            },
            advice=FETCHED_MANY if rows >= MANY_ROWS else _where_lowered(review),
            confidence=Confidence.MEDIUM,
        )


def overhead_ms(gather: PlanNode) -> float:
    """How long a Gather did nothing but start workers and fetch rows; at most its own time."""
    below = next((child for child in gather.children if not child.runs_elsewhere), None)
    if below is None or gather.self_time is None or gather.inclusive_time is None:
        return 0.0
    return max(min(gather.self_time, gather.inclusive_time - _busiest_ms(below)), 0.0)


def _busiest_ms(node: PlanNode) -> float:
    """The time of the process that worked longest; the average where the plan tells no more."""
    workers = [(each.actual_total_time or 0.0) * (each.loops or 0) for each in node.workers or ()]
    together = (node.actual_total_time or 0.0) * (node.loops or 0)
    leader = together - sum(workers) if workers else 0.0
    return max([*workers, leader, node.inclusive_time or 0.0])


def _where_lowered(review: Review) -> str:
    """The advice where the session made parallel plans cheaper than they are; else the rule's."""
    changed = [name for name in THRESHOLDS if name in review.tree.settings]
    if not changed:
        return ""
    resets = "; ".join(f"RESET {name}" for name in changed)
    return f"This session changed what parallel plans are thought to cost: {resets}."


RULE = Rule(
    code="PARALLEL_OVERHEAD",
    meaning="Workers are processes that have to be started, and their rows are copied to the "
    "leader. Where there is little to do, that takes longer than the work itself.",
    advice="Compare with SET LOCAL max_parallel_workers_per_gather = 0. If that is faster, raise "
    "parallel_setup_cost or min_parallel_table_scan_size.",
    find=find,
    rests_on_times=True,
)
