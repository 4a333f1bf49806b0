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
        if skips_many(node):
            skipped, returned = _skipped_rows(node), node.rows_per_execution or 0
            yield Notice(
                node=node,
                severity=Severity.WARNING,
                title=f"{text.count(skipped)} rows were skipped to return "
                f"{text.plural(returned, 'row')}",
                evidence={"skipped_rows": round(skipped), "returned_rows": round(returned)},
                advice=_advice(_order_of(node)),
            )


def skips_many(node: PlanNode) -> bool:
    """Whether it is a LIMIT that skips far more rows than it returns."""
    skipped, returned = _skipped_rows(node), node.rows_per_execution or 0
    is_limit = node.node_type == "Limit" and node.executed
    return is_limit and skipped >= FEWEST_ROWS and returned <= SMALL_PART * (skipped + returned)


def _skipped_rows(limit: PlanNode) -> float:
    """The rows of one execution that it took from the node below and did not return."""
    below = input_of(limit)
    taken = None if below is None else below.rows_per_execution
    return 0.0 if taken is None else taken - (limit.rows_per_execution or 0)


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
