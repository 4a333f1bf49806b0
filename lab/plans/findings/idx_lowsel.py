"""IDX_LOWSEL: an Index Scan that fetched thousands of rows, each from another block.

Told by the blocks that it touched, cached or not, rather than by those it had to read from disk:
these change from run to run. Where the catalog tells how large the table is, it is known how often
each block was touched. Partitions are told together, and nothing below a LIMIT that skips them:
there OFFSET_LARGE names the cure.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.offset_large import skips_many
from lab.plans.findings.reading import (
    families,
    filtered_rows,
    partitioned_table,
    rechecked_rows,
    table_of,
)
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
    scans = [node for node in review.executed("Index Scan") if _is_plain(node)]
    for family in families(review, scans):
        above = review.parent(family[0])
        if _are_scattered(family) and not (above is not None and skips_many(above)):
            yield _notice(review, family)


def leads_astray(review: Review, node: PlanNode) -> bool:
    """Whether an Index Scan touched the blocks of its table several times over."""
    facts, blocks = review.relation(node), node.exclusive_blocks or 0
    often = facts is not None and 0 < OFTEN * facts.pages <= blocks
    return often and node.node_type == "Index Scan" and _are_scattered((node,))


def _is_plain(node: PlanNode) -> bool:
    discards = filtered_rows(node) or rechecked_rows(node) or "Order By" in node.extra
    return (node.executions or 0) == 1 and not discards and node.order_by is None


def _are_scattered(scans: tuple[PlanNode, ...]) -> bool:
    rows, blocks = _sums(scans)
    return rows >= FEWEST_ROWS and blocks >= max(FEWEST_BLOCKS, BLOCKS_A_ROW * rows)


def _sums(scans: tuple[PlanNode, ...]) -> tuple[int, int]:
    """The rows that they returned, and the blocks that they touched for these."""
    blocks = sum(scan.exclusive_blocks or 0 for scan in scans)
    return sum(scan.total_rows or 0 for scan in scans), blocks


def _notice(review: Review, scans: tuple[PlanNode, ...]) -> Notice:
    rows, blocks = _sums(scans)
    facts = [known for scan in scans if (known := review.relation(scan))]
    pages = sum(known.pages for known in facts) if len(facts) == len(scans) else 0
    evidence = {"rows": rows, "blocks": blocks}
    told = f"{_named(scans)} touched {text.count(blocks)} blocks for {text.count(rows)} rows"
    if pages > 0:
        evidence["table_blocks"] = pages
        told += f"; the table has {text.count(pages)} in all"
    often = 0 < OFTEN * pages <= blocks
    return Notice(
        node=scans[0] if len(scans) == 1 else review.parent(scans[0]),
        table=scans[0].relation if len(scans) == 1 else partitioned_table(scans[0]),
        severity=Severity.WARNING if often else Severity.INFO,
        title=told,
        evidence=evidence,
        confidence=Confidence.MEDIUM if often else Confidence.LOW,
    )


def _named(scans: tuple[PlanNode, ...]) -> str:
    if len(scans) > 1:
        return f"{len(scans)} Index Scans of partitions of {partitioned_table(scans[0])}"
    return f"The Index Scan using {scans[0].index_name} on {table_of(scans[0])}"


RULE = Rule(
    code="IDX_LOWSEL",
    meaning="The rows that the index names lie all over the table, so that the same blocks are "
    "visited again and again, in random order.",
    advice="Compare with SET LOCAL enable_indexscan = off: a bitmap or a sequential scan touches "
    "each block once. A covering index (INCLUDE) or CLUSTER may spare the visits.",
    find=find,
)
