"""IDX_LOWSEL: an Index Scan that fetched thousands of rows, each from another block.

Told by the blocks that it touched, cached or not, rather than by those it had to read from disk:
these change from run to run. Where the catalog tells how large the table is, it is known how often
each block was touched.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.reading import filtered_rows, rechecked_rows, table_of
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

FEWEST_ROWS = 10_000
FEWEST_BLOCKS = 1_000
BLOCKS_A_ROW = 0.5
OFTEN = 2
"""So many times the blocks of the table are worse than to read it from beginning to end."""


def find(review: Review) -> Iterator[Notice]:
    """Single Index Scans without a filter that return many scattered rows."""
    for node in review.executed("Index Scan"):
        rows, blocks = node.total_rows or 0, node.exclusive_blocks or 0
        if not _is_scattered(node, rows, blocks):
            continue
        facts = review.relation(node)
        pages = facts.pages if facts else 0
        evidence = {"rows": rows, "blocks": blocks}
        told = f"The Index Scan using {node.index_name} touched {text.count(blocks)} blocks for "
        told += f"{text.count(rows)} rows of {table_of(node)}"
        if pages > 0:
            evidence["table_blocks"] = pages
            told += f", which has {text.plural(pages, 'block')}"
        often = 0 < OFTEN * pages <= blocks
        yield Notice(
            node=node,
            severity=Severity.WARNING if often else Severity.INFO,
            title=told,
            evidence=evidence,
            confidence=Confidence.MEDIUM if often else Confidence.LOW,
        )


def _is_scattered(node: PlanNode, rows: int, blocks: int) -> bool:
    discards = filtered_rows(node) or rechecked_rows(node) or "Order By" in node.extra
    single = (node.executions or 0) == 1 and not discards and node.order_by is None
    return single and rows >= FEWEST_ROWS and blocks >= max(FEWEST_BLOCKS, BLOCKS_A_ROW * rows)


RULE = Rule(
    code="IDX_LOWSEL",
    meaning="The rows that the index names lie all over the table, so that the same blocks are "
    "visited again and again, in random order.",
    advice="Compare with SET LOCAL enable_indexscan = off: a bitmap or a sequential scan touches "
    "each block once. A covering index (INCLUDE) or CLUSTER may spare the visits.",
    find=find,
)
