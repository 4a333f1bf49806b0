"""ON_DELETE_SET_NULL_NOT_NULL: a foreign key that nulls a column which may not be null.

SET DEFAULT without a default comes to the same. `SET NULL (author_id)` nulls these columns alone.
"""

from collections.abc import Iterator

from lab.conventions.mending.key_operations import ALONE
from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import alter_column
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Constraint, Table


def find(review: Review) -> Iterator[Notice]:
    """Each column that a deletion would have to null, and cannot."""
    for table in review.tables:
        for key in table.foreign_keys:
            for column in impossible(table, key):
                yield Notice(
                    title=f"{table.name}.{column.name} is NOT NULL, but a deletion from "
                    f"{key.referred_table} is to set it to {outcome(key)}",
                    table=table,
                    column=column,
                    constraint=key,
                    fix=nullable(table, column),
                )


def impossible(table: Table, key: Constraint) -> Iterator[Column]:
    """The columns of the key that may not be null, and are to be made so."""
    columns = (table.column(each) for each in nulled(key))
    if key.on_delete == "SET NULL":
        yield from (each for each in columns if each.not_null)
    if key.on_delete == "SET DEFAULT":
        yield from (each for each in columns if each.not_null and each.default is None)


def nulled(key: Constraint) -> tuple[str, ...]:
    """The columns that a deletion sets."""
    if alone := ALONE.search(key.definition):
        named = {each.strip().strip('"') for each in alone["columns"].split(",")}
        return tuple(each for each in key.columns if each in named)
    return key.columns


def outcome(key: Constraint) -> str:
    """What it is to be set to."""
    return "null" if key.on_delete == "SET NULL" else "a default that it does not have"


def nullable(table: Table, column: Column) -> Fix | None:
    """The column without NOT NULL; None in a primary key, which has no nulls."""
    if table.primary_key is not None and column.name in table.primary_key.columns:
        return None
    return Fix(
        model=field_line(table, column, optional=True, default=None, nullable=True),
        upgrade=(alter_column(table, column.name, nullable=True),),
        downgrade=(alter_column(table, column.name, nullable=False),),
        caution="Where every row must have one, CASCADE or RESTRICT is the rule that was meant",
    )


RULE = Rule(
    code="ON_DELETE_SET_NULL_NOT_NULL",
    severity=Severity.WARNING,
    meaning="The two rules contradict each other, so every deletion of a referred row fails with "
    "a violation of NOT NULL. The error names this table, far from the statement that caused it.",
    advice="Allow null in the column, or choose CASCADE or RESTRICT.",
    find=find,
    claims=("C08",),
    notebook="14_constraints",
)
