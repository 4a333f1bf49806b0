"""NO_VISIBILITY_MAP: a large table of which VACUUM has marked next to nothing as all-visible.

`relallvisible` is as of the last VACUUM or ANALYZE, and `relpages` too: before the first of them
both are 0, so the size tells how many pages there are.
"""

from collections.abc import Iterator

from lab.conventions.knowing.storage import Part, stored
from lab.conventions.mending.operations import sql_name, upkeep
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.show import text

PAGE = 8192
"""Bytes, unless the server was compiled otherwise (BLCKSZ)."""


def find(review: Review) -> Iterator[Notice]:
    """Tables of many pages with next to none all-visible; not those that were never analyzed."""
    for each in stored(review):
        pages = sum(pages_of(part) for part in each.parts)
        marked = sum(part.activity.all_visible_pages for part in each.parts)
        if pages < review.limits["min_pages"] or marked >= review.limits["share"] * pages:
            continue
        if each.never_analyzed:
            continue
        yield Notice(
            title=f"VACUUM has marked {text.count(marked)} of the {text.count(pages)} pages of "
            f"{each.table.name} as all-visible",
            evidence={"all_visible_pages": marked, "pages": pages},
            table=each.table,
            confidence=Confidence.MEDIUM,
            fix=upkeep(f"VACUUM {sql_name(each.table)}"),
        )


def pages_of(part: Part) -> int:
    """Pages of the heap, also before anybody counted them."""
    return max(part.activity.pages, part.activity.size // PAGE)


RULE = Rule(
    code="NO_VISIBILITY_MAP",
    severity=Severity.WARNING,
    meaning="An index-only scan may skip the table only where VACUUM has marked the page as "
    "visible to all. Without the marks it fetches every row from the table after all, and the "
    "planner stops choosing it.",
    advice="VACUUM the table once, and see that autovacuum comes by after large loads.",
    find=find,
    claims=("C35",),
    notebook="07_covering_and_vacuum",
    limits={"min_pages": 1_000, "share": 0.1},
    origins=ON_DATABASES,
)
