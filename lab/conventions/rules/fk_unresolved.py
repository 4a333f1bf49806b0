"""FK_UNRESOLVED: a foreign key of the models whose table or column is not there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from lab.conventions.mending.key_operations import model_line
from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Constraint, Table


def find(review: Review) -> Iterator[Notice]:
    """Foreign keys that lead nowhere, each with the name that was probably meant."""
    for table in review.tables:
        for key in table.foreign_keys:
            if not key.resolved:
                meant = probably_meant(review, key)
                yield Notice(
                    title=f"{table.name}.{', '.join(key.columns)} refers to {names_of(key)}, which "
                    f"is not in the models{f'; {names_of(meant)} is' if meant else ''}",
                    evidence={"refers_to": names_of(key)},
                    table=table,
                    column=table.sole_column(key.columns),
                    constraint=key,
                    about=names_of(key),
                    fix=Fix(model=model_line(table, meant, ondelete_of(meant))) if meant else None,
                )


def names_of(key: Constraint) -> str:
    """What it refers to, as the models write it."""
    parts = (key.referred_schema, key.referred_table)
    prefix = ".".join(part for part in parts if part)
    return ", ".join(f"{prefix}.{column}" for column in key.referred_columns)


def probably_meant(review: Review, key: Constraint) -> Constraint | None:
    """The key with the nearest names that are there; None where none is near."""
    if key.referred_schema is not None:
        return None
    named = nearest(key.referred_table or "", [*review.by_name])
    if named is None:
        return None
    columns = meant_columns(review.by_name[named], key)
    return replace(key, referred_table=named, referred_columns=columns) if columns else None


def meant_columns(table: Table, key: Constraint) -> tuple[str, ...]:
    """The columns of the same or the nearest names; a single one is else the primary key."""
    there = [each.name for each in table.columns]
    near = [nearest(each, there) for each in key.referred_columns]
    if None not in near:
        return tuple(each for each in near if each)
    primary = table.primary_key
    return primary.columns if primary and len(primary.columns) == len(near) else ()


def ondelete_of(key: Constraint) -> str | None:
    """What it says of a deletion, as it was."""
    return key.on_delete if key.states_on_delete else None


def nearest(name: str, known: Sequence[str]) -> str | None:
    """The name itself if it is known, else the one most like it."""
    if name in known:
        return name
    return next(iter(get_close_matches(name, known, n=1)), None)


RULE = Rule(
    code="FK_UNRESOLVED",
    severity=Severity.HIGH,
    meaning="The table cannot be created, and SQLAlchemy refuses the first query of any model "
    "that is related to it. A key names the table in the database, not the class.",
    advice="Correct the name, or import the module of the other table before the models are used.",
    find=find,
    claims=("B1", "C02"),
    origins=ON_MODELS,
)
