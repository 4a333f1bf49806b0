"""SEQ_DISCARD: a table read from beginning to end for a few of its rows.

Told by rows and by the part of all blocks, not by time, so that every run tells the same.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.conditions import index_for
from lab.plans.findings.reading import filtered_rows, index_advice, rows_read, table_of
from lab.plans.findings.seq_inner import is_repeated
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

MOST = 0.9
FEWEST_ROWS = 10_000
MANY_ROWS = 1_000_000
LEAST_SHARE = 0.1


def find(review: Review) -> Iterator[Notice]:
    """Sequential scans that discarded nine rows of ten, or more."""
    for node in review.executed("Seq Scan"):
        if not discards_most(review, node):
            continue
        discarded, read = filtered_rows(node), rows_read(node)
        told = bool(index_for(node, node.filter))
        yield Notice(
            node=node,
            severity=Severity.HIGH if discarded >= MANY_ROWS else Severity.WARNING,
            title=f"The Seq Scan on {table_of(node)} discarded {text.count(discarded)} of the "
            f"{text.count(read)} rows that it read",
            evidence={"removed_rows": discarded, "read_rows": read},
            advice=index_advice(review, node, node.filter),
            confidence=Confidence.HIGH if told else Confidence.MEDIUM,
        )


def discards_most(review: Review, node: PlanNode) -> bool:
    """Whether a sequential scan discards most of what it reads, and matters for the whole."""
    discarded = filtered_rows(node)
    return (
        discarded >= FEWEST_ROWS
        and discarded >= MOST * rows_read(node)
        and review.block_share(node) >= LEAST_SHARE
        and not is_repeated(review, node)
    )


RULE = Rule(
    code="SEQ_DISCARD",
    meaning="Every row was read and compared, and hardly any was wanted: the work grows with the "
    "table, not with the result.",
    advice="Try an index that fits the filter: on the very expression where the filter has one, "
    "of pg_trgm for LIKE with a leading %. EXPLAIN shows whether it is used.",
    find=find,
)
