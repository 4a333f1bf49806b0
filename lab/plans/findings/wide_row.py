"""WIDE_ROW: many very wide rows carried through the plan.

`Plan Width` is the planner's estimate in bytes, from the average widths of the columns; a value
that is stored apart (TOAST) counts only with its pointer, so the rows may be wider still.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_WIDTH = 2_000
LEAST_ROWS = 10_000
GRAVE_BYTES = 2**30


def find(review: Review) -> Iterator[Notice]:
    """The topmost of the nodes that hand on many wide rows; what is to be written is left alone."""
    for node in review.executed():
        if _is_wide(node):
            above = review.parent(node)
            if above is None or not (_is_wide(above) or above.node_type == "ModifyTable"):
                yield _notice(node)


def _is_wide(node: PlanNode) -> bool:
    return (node.plan_width or 0) >= LEAST_WIDTH and (node.total_rows or 0) >= LEAST_ROWS


def _notice(node: PlanNode) -> Notice:
    rows, width = node.total_rows or 0, round(node.plan_width or 0)
    return Notice(
        node=node,
        severity=Severity.HIGH if rows * width >= GRAVE_BYTES else Severity.WARNING,
        title=f"{node.node_type} hands on {text.count(rows)} rows of some {text.size(width)} each, "
        f"{text.size(rows * width)} in all",
        evidence={"rows": rows, "width_bytes": width, "volume_bytes": rows * width},
        confidence=Confidence.MEDIUM,
    )


RULE = Rule(
    code="WIDE_ROW",
    meaning="Each step copies, sorts, hashes and in the end sends all these bytes; sorts and hash "
    "tables run out of memory sooner.",
    advice="Select only the columns that are needed in place of *, or sort and limit the keys "
    "first and fetch the wide columns of those afterwards; the plan's width should be far less.",
    find=find,
)
