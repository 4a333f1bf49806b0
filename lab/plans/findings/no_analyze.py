"""NO_ANALYZE: the statement was planned, but not run, so that there are only estimates."""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.reviewing import Notice, Review, Rule


def find(review: Review) -> Iterator[Notice]:
    """Plans without actual rows."""
    if not review.tree.analyzed:
        yield Notice(
            severity=Severity.INFO,
            title="The statement was not run: there are estimates only",
            evidence={"analyzed": False},
        )


RULE = Rule(
    code="NO_ANALYZE",
    meaning="What the planner expects is not what happens, and most faults show only in the "
    "difference.",
    advice="EXPLAIN (ANALYZE, BUFFERS) runs the statement and counts; in a transaction that is "
    "rolled back, what it writes does not stay.",
    find=find,
)
