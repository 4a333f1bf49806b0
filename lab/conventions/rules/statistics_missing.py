"""STATISTICS_MISSING: a table with rows that nobody has analyzed, so that the planner guesses.

Autovacuum analyzes a table after 50 changes and a tenth of its rows, but never a partitioned table
itself, whose statistics join those of its partitions (PostgreSQL documentation, "Routine
Vacuuming"). A restored or upgraded database has none at all, and that is said once.
"""

from collections.abc import Iterator

from lab.conventions.knowing.storage import MEGABYTE, Stored, stored
from lab.conventions.mending.operations import sql_name, upkeep
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Severity
from lab.show import text
from lab.show.text import first_few

SEVERAL = 3
"""From so many tables on it is the database that nobody looked after."""


def find(review: Review) -> Iterator[Notice]:
    """Tables of some size without statistics, or the whole schema where most are without."""
    large = [
        each for each in stored(review) if each.size >= review.limits["min_megabytes"] * MEGABYTE
    ]
    bare = [each for each in large if each.never_analyzed]
    if len(bare) >= SEVERAL and len(bare) > len(large) / 2:
        yield _of_all(bare, len(large))
        return
    yield from map(_of_one, bare)
    yield from (_of_partitioned(each) for each in large if each not in bare and _not_joined(each))


def _of_all(bare: list[Stored], large: int) -> Notice:
    largest = sorted(bare, key=lambda each: -each.size)
    return Notice(
        title=f"{len(bare)} of the {large} tables with rows were never analyzed: "
        f"{first_few([each.table.name for each in largest])}",
        evidence={"tables": len(bare), "tables_with_rows": large},
        advice="Run `vacuumdb --analyze-in-stages` on the database, as after every restore or "
        "upgrade; then see that autovacuum is on.",
        parts=tuple(map(_of_one, bare)),
    )


def _of_one(each: Stored) -> Notice:
    return Notice(
        title=f"{each.table.name} has {text.size(each.size)} of rows and was never analyzed",
        evidence={"size_bytes": each.size},
        table=each.table,
        fix=upkeep(f"VACUUM (ANALYZE) {sql_name(each.table)}"),
    )


def _not_joined(each: Stored) -> bool:
    """Whether the partitions have statistics, and their table has none."""
    table = each.table
    return (
        table.partitioned
        and all(part.activity.statistics_readable for part in each.parts)
        and not any(column.statistics for column in table.columns)
    )


def _of_partitioned(each: Stored) -> Notice:
    partitions = text.plural(len(each.parts), "partition")
    return Notice(
        title=f"{each.table.name} has no statistics of its own, only its {partitions} have",
        evidence={"partitions": len(each.parts), "size_bytes": each.size},
        table=each.table,
        severity=Severity.INFO,
        advice="Autovacuum never analyzes a partitioned table itself: schedule ANALYZE of it, for "
        "queries that join or group all of its partitions.",
        fix=upkeep(f"ANALYZE {sql_name(each.table)}"),
    )


RULE = Rule(
    code="STATISTICS_MISSING",
    severity=Severity.WARNING,
    meaning="Without statistics the planner takes fixed guesses for how many rows a condition "
    "leaves. Joins and scans that are right for the guess are wrong for the table.",
    advice="ANALYZE the table, and find out why autovacuum has not: off, or far behind.",
    find=find,
    claims=("C35",),
    notebook="03_plans",
    limits={"min_megabytes": 1},
    origins=ON_DATABASES,
)
