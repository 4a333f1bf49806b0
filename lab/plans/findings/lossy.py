"""LOSSY: a bitmap that did not fit into work_mem and remembered pages instead of rows.

Source: tbm_lossify in src/backend/nodes/tidbitmap.c; it never gives up all exact pages. A BRIN
index, on the other hand, knows nothing but pages, whatever work_mem is: a bitmap without a single
exact page is taken for one of those. `Rows Removed by Index Recheck` alone proves nothing.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.findings.reading import rechecked_rows, table_of
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

HALF, MOST = 0.5, 0.9
FEWEST_BLOCKS = 100


def find(review: Review) -> Iterator[Notice]:
    """Bitmap Heap Scans whose bitmap was reduced to pages."""
    for node in review.executed("Bitmap Heap Scan"):
        exact, lossy = heap_blocks(node)
        if not is_lossy(node):
            continue
        part, rechecked = lossy / (exact + lossy), rechecked_rows(node)
        severity = (
            Severity.HIGH if part >= MOST else Severity.WARNING if part >= HALF else Severity.INFO
        )
        yield Notice(
            node=node,
            severity=severity,
            title=f"The bitmap forgot the rows of {text.count(lossy)} of "
            f"{text.count(exact + lossy)} blocks of {table_of(node)}, so that "
            f"{text.count(rechecked)} rows were read in vain",
            evidence={
                "lossy_blocks": lossy,
                "bitmap_blocks": exact + lossy,
                "rechecked_rows": rechecked,
            },
        )


def is_lossy(node: PlanNode) -> bool:
    """Whether work_mem was too small for a bitmap."""
    exact, lossy = heap_blocks(node)
    return exact > 0 and lossy >= FEWEST_BLOCKS


def heap_blocks(node: PlanNode) -> tuple[int, int]:
    """Blocks whose rows the bitmap knew, and those of which it knew no more, by all participants.

    The workers' are told apart from PostgreSQL 18 on.
    """
    exact, lossy = node.exact_heap_blocks or 0, node.lossy_heap_blocks or 0
    for worker in node.workers or ():
        exact += _whole(worker.extra.get("Exact Heap Blocks"))
        lossy += _whole(worker.extra.get("Lossy Heap Blocks"))
    return exact, lossy


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


RULE = Rule(
    code="LOSSY",
    meaning="The bitmap of matching rows was larger than work_mem. Where it kept only pages, every "
    "row of the page was compared again.",
    advice="Give this statement more work_mem (SET LOCAL) until no lossy heap blocks are left, or "
    "an index that finds fewer rows.",
    find=find,
)
