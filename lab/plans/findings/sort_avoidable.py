"""SORT_AVOIDABLE: rows of one table sorted by plain columns, for which an index could be read.

Pays most under a LIMIT, which then reads a few rows instead of all. A sort of everything is only
told from 100,000 rows on, or where it spilled: an index in that order visits the table at random.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.conditions import create_index, equal_columns, sort_columns
from lab.plans.findings.reading import INDEX_SCANS, input_of, table_of
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
        if scan is None or not _matters(review, scan):
            continue
        limit, rows = limit_above(review, node), scan.total_rows or 0
        keys = sort_columns(node.sort_key or (), scan)
        if not keys or (limit is None and rows < MANY_ROWS and not spilled_kb(node)):
            continue
        told = f"{text.count(rows)} rows of {table_of(scan)} were sorted"
        evidence = {"sorted_rows": rows}
        if limit is not None:
            evidence["returned_rows"] = limit.total_rows or 0
            told += f" to return the first {text.count(limit.total_rows or 0)}"
        yield Notice(
            node=node,
            severity=Severity.INFO if limit is None else Severity.WARNING,
            title=told,
            evidence=evidence,
            advice=_advice(scan, keys),
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


def _advice(scan: PlanNode, keys: tuple[str, ...]) -> str:
    named = {key.removesuffix(" DESC") for key in keys}
    equal = equal_columns(scan, scan.index_cond, scan.recheck_cond, scan.filter)
    columns = [*(column for column in equal if column not in named), *keys]
    return f"Try {create_index(scan, columns)}: rows read from it need no sort. Compare the blocks."


RULE = Rule(
    code="SORT_AVOIDABLE",
    meaning="All matching rows had to be read before the first could be returned. An index keeps "
    "its rows in order, and a LIMIT can stop as soon as it has enough.",
    advice="Try an index on the columns of ORDER BY, and compare the blocks.",
    find=find,
)
