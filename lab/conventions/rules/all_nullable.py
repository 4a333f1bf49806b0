"""ALL_NULLABLE: a table of which every column but a made-up key may be null. Staging tables may.

A key that refers to a row of another table, or is a word, says something by itself.
"""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import family, words_of
from lab.conventions.knowing.gathering import HABIT_SHARE, HABIT_TABLES
from lab.conventions.knowing.key_types import INTEGERS
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Column, Table
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
            place=empty[0][0].place,
            parts=tuple(of_a_table(*each) for each in empty),
        )
    else:
        yield from (of_a_table(*each) for each in empty)


def of_a_table(table: Table, columns: int) -> Notice:
    """One table, with the number of its columns beside the key."""
    beside = " beside its key" if table.primary_key else ""
    return Notice(
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
    return 0 if told or _key_says_something(table) else len(rest)


def _key_says_something(table: Table) -> bool:
    """Whether a row is about what its key names: other rows, or what has that name."""
    key = table.primary_key
    if key is None:
        return False
    refers = any(set(each.columns) & set(key.columns) for each in table.foreign_keys)
    return refers or len(key.columns) > 1 or not _made_up(table.column(key.columns[0]))


def _made_up(column: Column) -> bool:
    """Whether the key is a number, a random value, or a text that programs make as one."""
    numbered = family(column.type) in (*INTEGERS, "uuid")
    return numbered or column.default is not None or words_of(column.name)[-1:] == ("id",)


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
