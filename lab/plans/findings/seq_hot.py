"""SEQ_HOT: a sequential scan that makes up much of all blocks without discarding nearly all rows.

The trigger is the part of the blocks rather than of the time, since a time would come and go. Small
tables are read so with good reason, and where most rows are returned an index seldom helps: then it
is only information.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.reading import filtered_rows, rows_read, table_of
from lab.plans.findings.seq_discard import discards_most
from lab.plans.findings.seq_inner import is_repeated
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_SHARE = 0.3
FEWEST_ROWS = 100_000


def find(review: Review) -> Iterator[Notice]:
    """Sequential scans that touch a third of all blocks."""
    for node in review.executed("Seq Scan"):
        if not is_hot(review, node):
            continue
        read, share = rows_read(node), review.block_share(node)
        wanted = 2 * filtered_rows(node) <= read
        returned = node.total_rows or 0
        yield Notice(
            node=node,
            severity=Severity.INFO if wanted else Severity.WARNING,
            title=f"The Seq Scan on {table_of(node)} touched {text.share(share)} of all blocks and "
            f"returned {text.count(returned)} of {text.count(read)} rows",
            evidence={"block_share": share, "returned_rows": returned, "read_rows": read},
            advice=WANTED if wanted else "",
            confidence=Confidence.LOW if wanted else Confidence.MEDIUM,
        )


def is_hot(review: Review, node: PlanNode) -> bool:
    """Whether a scan is large, and no other finding speaks of it."""
    return (
        node.exclusive_blocks is not None
        and rows_read(node) >= FEWEST_ROWS
        and review.block_share(node) >= LEAST_SHARE
        and not discards_most(review, node)
        and not is_repeated(review, node)
    )


WANTED = (
    "An index on the filter will not help here. A covering index may hold the few columns that are "
    "needed; else ask for fewer rows, or keep the sums."
)
RULE = Rule(
    code="SEQ_HOT",
    meaning="Most of the statement's work is to read this table from beginning to end.",
    advice="Try an index on the filter's columns, best with all columns that the statement needs "
    "(INCLUDE): for a tenth to a half of the rows it may or may not be cheaper, so compare blocks.",
    find=find,
)
