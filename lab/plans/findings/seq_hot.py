"""SEQ_HOT: a sequential scan that makes up much of all blocks without discarding nearly all rows.

The trigger is the part of the blocks rather than of the time, since a time would come and go. Small
tables are read so with good reason, and where much is returned an index seldom helps: then it is
only information, and without a filter only of a million rows, which is a number to keep as a sum.
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
MANY_ROWS = 1_000_000
MOST_FOR_AN_INDEX = 0.2
"""Of so many rows, scattered, an index has to visit nearly every block."""


def find(review: Review) -> Iterator[Notice]:
    """Sequential scans that touch a third of all blocks."""
    for node in review.executed("Seq Scan"):
        if not is_hot(review, node):
            continue
        read, share = rows_read(node), review.block_share(node)
        wanted = (node.total_rows or 0) > MOST_FOR_AN_INDEX * read
        if not filtered_rows(node) and read < MANY_ROWS:
            continue
        returned = node.total_rows or 0
        yield Notice(
            node=node,
            severity=Severity.INFO if wanted else Severity.WARNING,
            title=f"The Seq Scan on {table_of(node)} touched {text.share(share)} of all blocks and "
            f"returned {text.count(returned)} of {text.count(read)} rows",
            evidence={"block_share": share, "returned_rows": returned, "read_rows": read},
            advice=(WANTED if node.filter else UNFILTERED) if wanted else "",
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
    "An index on the filter will hardly help, for too many rows pass it. A covering index may hold "
    "the few columns that are needed; else ask for fewer rows, or keep the sums."
)
UNFILTERED = (
    "The statement asks for every row. Where it needs few columns, an index on these is a smaller "
    "table to read; sums that are asked for often can be kept in a materialized view."
)
RULE = Rule(
    code="SEQ_HOT",
    meaning="Most of the statement's work is to read this table from beginning to end.",
    advice="Try an index on the filter's columns, best with all columns that the statement needs "
    "(INCLUDE): for a tenth of the rows or more it may or may not be cheaper, so compare blocks.",
    find=find,
)
