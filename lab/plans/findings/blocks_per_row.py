"""BLOCKS_PER_ROW: a scan that touches ten blocks for each row that it so much as looks at.

Rows that a filter discards count as looked at, and so does each descent of an index: what is left
over are dead rows, pages that are nearly empty, or large values kept out of line. Counted from
200 blocks on, rather than from 100 rows, so that a queue with one live row is seen too.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.reading import INDEX_SCANS, rows_read
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.wording import access_path
from lab.show import text

MOST_BLOCKS = 10
FEWEST_BLOCKS = 200
LEAST_SHARE = 0.1


def find(review: Review) -> Iterator[Notice]:
    """Scans that touch far more blocks than rows."""
    for node in review.executed("Seq Scan", *INDEX_SCANS, "Bitmap Heap Scan"):
        blocks, read = node.exclusive_blocks or 0, rows_read(node)
        if blocks < max(FEWEST_BLOCKS, MOST_BLOCKS * (read + _searches(node))):
            continue
        if review.block_share(node) >= LEAST_SHARE:
            yield Notice(
                node=node,
                severity=Severity.WARNING,
                title=f"The {access_path(node) or node.node_type} touched {text.count(blocks)} "
                f"blocks and found {text.plural(read, 'row')} there",
                evidence={"blocks": blocks, "read_rows": read},
                confidence=Confidence.MEDIUM,
            )


def _searches(node: PlanNode) -> int:
    """How often it began: each time it descends an index, or finds an empty table."""
    return max(node.index_searches or 0, node.loops or 0)


RULE = Rule(
    code="BLOCKS_PER_ROW",
    meaning="A block usually holds dozens of rows. So many blocks for so few rows mean dead rows "
    "that no VACUUM has removed, nearly empty pages, or large values that the filter had to fetch.",
    advice="Look at n_dead_tup in pg_stat_user_tables and at the table's size. VACUUM, then "
    "REINDEX CONCURRENTLY; only VACUUM FULL or pg_repack makes the table smaller."
    " Then count the blocks again.",
    find=find,
)
