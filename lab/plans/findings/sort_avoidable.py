"""SORT_AVOIDABLE: rows of one table sorted by plain columns, for which an index could be read.

Pays most under a LIMIT, which then reads a few rows instead of all. A sort of everything is only
told from 100,000 rows on: an index in that order visits the table at random. Of a sort that went to
disk SORT_SPILL speaks, and names the index too.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.reading import INDEX_SCANS, index_for_order, input_of, table_of
from lab.plans.findings.sort_spill import spilled_kb
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

FEWEST_ROWS = 10_000
MANY_ROWS = 100_000
LEAST_SHARE = 0.2
SCANS = frozenset(("Seq Scan", "Bitmap Heap Scan", *INDEX_SCANS))


def find(review: Review) -> Iterator[Notice]:
    """Sorts directly above a scan."""
    for node in review.executed("Sort"):
        scan = input_of(node)
        if scan is None or not _matters(review, scan) or spilled_kb(node):
            continue
        limit, rows = limit_above(review, node), scan.total_rows or 0
        statement = index_for_order(scan, node.sort_key)
        if not statement or (limit is None and rows < MANY_ROWS):
            continue
        told = f"{text.count(rows)} rows of {table_of(scan)} were sorted{_times(node)}"
        evidence = {"sorted_rows": rows}
        if limit is not None:
            evidence["returned_rows"] = limit.total_rows or 0
            first = "the first " if (node.executions or 1) == 1 else ""
            told += f" to return {first}{text.count(limit.total_rows or 0)}"
        yield Notice(
            node=node,
            severity=Severity.INFO if limit is None else Severity.WARNING,
            title=told,
            evidence=evidence,
            advice=f"Try {statement}: rows read from it need no sort. Compare the blocks.",
            confidence=Confidence.LOW if limit is None else Confidence.MEDIUM,
            table=scan.relation,
        )


def _matters(review: Review, scan: PlanNode) -> bool:
    large = scan.executed and (scan.total_rows or 0) >= FEWEST_ROWS
    known = scan.node_type in SCANS and scan.relation is not None
    return large and known and review.block_share(scan) >= LEAST_SHARE


def limit_above(review: Review, sort: PlanNode) -> PlanNode | None:
    """The LIMIT that takes a sort's rows, perhaps from a Gather Merge."""
    above = review.parent(sort)
    if above is not None and above.node_type == "Gather Merge":
        above = review.parent(above)
    return above if above is not None and above.node_type == "Limit" else None


def _times(sort: PlanNode) -> str:
    times = round(sort.executions or 1)
    return f" in {text.count(times)} sorts" if times > 1 else ""


RULE = Rule(
    code="SORT_AVOIDABLE",
    meaning="All matching rows had to be read before the first could be returned. An index keeps "
    "its rows in order, and a LIMIT can stop as soon as it has enough.",
    advice="Try an index on the columns of ORDER BY, and compare the blocks.",
    find=find,
)
