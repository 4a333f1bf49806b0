"""SEQ_DISCARD: a table read from beginning to end for a few of its rows.

Told by rows and by the part of all blocks, not by time, so that every run tells the same.
"""

import re
from collections.abc import Iterator, Sequence

from lab.findings import Confidence, Severity
from lab.plans.conditions import index_for, table_name
from lab.plans.findings.limit_trap import trapping_limit
from lab.plans.findings.other_indexes import other_advice
from lab.plans.findings.partition_fanout import fans_out
from lab.plans.findings.reading import (
    INDEX_SCANS,
    families,
    filtered_rows,
    index_advice,
    partitioned_table,
    rows_read,
    table_of,
)
from lab.plans.findings.seq_inner import is_repeated
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

MOST = 0.9
FEWEST_ROWS = 10_000
MANY_ROWS = 1_000_000
LEAST_SHARE = 0.1


def find(review: Review) -> Iterator[Notice]:
    """Scans of whole tables, or of whole indexes, that discarded nine rows of ten, or more."""
    scans = [node for node in review.executed("Seq Scan", *INDEX_SCANS) if _reads_all(review, node)]
    for family in families(review, scans):
        above = review.parent(family[0])
        in_vain = len(family) > 1 and above is not None and fans_out(above)
        if discards_most(review, *family) and not in_vain:
            yield _notice(review, family)


def discards_most(review: Review, *scans: PlanNode) -> bool:
    """Whether scans of one table discard most of what they read, and matter for the whole."""
    discarded, read = _sums(scans)
    return (
        discarded >= max(FEWEST_ROWS, MOST * read)
        and sum(review.block_share(scan) for scan in scans) >= LEAST_SHARE
        and not any(is_repeated(review, scan) for scan in scans)
    )


def _reads_all(review: Review, node: PlanNode) -> bool:
    """A Seq Scan, or an index read from end to end, with a filter that an index might answer."""
    if SUBQUERY.search(node.filter or "") and not index_for(node, node.filter):
        return False
    if node.node_type == "Seq Scan":
        return True
    return node.index_cond is None and node.order_by is None and not trapping_limit(review, node)


def _sums(scans: Sequence[PlanNode]) -> tuple[int, int]:
    """The rows that were discarded, and all that were read."""
    return sum(map(filtered_rows, scans)), sum(map(rows_read, scans))


def _notice(review: Review, scans: tuple[PlanNode, ...]) -> Notice:
    (discarded, read), first, many = _sums(scans), scans[0], len(scans) > 1
    statement, advice = _advice(review, first, many=many)
    times = round(first.executions or 1)
    return Notice(
        node=review.parent(first) if many else first,
        table=partitioned_table(first) if many else first.relation,
        severity=Severity.HIGH if discarded >= MANY_ROWS else Severity.WARNING,
        title=f"{_named(scans)} discarded {text.count(discarded)} of the {text.count(read)} rows "
        f"that {'they' if many else 'it'} read{f' in {text.count(times)} runs' * (times > 1)}",
        evidence={
            "removed_rows": discarded,
            "read_rows": read,
            "scans": len(scans),
            "executions": times,
        },
        advice=advice,
        confidence=Confidence.HIGH if statement else Confidence.MEDIUM,
    )


def _named(scans: tuple[PlanNode, ...]) -> str:
    if len(scans) > 1:
        return f"The scans of {len(scans)} partitions of {partitioned_table(scans[0])}"
    index = f" using {scans[0].index_name}" if scans[0].index_name else ""
    return f"The {scans[0].node_type}{index} on {table_of(scans[0])}"


def _advice(review: Review, scan: PlanNode, *, many: bool) -> tuple[bool, str]:
    """Whether the plan tells which index would help, and what to try."""
    other = other_advice(scan)
    advice = other or index_advice(review, scan, scan.filter)
    if many:
        # An index is made on the partitioned table, of which the plan knows the alias alone.
        advice = advice.replace(f"ON {table_name(scan)} ", f"ON {partitioned_table(scan)} ")
    return bool(advice and not other), advice


SUBQUERY = re.compile(r"\bSubPlan \d")
RULE = Rule(
    code="SEQ_DISCARD",
    meaning="Every row was read and compared, and hardly any was wanted: the work grows with the "
    "table, not with the result.",
    advice="Try an index that fits the filter: on the very expression where the filter has one, "
    "of pg_trgm for LIKE with a leading %; or compare the column itself with a range of values. "
    "EXPLAIN shows whether it is used.",
    find=find,
)
