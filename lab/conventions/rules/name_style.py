"""NAME_STYLE: indexes and constraints that are named by another pattern than their like.

A pattern is the word at the front (`ix_`, `idx_`) or PostgreSQL's own word at the end (`_idx`,
`_key`). A name without any is a name by itself, and no pattern.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Severity
from lab.schema import ConstraintKind, Table
from lab.show.text import first_few

FRONT = {
    "index": ("ix", "idx", "index"),
    "unique index": (
        "ux",
        "uix",
        "uidx",
        "uq",
        "uniq",
        "unique",
        "unq",
        "uk",
        "ix",
        "idx",
        "index",
    ),
    "unique constraint": ("uq", "uniq", "unique", "unq", "uk", "uc"),
    "foreign key": ("fk", "fkey", "fk_rails"),
    "check constraint": ("ck", "chk", "check"),
    "primary key": ("pk", "pkey"),
}
OWN = {
    "index": "_idx",
    "unique index": "_idx",
    "unique constraint": "_key",
    "foreign key": "_fkey",
    "check constraint": "_check",
    "primary key": "_pkey",
}
KINDS = {
    ConstraintKind.UNIQUE: "unique constraint",
    ConstraintKind.FOREIGN_KEY: "foreign key",
    ConstraintKind.CHECK: "check constraint",
    ConstraintKind.PRIMARY_KEY: "primary key",
}
PLURAL = {"index": "indexes", "unique index": "unique indexes"}


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a name, and the pattern of it."""

    table: Table
    kind: str
    name: str
    style: str


def find(review: Review) -> Iterator[Notice]:
    """One notice for each kind that has several patterns."""
    everything = [each for table in review.tables for each in names_of(table)]
    for kind in OWN:
        of_kind = [each for each in everything if each.kind == kind]
        named = [each for each in of_kind if each.style]
        # Where most names follow a pattern that is not known here, the few others tell nothing.
        known = len(named) >= review.limits["least"] and len(named) * 2 >= len(of_kind)
        if known and len({each.style for each in named}) > 1:
            yield of_several(kind, named)


def of_several(kind: str, named: list[Named]) -> Notice:
    """What the usual pattern is, and who has another."""
    styles = Counter(each.style for each in named).most_common()
    (usual, most), *others = styles
    odd = [each for each in named if each.style != usual]
    rest = ", ".join(f"{number:,} as {style}" for style, number in others)
    examples = first_few([each.name or "(unnamed)" for each in odd])
    return Notice(
        title=f"{PLURAL.get(kind, kind + 's').capitalize()} are named by several patterns, "
        f"{most:,} as {usual} and {rest}: {examples}",
        evidence={
            "kind": kind,
            "usual": usual,
            "styles": dict(styles),
            "names": [each.name for each in odd],
        },
        advice=f"Name new ones as {usual}, and rename the others when they are touched anyway; "
        "a naming_convention of the MetaData names them by itself.",
        place=odd[0].table.place,
    )


def names_of(table: Table) -> Iterator[Named]:
    """The indexes and constraints of a table, each with its pattern."""
    things = [
        ("unique index" if each.unique else "index", each.name)
        for each in table.indexes
        if each.constraint is None and not each.primary and not each.inherited
    ]
    things += [
        (KINDS[each.kind], each.name)
        for each in table.constraints
        if each.kind in KINDS and not each.inherited
    ]
    for kind, name in things:
        yield Named(table, kind, name, style_of(kind, name))


def style_of(kind: str, name: str) -> str:
    """`ix_...` or `..._idx`; empty where it follows none that is known."""
    if not name or name.rstrip("0123456789").endswith(OWN[kind]):
        return f"...{OWN[kind]}"
    front = name.partition("_")[0]
    return f"{front}_..." if front.lower() in FRONT[kind] and front != name else ""


RULE = Rule(
    code="NAME_STYLE",
    severity=Severity.INFO,
    meaning="A name that follows one rule can be guessed, in a migration as in an error message. "
    "Where the names follow several, each has to be looked up.",
    advice="Choose one pattern for each kind, and have a naming_convention keep it.",
    find=find,
    claims=("C12",),
    limits={"least": 4},
)
