"""SEQ_INNER: a table read from its beginning again for each row of the other side of a loop."""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.reading import index_advice, rows_read, table_of
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

FEWEST_ROWS = 10_000
MANY_ROWS = 1_000_000
LEAST_SHARE = 0.1
HIGHEST = 8
"""So many nodes may be between a loop and the scan that it repeats: LATERAL has a few."""


def find(review: Review) -> Iterator[Notice]:
    """Sequential scans on the inner side of a Nested Loop."""
    for node in review.executed("Seq Scan"):
        loop = repeating_loop(review, node)
        if loop is None:
            continue
        times, read = node.executions or node.loops or 0, rows_read(node)
        advice = index_advice(review, node, node.filter, loop.join_filter)
        yield Notice(
            node=node,
            severity=Severity.HIGH if read >= MANY_ROWS else Severity.WARNING,
            title=f"The Seq Scan on {table_of(node)} was repeated {text.count(times)} times and "
            f"read {text.count(read)} rows in all",
            evidence={"executions": round(times), "read_rows": read},
            advice=advice,
            confidence=Confidence.HIGH if advice else Confidence.MEDIUM,
        )


def is_repeated(review: Review, node: PlanNode) -> bool:
    """Whether SEQ_INNER speaks of this scan."""
    return repeating_loop(review, node) is not None


def repeating_loop(review: Review, node: PlanNode) -> PlanNode | None:
    """The Nested Loop that repeats a sequential scan, where this is much work."""
    many = (node.executions or 0) > 1 and rows_read(node) >= FEWEST_ROWS
    if not many or review.block_share(node) < LEAST_SHARE:
        return None
    at = node
    for _, above in zip(range(HIGHEST), review.ancestors(node), strict=False):
        if at.parent_relationship in ("SubPlan", "InitPlan"):
            return None
        if above.node_type == "Nested Loop" and at.parent_relationship == "Inner":
            return above
        at = above
    return None


RULE = Rule(
    code="SEQ_INNER",
    meaning="A Nested Loop asks its inner side once for each outer row, and without an index each "
    "answer costs a whole table: the work is the product of both.",
    advice="Try an index on the columns by which the tables are joined, or a condition that a "
    "Hash Join can use (an equality), and compare the blocks.",
    find=find,
)
