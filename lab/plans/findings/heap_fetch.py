"""HEAP_FETCH: an Index Only Scan that went to the table for many of its rows.

Where the catalog explains it, NO_VISIBILITY_MAP says so instead.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.no_visibility_map import fetches_much, unmarked
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text


def find(review: Review) -> Iterator[Notice]:
    """Index Only Scans with a heap fetch for each tenth row, or more."""
    for node in review.executed("Index Only Scan"):
        if not fetches_much(node) or unmarked(review, node) is not None:
            continue
        fetches, rows = node.heap_fetches or 0, node.total_rows or 0
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"The Index Only Scan using {node.index_name} went to the table "
            f"{text.count(fetches)} times for {text.plural(rows, 'row')}",
            evidence={"heap_fetches": fetches, "rows": rows},
            confidence=Confidence.HIGH if fetches >= rows else Confidence.MEDIUM,
        )


RULE = Rule(
    code="HEAP_FETCH",
    meaning="An Index Only Scan may skip the table only where the page is visible to all. "
    "Pages that were never vacuumed, or changed since, are looked up after all.",
    advice="Run VACUUM on the table, and see that the heap fetches are gone. If they come back "
    "soon, let autovacuum run more often there, and look for transactions that stay open.",
    find=find,
)
