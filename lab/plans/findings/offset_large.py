"""OFFSET_LARGE: rows that were made and sorted only to be skipped.

EXPLAIN does not tell the OFFSET, but a LIMIT takes from the node below just as many rows as it
skips and returns (src/backend/executor/nodeLimit.c).
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.findings.reading import input_of
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

FEWEST_ROWS = 1_000
SMALL_PART = 0.1
DEEPEST = 4


def find(review: Review) -> Iterator[Notice]:
    """LIMITs that skip a thousand rows, or more, and return a tenth of them at most."""
    for node in review.executed("Limit"):
        returned = node.rows_per_execution
        below = input_of(node)
        taken = None if below is None else below.rows_per_execution
        if returned is None or taken is None:
            continue
        if taken - returned < FEWEST_ROWS or returned > SMALL_PART * taken:
            continue
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"{text.count(taken - returned)} rows were skipped to return "
            f"{text.plural(returned, 'row')}",
            evidence={
                "skipped_rows": round(taken - returned),
                "returned_rows": round(returned),
            },
            advice=_advice(_order_of(node)),
        )


def _order_of(limit: PlanNode) -> str:
    """The sort key of the Sort just below, as ORDER BY has it."""
    at: PlanNode | None = limit
    for _ in range(DEEPEST):
        at = None if at is None else input_of(at)
        if at is not None and at.sort_key:
            return ", ".join(at.sort_key)
    return ""


def _advice(order: str) -> str:
    if not order:
        return ""
    return (
        f"Go on where the last page ended: remember its last row's values of {order} (and a unique "
        "column to break ties), and ask for the rows after it with WHERE in place of OFFSET."
    )


RULE = Rule(
    code="OFFSET_LARGE",
    meaning="Skipped rows cost as much as returned ones, so each page is slower than the one "
    "before, and rows that are added meanwhile appear twice or never.",
    advice="Go on where the last page ended: remember the ORDER BY values of its last row, with a "
    "unique column to break ties, and ask for the rows after it with WHERE in place of OFFSET.",
    find=find,
)
