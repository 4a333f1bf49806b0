"""TABLE_BLOATED: a large table of which much is dead rows or empty space.

Dead rows are counted by the server. Empty space is estimated from the widths that ANALYZE found,
and may be off by a fifth; `pgstattuple_approx` counts it.
"""

from collections.abc import Iterator

from lab.conventions.knowing.storage import MEGABYTE, Stored, stored
from lab.conventions.mending.operations import sql_name, upkeep
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.show import text


def find(review: Review) -> Iterator[Notice]:
    """Large tables with many dead rows; of the rest, those with much empty space."""
    for each in stored(review):
        if each.size < review.limits["min_megabytes"] * MEGABYTE:
            continue
        dead = sum(part.activity.dead_rows or 0 for part in each.parts)
        rows = dead + sum(part.activity.live_rows or 0 for part in each.parts)
        bloat = sum(part.activity.estimated_bloat or 0 for part in each.parts)
        if dead >= review.limits["dead_share"] * rows > 0:
            yield _of_dead_rows(each, dead, rows)
        elif bloat >= review.limits["share"] * each.size:
            yield _of_empty_space(each, bloat)


def _of_dead_rows(each: Stored, dead: int, rows: int) -> Notice:
    return Notice(
        title=f"{text.count(dead)} of the {text.count(rows)} rows of {each.table.name} are dead, "
        f"in {text.size(each.size)}",
        evidence={"dead_rows": dead, "rows": rows, "size_bytes": each.size},
        table=each.table,
        advice="VACUUM lets new rows take their place. Find out what keeps autovacuum from it: an "
        "old transaction, a replication slot, or a threshold too high for a table of this size.",
        fix=upkeep(f"VACUUM {sql_name(each.table)}"),
    )


def _of_empty_space(each: Stored, bloat: int) -> Notice:
    return Notice(
        title=f"About {text.share(bloat / each.size)} of {each.table.name} is empty space: "
        f"{text.size(bloat)} of {text.size(each.size)}, by an estimate",
        evidence={
            "estimated_bloat_bytes": bloat,
            "size_bytes": each.size,
            "share": bloat / each.size,
        },
        table=each.table,
        confidence=Confidence.MEDIUM,
    )


RULE = Rule(
    code="TABLE_BLOATED",
    severity=Severity.WARNING,
    meaning="What UPDATE and DELETE leave behind stays in the table's pages. Every scan reads it, "
    "and it takes room in memory and in backups.",
    advice="New rows fill the space by and by. To give it back, pg_repack rewrites the table "
    "beside the traffic; VACUUM FULL does so too, but locks everybody out meanwhile.",
    find=find,
    claims=("C35",),
    notebook="07_covering_and_vacuum",
    limits={"min_megabytes": 50, "share": 0.3, "dead_share": 0.3},
    origins=ON_DATABASES,
)
