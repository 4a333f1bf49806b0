"""CONSTRAINT_NOT_VALID: a constraint that holds for new rows, and was never checked on the old."""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns
from lab.conventions.mending.operations import validate
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Constraint, Table


def find(review: Review) -> Iterator[Notice]:
    """Constraints that are NOT VALID or NOT ENFORCED, told where they were made."""
    for table in review.tables:
        for column in designed_columns(review, table):
            if column.unvalidated is not None:
                yield nulls_left(table, column, column.unvalidated)
        for constraint in table.constraints:
            if not constraint.validated and not constraint.inherited:
                yield notice_of(table, constraint)


def notice_of(table: Table, constraint: Constraint) -> Notice:
    """One constraint; what nobody enforces cannot be validated."""
    what = f"The {constraint.kind} constraint {constraint.name} of {table.name}"
    return Notice(
        title=f"{what} is not validated: rows that were there before may break it"
        if constraint.enforced
        else f"{what} is not enforced: any row may break it",
        table=table,
        column=table.sole_column(constraint.columns),
        constraint=constraint,
        advice=""
        if constraint.enforced
        else "Enforce it, or write it down as a comment: it keeps no rule.",
        fix=validated(table, constraint.name) if constraint.enforced else None,
    )


def nulls_left(table: Table, column: Column, constraint: str) -> Notice:
    """NOT NULL, which a picture knows as a property of the column."""
    return Notice(
        title=f"The NOT NULL constraint {constraint} of {table.name} is not validated: "
        f"{column.name} may be null in rows that were there before",
        evidence={"constraint": constraint},
        table=table,
        column=column,
        fix=validated(table, constraint),
    )


def validated(table: Table, constraint: str) -> Fix:
    """Reads every row, while others read and write. Nobody wants the way back."""
    return Fix(
        upgrade=(validate(table, constraint),),
        caution="Fails if a row breaks it: look for such rows first",
    )


RULE = Rule(
    code="CONSTRAINT_NOT_VALID",
    severity=Severity.WARNING,
    meaning="PostgreSQL holds new and changed rows to it; those from before nobody has looked at. "
    "Who reads the schema believes in a rule that old rows may break; to update one may fail.",
    advice="Mend the rows that break it, then VALIDATE CONSTRAINT: it reads the table and blocks "
    "nobody.",
    find=find,
    claims=("C07",),
    origins=ON_DATABASES,
)
