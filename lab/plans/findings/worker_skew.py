"""WORKER_SKEW: of the processes that shared a scan, one did nearly all of it.

EXPLAIN (VERBOSE) lists what each worker returned; the rest of the node's rows is the leader's
(ExplainNode in src/backend/commands/explain.c). Which process gets the next block is a matter of
who comes first, so another run may look different; a child of a Parallel Append that is not
parallel itself, however, is always read by one process alone.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

SKEWED = 2.0
"""The largest share over the even one, from which on it is uneven."""

FEWEST_ROWS = 10_000
SHORTEST_MS = 20.0
"""Starting a worker takes some milliseconds, in which the others may finish what is little."""

SHARED = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Append")

ONE_READER = (
    "Look for a child of the Parallel Append that is no Parallel scan: one process reads it "
    "alone. A table gets a Parallel scan unless its parallel_workers is 0, it is smaller than "
    "min_parallel_table_scan_size, or the query calls a function that is not PARALLEL SAFE."
)


def find(review: Review) -> Iterator[Notice]:
    """Parallel scans, or Appends of such, of which one process returned most of the rows."""
    if (review.tree.elapsed or 0.0) < SHORTEST_MS:
        return
    for node in review.executed(*SHARED):
        if not node.parallel_aware or _is_told_above(review, node):
            continue
        rows = rows_of_participants(node)
        if sum(rows) < FEWEST_ROWS or not is_skewed(rows):
            continue
        share = max(rows) / sum(rows)
        together = node.node_type == "Append"
        yield Notice(
            node=node,
            severity=Severity.WARNING if together else Severity.INFO,
            title=f"One of {len(rows)} processes returned {text.share(share)} of "
            f"{text.plural(sum(rows), 'row')}",
            evidence={
                "participants": len(rows),
                "largest_rows": round(max(rows)),
                "scan_rows": round(sum(rows)),
                "largest_share": share,
            },
            advice=ONE_READER if together else "",
            confidence=Confidence.MEDIUM if together else Confidence.LOW,
        )


def rows_of_participants(node: PlanNode) -> tuple[float, ...]:
    """What each process returned that took part in a node, the leader last."""
    workers = [(each.actual_rows or 0.0, each.loops or 0) for each in node.workers or ()]
    if not workers:
        return ()
    rows = [rows * loops for rows, loops in workers]
    leader_ran = (node.loops or 0) > sum(loops for _, loops in workers)
    leader = [max((node.total_rows or 0) - sum(rows), 0.0)] if leader_ran else []
    return (*rows, *leader)


def is_skewed(rows: tuple[float, ...]) -> bool:
    """Whether one share is twice the even one; of two processes, nine tenths of all."""
    many = len(rows)
    return many > 1 and max(rows) * many >= min(SKEWED, 0.9 * many) * sum(rows)


def _is_told_above(review: Review, node: PlanNode) -> bool:
    above = review.parent(node)
    return above is not None and above.node_type == "Append" and bool(above.parallel_aware)


RULE = Rule(
    code="WORKER_SKEW",
    meaning="A parallel step is over when its slowest process is done. The others had nothing to "
    "do meanwhile, so their number did not shorten the execution.",
    advice="Run it again: which process gets the next block is chance. If it stays so, the rows "
    "that match lie close together, and fewer workers do as well "
    "(max_parallel_workers_per_gather).",
    find=find,
    rests_on_times=True,
)
