"""STATISTICS_STALE: a table of which much has changed since it was analyzed.

Autovacuum analyzes after a tenth (autovacuum_analyze_scale_factor), but looks once a minute: what
is far beyond that for a while is switched off, far behind, or not seen. A session's own changes may
also be counted shortly after its ANALYZE. A table that was never analyzed is told by another rule.
"""

import math
from collections.abc import Iterator

from lab.conventions.knowing.storage import Stored, stored
from lab.conventions.mending.operations import sql_name, upkeep
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Severity
from lab.show import text


def find(review: Review) -> Iterator[Notice]:
    """Tables with many changed rows, for as many as they have."""
    for each in stored(review):
        if each.never_analyzed or minutes_ago(each, review) < review.limits["min_minutes"]:
            continue
        rows = sum(max(part.activity.rows, part.activity.live_rows or 0) for part in each.parts)
        modified = sum(part.activity.modified_rows or 0 for part in each.parts)
        if rows >= review.limits["min_rows"] and modified >= review.limits["share"] * rows:
            yield Notice(
                title=f"{text.plural(modified, 'row')} of {each.table.name} came, went or changed "
                f"since its last ANALYZE, and it has {text.count(rows)}",
                evidence={"modified_rows": modified, "rows": rows},
                table=each.table,
                fix=upkeep(f"ANALYZE {sql_name(each.table)}"),
            )


def minutes_ago(each: Stored, review: Review) -> float:
    """How long ago any part was analyzed; without end where that is not told."""
    moments = [part.activity.analyzed_at for part in each.parts if part.activity.analyzed_at]
    server = review.picture.server
    if server is None or not moments:
        return math.inf
    return (server.now - max(moments)).total_seconds() / 60


RULE = Rule(
    code="STATISTICS_STALE",
    severity=Severity.WARNING,
    meaning="The planner's statistics tell of the table as it was, so it expects rows that are "
    "gone and knows nothing of those that came. A plan chosen by them fits another table.",
    advice="ANALYZE it now, and see why autovacuum did not: off for the table, or far behind.",
    find=find,
    claims=("C35",),
    notebook="03_plans",
    limits={"min_rows": 10_000, "share": 0.5, "min_minutes": 15},
    origins=ON_DATABASES,
)
