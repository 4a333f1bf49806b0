"""ALL_NULLABLE: a table of which every column but the key may be null. Staging tables may."""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import words_of
from lab.conventions.knowing.gathering import HABIT_SHARE, HABIT_TABLES
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Table
from lab.show.text import first_few

STAGING = frozenset(words_of("staging stage stg import imports raw tmp temp landing"))


def find(review: Review) -> Iterator[Notice]:
    """Tables that take rows without any value; the schema, where it is made of such tables."""
    tables = list(review.tables)
    empty = [(table, columns) for table in tables if (columns := _nullable(review, table))]
    if len(empty) >= HABIT_TABLES and len(empty) >= HABIT_SHARE * len(tables):
        names = [table.name for table, _ in empty]
        yield Notice(
            title=f"{len(empty):,} of {len(tables):,} tables have nothing but nullable columns "
            f"beside their keys: {first_few(names)}",
            evidence={"nullable": names, "tables": len(tables)},
        )
        return
    for table, columns in empty:
        beside = " beside its key" if table.primary_key else ""
        yield Notice(
            title=f"All {columns} columns of {table.name}{beside} may be null",
            evidence={"columns": columns},
            table=table,
        )


def _nullable(review: Review, table: Table) -> int:
    """How many columns there are beside the key if all may be null, and that is worth a word."""
    key = table.primary_key.columns if table.primary_key else ()
    rest = [column for column in table.columns if column.name not in key]
    few = len(rest) < review.limits["columns"]
    told = few or any(column.not_null for column in rest) or STAGING & set(words_of(table.name))
    return 0 if told else len(rest)


RULE = Rule(
    code="ALL_NULLABLE",
    severity=Severity.INFO,
    meaning="The table takes a row that says nothing at all. Every query has to think of nulls, "
    "and nobody can tell which of them were forgotten.",
    advice="Make those columns NOT NULL without which the row has no meaning.",
    find=find,
    several="tables take rows without any value",
    claims=("C07", "C09"),
    limits={"each_up_to": 5, "columns": 4},
)
