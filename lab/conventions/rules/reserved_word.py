"""RESERVED_WORD: a table or a column that is called by a key word of PostgreSQL."""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns
from lab.conventions.knowing.plurals import singular
from lab.conventions.knowing.reserved_words import ANSWERING, RESERVED, RESERVED_BUT_FOR_FUNCTIONS
from lab.conventions.mending.renaming import renamed
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table


def find(review: Review) -> Iterator[Notice]:
    """Columns of a fully reserved name, and tables: last, for their columns name the table."""
    for table in review.tables:
        for column in designed_columns(review, table):
            if column.name in RESERVED:
                named = effect("column", column.name)
                yield Notice(
                    title=f"The column {table.name}.{column.name} is {named}",
                    table=table,
                    column=column,
                    severity=None if column.name in ANSWERING else Severity.INFO,
                    fix=other_column_name(table, column),
                )
        if table.name in RESERVED | RESERVED_BUT_FOR_FUNCTIONS:
            yield Notice(
                title=f"The table {table.name} is {effect('table', table.name)}",
                table=table,
                fix=other_table_name(review, table),
            )


def effect(what: str, word: str) -> str:
    """What the name does where it is not quoted."""
    if word in ANSWERING:
        return f"called by a reserved word: unquoted it is no {what}, but a value of the server's"
    return "called by a reserved word: unquoted it is a syntax error"


def other_table_name(review: Review, table: Table) -> Fix | None:
    """The plural, as most schemas name tables anyway."""
    name = f"{table.name}s"
    return None if name in review.by_name else renamed(table, {}, name)


def other_column_name(table: Table, column: Column) -> Fix | None:
    """The table's name in the singular before it: `task_order`."""
    name = f"{singular(table.name)}_{column.name}"
    free = name.isidentifier() and not table.has_column(name)
    return renamed(table, {column.name: name}) if free else None


RULE = Rule(
    code="RESERVED_WORD",
    severity=Severity.WARNING,
    meaning="Every statement by hand has to quote the name, and whoever forgets it gets a syntax "
    "error. Some words are worse: `SELECT * FROM user` answers with the current role and no "
    "error.",
    advice="Choose a name that needs no quotes, such as the plural for a table.",
    find=find,
    several="names are reserved words",
    claims=("B21",),
    notebook="14_constraints",
    limits={"each_up_to": 5},
)
