"""NO_COMMENT: tables nobody described, and columns whose names do not say what is in them.

Most columns need no comment: `quantity` says it. A number that stands for a word does (`status`,
`priority`), and so does a document of any form.
"""

from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.column_words import designed_columns, words_of
from lab.conventions.knowing.key_types import INTEGERS
from lab.conventions.mending.model_lines import field_line
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table
from lab.show import text
from lab.show.text import first_few

CODES = frozenset(
    ("status", "state", "type", "kind", "level", "priority", "flags", "role", "mode", "phase")
)
TABLE_COMMENT = '__table_args__ = {"comment": "What a row of it is"}'
DOCUMENTS = ("json", "jsonb", "bytea", "xml", "hstore")


def find(review: Review) -> Iterator[Notice]:
    """One word on a schema where many have none; else each table."""
    tables = [each for each in review.tables if not each.inherits]
    bare = [each for each in tables if not each.comment]
    if len(bare) > review.limits["each_up_to"] or len(bare) * 2 > len(tables) > 1:
        parts = (part for each in tables for part in apart(each, undescribed(review, each)))
        yield replace(of_the_schema(tables, bare), parts=tuple(parts))
    else:
        for table in tables:
            columns = undescribed(review, table)
            if columns or not table.comment:
                yield of_a_table(table, columns)


def undescribed(review: Review, table: Table) -> list[str]:
    """The columns that need a comment and have none."""
    return [each.name for each in designed_columns(review, table) if needs_comment(table, each)]


def needs_comment(table: Table, column: Column) -> bool:
    """Whether the name does not say what the values mean, and nothing else does."""
    if column.comment or any(column.name in key.columns for key in table.foreign_keys):
        return False
    coded = column.type in INTEGERS and not CODES.isdisjoint(words_of(column.name)[-1:])
    return coded or column.type in DOCUMENTS


def of_the_schema(tables: list[Table], bare: list[Table]) -> Notice:
    """How many tables have none."""
    names, of_all = first_few([each.name for each in bare]), text.plural(len(tables), "table")
    none = len(bare) == len(tables)
    told = (
        f"None of {of_all} has a comment" if none else f"{len(bare):,} of {of_all} have no comment"
    )
    return Notice(
        title=f"{told}: {names}",
        evidence={"tables": len(tables), "without": len(bare)},
        fix=Fix(model=TABLE_COMMENT),
        place=bare[0].place,
    )


def of_a_table(table: Table, columns: list[str]) -> Notice:
    """What of a table is not described."""
    parts = tuple(apart(table, columns))
    if len(parts) == 1:
        return parts[0]
    found = of_columns(table, columns)
    if not table.comment:
        have = "has" if len(columns) == 1 else "have"
        found = replace(
            of_itself(table),
            title=f"{table.name} has no comment, nor {have} {first_few(columns)}",
            evidence={"table": True, "columns": columns},
        )
    return replace(found, parts=parts)


def apart(table: Table, columns: list[str]) -> Iterator[Notice]:
    """The table and the columns, each by itself."""
    if not table.comment:
        yield of_itself(table)
    for each in columns:
        yield of_columns(table, [each])


def of_itself(table: Table) -> Notice:
    """The table alone."""
    return Notice(
        title=f"{table.name} has no comment",
        evidence={"table": True, "columns": []},
        table=table,
        fix=Fix(model=TABLE_COMMENT),
    )


def of_columns(table: Table, columns: list[str]) -> Notice:
    """Columns alone."""
    have = "has" if len(columns) == 1 else "have"
    comment = {"comment": "What the values mean"}
    column = table.column(columns[0])
    return Notice(
        title=f"{first_few(columns)} of {table.name} {have} no comment",
        evidence={"table": False, "columns": columns},
        table=table,
        column=column if len(columns) == 1 else None,
        fix=Fix(model=field_line(table, column, sa_column_kwargs=comment)),
    )


RULE = Rule(
    code="NO_COMMENT",
    severity=Severity.INFO,
    meaning="A comment is read where the question arises: in psql, in a diagram, by whoever "
    "inherits the schema. The models may be well described, and the database knows nothing of it.",
    advice="Say in one line what a row is; of a column only what its name does not say.",
    find=find,
    limits={"each_up_to": 5},
)
