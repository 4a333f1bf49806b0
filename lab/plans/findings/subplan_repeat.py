"""SUBPLAN_REPEAT: a subquery that was run again for each row.

A hashed SubPlan runs once, an InitPlan too. A subquery that reads next to nothing each time is
no fault: it has to touch some part of the plan's blocks, or, where it reads a CTE or a function,
to look at very many rows.
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from lab.findings import Confidence, Severity
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_LOOPS = 100
MANY_LOOPS = 1_000
GRAVE_LOOPS = 10_000
SHARE_OF_FEW = 0.2
SHARE_OF_MANY = 0.05
LEAST_BLOCKS = 2_000
"""Of fewer than MANY_LOOPS, that they are worth a word."""

MANY_ROWS = 1_000_000
NODES_LOOKED_AT = 20


def find(review: Review) -> Iterator[Notice]:
    """Subqueries that were run very often and for much of the plan's work."""
    for node in review.executed():
        loops = node.loops or 0
        if node.parent_relationship != "SubPlan" or loops < LEAST_LOOPS:
            continue
        blocks, whole = node.blocks or 0, review.tree.blocks or 0
        if _hot(loops, blocks, whole):
            touched = f"touching {text.count(blocks)} of the plan's {text.plural(whole, 'block')}"
            figures = {"subplan_blocks": blocks, "plan_blocks": whole}
            yield _notice(review, node, touched, figures)
        elif (rows := _rows_looked_at(review, node)) >= MANY_ROWS:
            yield _notice(
                review, node, f"looking at {text.plural(rows, 'row')}", {"rows_looked_at": rows}
            )


def _hot(loops: int, blocks: int, whole: int) -> bool:
    if loops >= MANY_LOOPS:
        return blocks > 0 and blocks >= SHARE_OF_MANY * whole
    return blocks >= max(LEAST_BLOCKS, SHARE_OF_FEW * whole)


def _rows_looked_at(review: Review, node: PlanNode) -> int:
    """Rows that its scans returned or discarded."""
    below = islice(review.below(node), NODES_LOOKED_AT)
    scans = [each for each in below if not each.children] if node.children else [node]
    return sum(
        round(((scan.actual_rows or 0) + (scan.rows_removed_by_filter or 0)) * (scan.loops or 0))
        for scan in scans
    )


def _notice(review: Review, node: PlanNode, work: str, figures: Mapping[str, object]) -> Notice:
    loops = node.loops or 0
    above = review.parent(node)
    relation = above.relation if above else None
    of = f" for rows of {relation}" if relation else ""
    return Notice(
        node=node,
        severity=Severity.HIGH if loops >= GRAVE_LOOPS else Severity.WARNING,
        title=f"{node.subplan_name or 'A subquery'} ran {text.count(loops)} times{of}, {work}",
        evidence={"loops": loops, **figures},
        confidence=Confidence.MEDIUM,
    )


RULE = Rule(
    code="SUBPLAN_REPEAT",
    meaning="A correlated subquery is run again for each row of the node above, which is a nested "
    "loop that the planner cannot turn into another join.",
    advice="Write it as a join: LEFT JOIN a query that is grouped by what the subquery compares "
    "(or EXISTS for a mere test), and see that SubPlan is gone and the blocks are fewer.",
    find=find,
)
