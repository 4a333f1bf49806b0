"""NEVER_EXEC: a great part of the plan never ran, for rows that were expected did not come.

Steps that nobody asks for rows are ordinary: partitions that were pruned, a LIMIT that had enough,
the branches of a CASE, a lookup of no rows. Told is only what surprised the planner: one side of a
join that makes up half of the plan's cost or more, while the other side returned nothing where
many rows were expected.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.wording import title
from lab.show import text

LEAST_SHARE = 0.5
LEAST_ROWS = 100
JOINS = frozenset(("Nested Loop", "Hash Join", "Merge Join"))


def find(review: Review) -> Iterator[Notice]:
    """At most one: the join whose costlier side was never needed."""
    least_cost = LEAST_SHARE * (review.tree.root.total_cost or 0.0)
    unneeded = [
        (node, empty)
        for node in review.nodes
        if (node.total_cost or 0.0) > least_cost and (empty := _empty_side(review, node))
    ]
    if not unneeded:
        return
    node, empty = max(unneeded, key=lambda pair: pair[0].total_cost or 0.0)
    read, expected = _named(node), empty.estimated_rows or 0.0
    yield Notice(
        node=review.parent(node),
        table=read.relation,
        index=read.index_name,
        severity=Severity.INFO,
        title=f"{title(read)} never ran: the other side of the join returned no row "
        f"where {text.count(expected)} were expected",
        evidence={"expected_rows": round(expected), "rows": 0},
        confidence=Confidence.MEDIUM,
    )


def _empty_side(review: Review, node: PlanNode) -> PlanNode | None:
    """The other side of the join, if this side never ran because that one was empty."""
    if node.loops != 0 or node.subplan_name:
        return None
    join = review.parent(node)
    if join is None or not join.executed or join.node_type not in JOINS or join.may_stop_early:
        return None
    for other in join.children:
        if other.executed and not other.subplan_name and not other.total_rows:
            return other if (other.estimated_rows or 0.0) >= LEAST_ROWS else None
    return None


def _named(node: PlanNode) -> PlanNode:
    """What a Hash or a Sort was to read: the steps that only pass rows on are not worth naming."""
    while len(node.children) == 1 and node.relation is None:
        node = node.children[0]
    return node


RULE = Rule(
    code="NEVER_EXEC",
    meaning="The planner expected rows where there were none, and chose the plan for them. With "
    "other values or other data the same plan may take much longer.",
    advice="See whether it is meant that nothing was found. If the table was emptied or filled "
    "since its last ANALYZE, run ANALYZE; if only this value is missing, judge the plan with one "
    "that is there.",
    find=find,
)
