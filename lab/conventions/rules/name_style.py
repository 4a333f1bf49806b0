"""NAME_STYLE: indexes and constraints that are named by another pattern than their like.

A pattern is the word at the front (`ix_`, `idx_`) or PostgreSQL's own word at the end (`_idx`,
`_key`). A name without any is a name by itself, and no pattern; what has no name in the models is
for UNNAMED_CONSTRAINT to tell.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Constraint, ConstraintKind, Index, Table
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
PLURAL = {
    "index": "indexes",
    "unique index": "unique indexes",
    "unique constraint": "unique constraints",
    "foreign key": "foreign keys",
    "check constraint": "checks",
    "primary key": "primary keys",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with a name, and the pattern of it."""

    table: Table
    kind: str
    thing: Index | Constraint
    style: str

    @property
    def name(self) -> str:
        """Never empty."""
        return self.thing.name


def find(review: Review) -> Iterator[Notice]:
    """One notice, of every kind that has several patterns."""
    everything = [each for table in review.tables for each in names_of(table)]
    kinds = {kind: [each for each in everything if each.kind == kind] for kind in OWN}
    mixed = {kind: of_kind for kind, of_kind in kinds.items() if is_mixed(review, of_kind)}
    if mixed:
        yield of_kinds({kind: styles_of(of_kind) for kind, of_kind in mixed.items()}, mixed)


def is_mixed(review: Review, of_kind: list[Named]) -> bool:
    """Whether there are several patterns, and enough names that have one."""
    named = [each for each in of_kind if each.style]
    # Where most names follow a pattern that is not known here, the few others tell nothing.
    known = len(named) >= review.limits["least"] and len(named) * 2 >= len(of_kind)
    return known and len(styles_of(of_kind)) > 1


def styles_of(of_kind: list[Named]) -> dict[str, int]:
    """How many names have each pattern, the commonest first."""
    return dict(Counter(each.style for each in of_kind if each.style).most_common())


def of_kinds(styles: dict[str, dict[str, int]], mixed: dict[str, list[Named]]) -> Notice:
    """What the usual pattern of each kind is, and who has another."""
    usual = {kind: next(iter(each)) for kind, each in styles.items()}
    odd = [
        each
        for kind, of_kind in mixed.items()
        for each in of_kind
        if each.style not in ("", usual[kind])
    ]
    counts = "; ".join(f"{PLURAL[kind]} {counted(each)}" for kind, each in styles.items())
    examples = first_few([each.name for each in odd])
    return Notice(
        title=f"Names follow several patterns, {counts}: {examples}",
        evidence={"usual": usual, "styles": styles, "names": [each.name for each in odd]},
        advice=f"Name new ones as {' and '.join(dict.fromkeys(usual.values()))}, and rename the "
        "others when they are touched anyway; a naming_convention of the MetaData names them by "
        "itself.",
        place=odd[0].table.place,
        parts=tuple(of_one(each, usual[each.kind]) for each in odd),
    )


def counted(styles: dict[str, int]) -> str:
    """`3 as ix_... and 1 as idx_...`."""
    first, *rest = (f"{number:,} as {style}" for style, number in styles.items())
    return f"{first} and {', '.join(rest)}"


def of_one(named: Named, usual: str) -> Notice:
    """One name beside the usual pattern."""
    thing = named.thing
    return Notice(
        title=f"The {named.kind} {named.name} of {named.table.name} is named as {named.style}, and "
        f"most are as {usual}",
        evidence={"kind": named.kind, "usual": usual},
        table=named.table,
        index=thing if isinstance(thing, Index) else None,
        constraint=thing if isinstance(thing, Constraint) else None,
    )


def names_of(table: Table) -> Iterator[Named]:
    """The indexes and constraints of a table, each with its pattern."""
    things: list[tuple[str, Index | Constraint]] = [
        ("unique index" if each.unique else "index", each)
        for each in table.indexes
        if each.constraint is None and not each.primary and not each.inherited
    ]
    things += [
        (KINDS[each.kind], each)
        for each in table.constraints
        if each.kind in KINDS and not each.inherited
    ]
    for kind, thing in things:
        if thing.name:
            yield Named(table, kind, thing, style_of(kind, table.name, thing.name))


def style_of(kind: str, table: str, name: str) -> str:
    """`ix_...` or `..._idx`; empty where it follows none that is known.

    The word at the front goes first, as a column may be called `key`; unless the table's name
    begins with that word.
    """
    front = name.partition("_")[0]
    if front.lower() in FRONT[kind] and front != name and not name.startswith(f"{table}_"):
        return f"{front}_..."
    return f"...{OWN[kind]}" if name.rstrip("0123456789").endswith(OWN[kind]) else ""


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
