"""IDX_RECHECK: an index whose answers are only candidates, most of which did not match.

So do GiST and GIN indexes of lossy operator classes (pg_trgm, text search) and BRIN. A bitmap that
lost its rows for want of work_mem is told by LOSSY instead.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.lossy import is_lossy
from lab.plans.findings.reading import INDEX_SCANS, rechecked_rows
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.wording import access_path
from lab.show import text

HALF = 0.5
FEWEST_ROWS = 1_000
LEAST_SHARE = 0.1


def find(review: Review) -> Iterator[Notice]:
    """Scans that dropped half of the index's candidates, or more."""
    for node in review.executed(*INDEX_SCANS, "Bitmap Heap Scan"):
        dropped = rechecked_rows(node)
        candidates = dropped + (node.total_rows or 0)
        few = dropped < max(FEWEST_ROWS, HALF * candidates)
        if few or review.block_share(node) < LEAST_SHARE or is_lossy(node):
            continue
        pages_only = _knows_only_pages(node)
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"Of the {text.count(candidates)} rows that the "
            f"{access_path(node) or node.node_type} looked at, {text.count(dropped)} did not match "
            "the index condition",
            evidence={"candidate_rows": candidates, "rechecked_rows": dropped},
            advice=OF_PAGES if pages_only else "",
            confidence=Confidence.MEDIUM,
        )


def _knows_only_pages(node: PlanNode) -> bool:
    return bool(node.lossy_heap_blocks) and not node.exact_heap_blocks


OF_PAGES = (
    "This bitmap knows no rows, only pages, as a BRIN index does: it needs a table in the order of "
    "its column. Try fewer pages_per_range, CLUSTER, or a B-tree, and compare the blocks."
)
RULE = Rule(
    code="IDX_RECHECK",
    meaning="The index is lossy: it names candidates by boxes, signatures or trigrams, and each "
    "one is fetched and compared again.",
    advice="Ask for something that the index tells better (a longer pattern, a smaller area), or "
    "try another operator class or its siglen, and compare the rows removed by the recheck.",
    find=find,
)
