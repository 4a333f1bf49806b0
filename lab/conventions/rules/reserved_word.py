"""RESERVED_WORD: a table or a column that is called by a key word of PostgreSQL."""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, singular
from lab.conventions.knowing.reserved_words import ANSWERING, RESERVED, RESERVED_BUT_FOR_FUNCTIONS
from lab.conventions.mending.operations import call, in_schema
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Table

CAUTION = "Every statement that names it has to change at the same moment"


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
    if name in review.by_name:
        return None
    return Fix(
        model=f"__tablename__ = {name!r}",
        upgrade=(call("op.rename_table", table.name, name, schema=in_schema(table)),),
        downgrade=(call("op.rename_table", name, table.name, schema=in_schema(table)),),
        caution=CAUTION,
    )


def other_column_name(table: Table, column: Column) -> Fix | None:
    """The table's name in the singular before it: `task_order`."""
    name = f"{singular(table.name)}_{column.name}"
    if table.has_column(name) or not name.isidentifier():
        return None
    where = {"schema": in_schema(table)}
    return Fix(
        model=f"{name}: ...",
        upgrade=(call("op.alter_column", table.name, column.name, new_column_name=name, **where),),
        downgrade=(
            call("op.alter_column", table.name, name, new_column_name=column.name, **where),
        ),
        caution=CAUTION,
    )


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
