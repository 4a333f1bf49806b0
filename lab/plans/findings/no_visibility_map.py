"""NO_VISIBILITY_MAP: an Index Only Scan in vain, since VACUUM has not marked the table's pages.

`relallvisible` in pg_class is as of the last VACUUM or ANALYZE: a table that was loaded and never
vacuumed has 0 there. Pages that changed since are not told by it; of those HEAP_FETCH speaks.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.conditions import table_name
from lab.plans.facts import RelationFacts
from lab.plans.findings.reading import filtered_rows
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

FEWEST_FETCHES = 1_000
FEWEST_BLOCKS = 100
"""Thousands of rows may lie in a handful of pages, and to look there costs next to nothing."""
LEAST_PART = 0.1
HALF = 0.5


def find(review: Review) -> Iterator[Notice]:
    """Index Only Scans that went to a table of which less than half is marked all-visible."""
    for node in review.executed("Index Only Scan"):
        facts = unmarked(review, node)
        if facts is None:
            continue
        fetches = node.heap_fetches or 0
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"The Index Only Scan using {node.index_name} went to the table "
            f"{text.count(fetches)} times: {_marked(facts)} marked all-visible",
            evidence={
                "heap_fetches": fetches,
                "all_visible_pages": facts.all_visible_pages,
                "pages": facts.pages,
            },
            advice=f"Run VACUUM {table_name(node)}, and see that the heap fetches are gone; "
            "autovacuum should do so after large loads.",
        )


def _marked(facts: RelationFacts) -> str:
    marked, pages = facts.all_visible_pages, text.plural(facts.pages, "page")
    if not marked:
        return f"none of its {pages} is"
    return f"only {text.count(marked)} of its {pages} {'is' if marked == 1 else 'are'}"


def unmarked(review: Review, node: PlanNode) -> RelationFacts | None:
    """The facts of a table with heap fetches, if they say that its pages are not marked."""
    facts = review.relation(node)
    if facts is None or not fetches_much(node):
        return None
    return facts if facts.all_visible_pages < HALF * facts.pages else None


def fetches_much(node: PlanNode) -> bool:
    """Whether an Index Only Scan went to the table for one row of ten, or more.

    Heap fetches are a total over all loops. There may be more of them than rows: dead ones count.
    """
    fetches, blocks = node.heap_fetches or 0, node.exclusive_blocks
    if blocks is not None and blocks < FEWEST_BLOCKS:
        return False
    return fetches >= max(
        FEWEST_FETCHES, LEAST_PART * ((node.total_rows or 0) + filtered_rows(node))
    )


RULE = Rule(
    code="NO_VISIBILITY_MAP",
    meaning="An Index Only Scan may skip the table only where VACUUM has marked the page as "
    "visible to all. It has not, so each row was looked up in the table after all.",
    advice="Run VACUUM on the table, and see that the heap fetches are gone.",
    find=find,
)
