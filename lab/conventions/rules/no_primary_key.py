"""NO_PRIMARY_KEY: a table that no constraint lets anybody name a row of."""

from collections.abc import Iterator

from lab.conventions.mending.model_lines import identity_line
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import ConstraintKind, Table


def find(review: Review) -> Iterator[Notice]:
    """Tables without a primary key."""
    for table in review.tables:
        if table.primary_key is None:
            key = naming_columns(table)
            yield Notice(
                title=f"{table.name} has no primary key"
                + (f", though {', '.join(key)} would name a row" if key else ""),
                table=table,
                severity=Severity.WARNING if key else None,
                advice="Make the columns that are unique and never null already the primary key."
                if key
                else "",
                fix=Fix(
                    model=identity_line("id"),
                    caution="Which columns name a row is for somebody who knows the data to say",
                ),
            )


def naming_columns(table: Table) -> tuple[str, ...]:
    """Columns that are unique together and never null; none where no key says so."""
    keys = [each.columns for each in table.constraints_of(ConstraintKind.UNIQUE)]
    keys += [
        index.columns
        for index in table.indexes
        if index.unique
        and index.valid
        and index.predicate is None
        and not any(key.expression for key in index.keys)
    ]
    never_null = {column.name for column in table.columns if column.not_null}
    return next((key for key in keys if never_null.issuperset(key)), ())


RULE = Rule(
    code="NO_PRIMARY_KEY",
    severity=Severity.HIGH,
    meaning="Without one, two equal rows cannot be told apart, and neither other tables nor an ORM "
    "know how to name a row. Logical replication refuses to update or delete rows without a key.",
    advice="Declare the columns that name a row as the primary key, or add an identity column.",
    find=find,
    several="tables have no primary key",
    claims=("C01",),
    limits={"each_up_to": 5},
)
