"""UNNAMED_CONSTRAINT: constraints of the models whose names are left to the server."""

from collections import Counter
from collections.abc import Iterator

from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Constraint, ConstraintKind, Table
from lab.show import text

CONVENTION = """metadata = MetaData(naming_convention={
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
})"""
WORDS = {
    ConstraintKind.PRIMARY_KEY: "primary key",
    ConstraintKind.UNIQUE: "unique constraint",
    ConstraintKind.FOREIGN_KEY: "foreign key",
    ConstraintKind.CHECK: "check",
    ConstraintKind.EXCLUSION: "exclusion constraint",
}
SHORT = ("pk", "uq", "fk", "ck")


def find(review: Review) -> Iterator[Notice]:
    """One notice for the models, with the number of each kind."""
    has_all = (review.picture.naming_convention or frozenset()).issuperset(SHORT)
    fix = None if has_all else Fix(model=CONVENTION)
    unnamed = [
        (table, constraint)
        for table in review.tables
        for constraint in table.constraints
        if not constraint.name
    ]
    if unnamed:
        yield of_the_models(unnamed, fix)


def of_the_models(unnamed: list[tuple[Table, Constraint]], fix: Fix | None) -> Notice:
    """All that have no name; without the fix each needs a name by hand."""
    kinds = Counter(each.kind for _, each in unnamed)
    counted = ", ".join(
        text.plural(kinds[kind], word) for kind, word in WORDS.items() if kinds[kind]
    )
    verb = "has" if len(unnamed) == 1 else "have"
    return Notice(
        title=f"{text.plural(len(unnamed), 'constraint')} {verb} no name ({counted})"
        + ("" if fix is None else ", and no naming_convention gives any"),
        evidence={"constraints": len(unnamed)}
        | {kind.value: number for kind, number in kinds.items()},
        severity=Severity.INFO if set(kinds) == {ConstraintKind.PRIMARY_KEY} else None,
        table=unnamed[0][0] if len(unnamed) == 1 else None,
        fix=fix or Fix(model=named_by_hand(*unnamed[0])),
        place=unnamed[0][1].place or unnamed[0][0].place,
        parts=tuple(of_a_constraint(*each, fix) for each in unnamed),
    )


def of_a_constraint(table: Table, constraint: Constraint, fix: Fix | None) -> Notice:
    """One constraint, known by its table, its columns and what it asks of them."""
    columns = f" ({', '.join(constraint.columns)})" if constraint.columns else ""
    told = constraint.expression or constraint.referred_table or ""
    return Notice(
        title=f"The {WORDS[constraint.kind]}{columns} of {table.name} has no name",
        evidence={"columns": list(constraint.columns)},
        severity=Severity.INFO if constraint.kind is ConstraintKind.PRIMARY_KEY else None,
        table=table,
        column=table.sole_column(constraint.columns),
        constraint=constraint,
        about=" ".join(filter(None, (constraint.kind, told))),
        fix=fix or Fix(model=named_by_hand(table, constraint)),
    )


def named_by_hand(table: Table, constraint: Constraint) -> str:
    """A check with a name; the convention completes it."""
    what = "_".join(constraint.columns) or table.name
    return f'CheckConstraint("...", name="{what}_...")'


RULE = Rule(
    code="UNNAMED_CONSTRAINT",
    severity=Severity.WARNING,
    meaning="A migration can drop only what it can name, and Alembic writes None for what the "
    "models do not name: its downgrade fails. Names that each server makes up need not be the "
    "same either.",
    advice="Give the MetaData a naming_convention for all five kinds before the first migration, "
    "and each CHECK a name of its own.",
    find=find,
    claims=("B28", "C12"),
    origins=ON_MODELS,
)
