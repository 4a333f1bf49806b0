"""NAME_TOO_LONG: a name of the models that PostgreSQL cuts, or SQLAlchemy refuses.

NAMEDATALEN - 1: 63 bytes, so fewer letters where they are not ASCII. SQLAlchemy counts letters.
"""

from collections.abc import Iterator

from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Severity
from lab.schema import LONGEST_NAME, Table, clipped


def find(review: Review) -> Iterator[Notice]:
    """One notice for each name."""
    for table in review.tables:
        columns = {each.name: each for each in table.columns}
        for what, name in names_of(table):
            if (size := len(name.encode())) > LONGEST_NAME:
                yield Notice(
                    title=f"The name of the {what} {name} has {size} bytes, and PostgreSQL keeps "
                    f"{LONGEST_NAME}: {clipped(name)}",
                    evidence={
                        "name_bytes": size,
                        "kept_bytes": LONGEST_NAME,
                        "kept": clipped(name),
                    },
                    table=table,
                    column=columns.get(name) if what == "column" else None,
                    about="" if what in ("table", "column") else name,
                )


def names_of(table: Table) -> Iterator[tuple[str, str]]:
    """What has a name, and the name; that of a constraint's index is the constraint's."""
    yield "table", table.name
    yield from (("column", each.name) for each in table.columns)
    yield from (("constraint", each.name) for each in table.constraints)
    yield from (("index", each.name) for each in table.indexes if each.constraint is None)


RULE = Rule(
    code="NAME_TOO_LONG",
    severity=Severity.WARNING,
    meaning="PostgreSQL cuts a longer name after 63 bytes and says so in a notice that nobody "
    "sees; SQLAlchemy refuses one of more than 63 letters. Cut names differ from those of the "
    "models for ever after, and two of them may become one.",
    advice="Shorten the name, or let a naming_convention make it: SQLAlchemy then ends it in a "
    "digest.",
    find=find,
    claims=("C12",),
    origins=ON_MODELS,
)
