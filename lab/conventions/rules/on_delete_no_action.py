"""ON_DELETE_NO_ACTION: foreign keys of a live schema with PostgreSQL's default.

The catalog cannot tell a rule that was left out from NO ACTION as written, so this is one remark on
the whole schema.
"""

from collections.abc import Iterator

from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.schema import Constraint, Table
from lab.show import text
from lab.show.text import first_few


def find(review: Review) -> Iterator[Notice]:
    """One notice with the number of such keys."""
    keys = [
        (table, key)
        for table in review.tables
        for key in table.foreign_keys
        if not key.inherited and key.enforced
    ]
    default = [(table, key) for table, key in keys if key.on_delete == "NO ACTION"]
    if default:
        of_all = text.plural(len(keys), "foreign key")
        counted = (
            f"None of {of_all}" if len(default) == len(keys) else f"{len(default)} of {of_all}"
        )
        verb = "has" if len(default) in (1, len(keys)) else "have"
        rule = "a rule for ON DELETE" if len(default) == len(keys) else "no rule for ON DELETE"
        names = first_few([name_of(*each) for each in default])
        yield Notice(
            title=f"{counted} {verb} {rule}: {names}",
            evidence={"no_action": len(default), "foreign_keys": len(keys)},
            confidence=Confidence.LOW,
            parts=tuple(of_a_key(*each) for each in default),
        )


def of_a_key(table: Table, key: Constraint) -> Notice:
    """One such key."""
    return Notice(
        title=f"{name_of(table, key)} has no rule for ON DELETE",
        table=table,
        column=table.sole_column(key.columns),
        constraint=key,
    )


def name_of(table: Table, key: Constraint) -> str:
    """The columns that refer, after their table."""
    return f"{table.name}.{', '.join(key.columns)}"


RULE = Rule(
    code="ON_DELETE_NO_ACTION",
    severity=Severity.INFO,
    meaning="NO ACTION is what a key gets that says nothing: a row that others refer to cannot be "
    "deleted. That may be meant; where a framework deletes the rest itself, raw SQL is refused.",
    advice="Where a deletion should take the rows along or leave them without a parent, say "
    "CASCADE or SET NULL in the key.",
    find=find,
    claims=("C08",),
    notebook="14_constraints",
    origins=ON_DATABASES,
)
