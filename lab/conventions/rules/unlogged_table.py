"""UNLOGGED_TABLE: a table that is empty after a crash, and on every standby."""

from collections.abc import Iterator

from lab.conventions.knowing.storage import partitions_of, with_partitions
from lab.conventions.mending.operations import execute, sql_name
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Table
from lab.show import text


def find(review: Review) -> Iterator[Notice]:
    """Unlogged tables, and tables with unlogged partitions."""
    partitions = partitions_of(review)
    for table in review.tables:
        parts = [each for each in with_partitions(table, partitions) if not each.partitioned]
        unlogged = [each for each in parts if each.unlogged]
        if unlogged:
            yield Notice(
                title=_title(table, len(unlogged), len(parts)),
                evidence={"unlogged": len(unlogged), "partitions": len(parts)}
                if table.partitioned
                else {},
                table=table,
                fix=_logged(unlogged),
                parts=tuple(_of_partition(table, each) for each in unlogged)
                if table.partitioned
                else (),
            )


def _of_partition(table: Table, partition: Table) -> Notice:
    return Notice(
        title=f"{partition.name}, a partition of {table.name}, is unlogged",
        table=table,
        about=partition.name,
        fix=_logged([partition]),
    )


def _logged(tables: list[Table]) -> Fix:
    return Fix(
        upgrade=tuple(_set(each, "LOGGED") for each in tables),
        downgrade=tuple(_set(each, "UNLOGGED") for each in tables),
        caution="It may be unlogged on purpose; the change rewrites the table under an exclusive "
        "lock",
    )


def _title(table: Table, unlogged: int, parts: int) -> str:
    if table.partitioned:
        return f"{unlogged} of the {text.plural(parts, 'partition')} of {table.name} are unlogged"
    return f"{table.name} is unlogged"


def _set(table: Table, kind: str) -> str:
    return execute(f"ALTER TABLE {sql_name(table)} SET {kind}")


RULE = Rule(
    code="UNLOGGED_TABLE",
    severity=Severity.INFO,
    meaning="Writes to it skip the write-ahead log, so that a crash leaves it empty, and a standby "
    "never has its rows. That suits what can be made again at any time, and nothing else.",
    advice="Keep it so for a cache or a staging table; else SET LOGGED.",
    find=find,
    origins=ON_DATABASES,
)
