"""ON_DELETE_NO_ACTION: foreign keys of a live schema with PostgreSQL's default.

The catalog cannot tell a rule that was left out from NO ACTION as written, so this is one remark on
the whole schema.
"""

from collections.abc import Iterator

from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.show import text
from lab.show.text import first_few


def find(review: Review) -> Iterator[Notice]:
    """One notice with the number of such keys."""
    keys = [
        (f"{table.name}.{', '.join(key.columns)}", key.on_delete)
        for table in review.tables
        for key in table.foreign_keys
        if not key.inherited
    ]
    default = [name for name, action in keys if action == "NO ACTION"]
    if default:
        of_all = text.plural(len(keys), "foreign key")
        counted = (
            f"None of {of_all}" if len(default) == len(keys) else f"{len(default)} of {of_all}"
        )
        verb = "has" if len(default) in (1, len(keys)) else "have"
        rule = "a rule for ON DELETE" if len(default) == len(keys) else "no rule for ON DELETE"
        yield Notice(
            title=f"{counted} {verb} {rule}: {first_few(default)}",
            evidence={"no_action": len(default), "foreign_keys": len(keys)},
            confidence=Confidence.LOW,
        )


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
