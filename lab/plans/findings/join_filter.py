"""JOIN_FILTER: a join that made many pairs of rows only to discard them.

`Rows Removed by Join Filter` is per loop: show_instrumentation_count in
src/backend/commands/explain.c.
"""

import re
from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.findings.told import shown
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

JOINS = ("Nested Loop", "Hash Join", "Merge Join")
LEAST_PAIRS = 10_000
GRAVE_PAIRS = 1_000_000
PAIRS_PER_ROW = 10
OR = re.compile(r"\bOR\b")


def find(review: Review) -> Iterator[Notice]:
    """Joins whose filter discarded ten times as many pairs as it kept, or more."""
    for node in review.executed(*JOINS):
        if discards_pairs(node):
            yield _notice(node)


def discarded_pairs(node: PlanNode) -> int:
    """Pairs of rows that the join filter removed, over all loops."""
    return round((node.rows_removed_by_join_filter or 0) * (node.loops or 0))


def discards_pairs(node: PlanNode) -> bool:
    """Whether a join made far more pairs than it returned."""
    discarded = discarded_pairs(node)
    return discarded >= max(LEAST_PAIRS, PAIRS_PER_ROW * (node.total_rows or 0))


def _notice(node: PlanNode) -> Notice:
    discarded, kept = discarded_pairs(node), node.total_rows or 0
    condition = shown(node.join_filter)
    told = {"join_filter": node.join_filter} if node.join_filter else {}
    return Notice(
        node=node,
        severity=Severity.HIGH if discarded >= GRAVE_PAIRS else Severity.WARNING,
        title=f"{node.node_type} discarded {text.count(discarded)} pairs of rows to return "
        f"{text.plural(kept, 'row')}{condition}",
        evidence={"discarded_pairs": discarded, "rows": kept, **told},
        advice=_advice(node),
        table=_inner_relation(node),
    )


def _advice(node: PlanNode) -> str:
    if OR.search(node.join_filter or ""):
        return (
            "No hash, merge or index can answer an OR over both sides: try a UNION of two joins, "
            "one for each part, and see that Join Filter is gone."
        )
    if node.node_type == "Nested Loop":
        inner = _inner_relation(node)
        where = f" on {inner}" if inner else ""
        return (
            f"Join by an equality, or create an index{where} that answers this condition, so that "
            "only rows that match are looked up: it should then be an Index Cond."
        )
    equality = node.hash_cond or node.merge_cond
    told = f" {equality}" if equality else ""
    return (
        f"What the sides are joined by{told} leaves too many pairs: look for another equality "
        "between them to add to the join, or filter one side before it."
    )


def _inner_relation(node: PlanNode) -> str | None:
    inner = [child for child in node.children if child.parent_relationship == "Inner"]
    for _ in range(3):
        if len(inner) == 1 and inner[0].relation is None:
            inner = list(inner[0].children)
    return inner[0].relation if len(inner) == 1 else None


RULE = Rule(
    code="JOIN_FILTER",
    meaning="The condition could only be checked on each pair of rows, after it had been made; "
    "the number of pairs grows as the product of both sides.",
    advice="Join by an equality, or create an index that answers the condition.",
    find=find,
)
