"""One difference between models and a live schema, and the words for it."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field

from lab.schema.comparing.facets import CATCH_ALL, COSMETIC, differing, facets_of, words_for
from lab.schema.parts import (
    Column,
    Constraint,
    EnumType,
    Function,
    Index,
    Table,
    Trigger,
)

Part = Table | Column | Constraint | Index | EnumType | Trigger | Function


class Effect(enum.StrEnum):
    """Whether the database behaves otherwise than the models say, or is only called otherwise."""

    BEHAVIOUR = "behaviour"
    COSMETIC = "cosmetic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One difference; what is not there at all is None."""

    name: str
    """Such as `orders.status`, or `ix_orders_status`."""
    kind: str
    """Such as `column`, `index`, `foreign key`, `enum type`."""
    aspects: tuple[str, ...] = ()
    """What differs, such as `type`; empty where one side does not have it."""
    expected: str | None
    """What the models say."""
    found: str | None
    """What the database has."""
    effect: Effect = Effect.BEHAVIOUR
    table: Table | None = field(default=None, repr=False)
    """The table of the models that it belongs to; None for what belongs to none."""
    model: Part | None = field(default=None, repr=False)
    live: Part | None = field(default=None, repr=False)

    def to_json(self) -> dict[str, object]:
        """The fields by name, without the parts themselves."""
        return {
            "object": self.name,
            "kind": self.kind,
            "aspects": list(self.aspects),
            "expected": self.expected,
            "found": self.found,
            "effect": str(self.effect),
        }


def missing(part: Part, table: Table | None = None) -> Disagreement:
    """Something that only the models have."""
    return Disagreement(
        name=called(part, table),
        kind=kind_of(part),
        expected=words_for(part),
        found=None,
        table=table,
        model=part,
    )


def unexpected(part: Part, table: Table | None = None) -> Disagreement:
    """Something that only the database has."""
    return Disagreement(
        name=called(part, table),
        kind=kind_of(part),
        expected=None,
        found=words_for(part),
        table=table,
        live=part,
    )


def changed(
    model: Part, live: Part, table: Table | None, aspects: Sequence[str], *, printed: bool
) -> Disagreement:
    """Something that both have, and that is not the same: the one facet that differs, or all."""
    expected, found = words_for(model), words_for(live)
    if len(aspects) == 1 and aspects[0] != CATCH_ALL:
        expected, found = (
            facets_of(each, printed=printed).get(aspects[0], "") for each in (model, live)
        )
    return Disagreement(
        name=called(model, table) or called(live, table),
        kind=kind_of(model),
        aspects=tuple(aspects),
        expected=expected,
        found=found,
        effect=Effect.COSMETIC if set(aspects) <= set(COSMETIC) else Effect.BEHAVIOUR,
        table=table,
        model=model,
        live=live,
    )


def compared(
    model: Part, live: Part, table: Table | None, *, printed: bool
) -> tuple[Disagreement, ...]:
    """Two parts that are meant to be the same, each of their facets held against the other's."""
    facets = [facets_of(each, printed=printed) for each in (model, live)]
    aspects = differing(*facets, printed=printed)
    if isinstance(model, Column):
        return tuple(changed(model, live, table, (each,), printed=printed) for each in aspects)
    return (changed(model, live, table, aspects, printed=printed),) if aspects else ()


def called(part: Part, table: Table | None) -> str:
    """What people call it."""
    if isinstance(part, Column) and table is not None:
        return f"{table.name}.{part.name}"
    if isinstance(part, Constraint) and not part.name and table is not None:
        return f"{table.name} ({', '.join(part.columns)})"
    return part.name


def kind_of(part: Part) -> str:
    """What it is."""
    if isinstance(part, Constraint):
        return str(part.kind)
    return "enum type" if isinstance(part, EnumType) else type(part).__name__.lower()
