"""Variants: complete sets of secondary indexes on the tables of a query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, Index, text

from lab.errors import LabError
from lab.experiments.candidates import create_sql, index

SECONDARY = (Path(__file__).parent / "secondary_indexes.sql").read_text()


class AsIs(Enum):
    """The indexes that the schema has already."""

    AS_IS = "as it is"

    def __repr__(self) -> str:
        return "lab.AS_IS"


AS_IS = AsIs.AS_IS
Wanted: TypeAlias = Index | AsIs | str


@dataclass(frozen=True, slots=True)
class Variant:
    """A name, the candidates to build for it, and whether the schema's own indexes stay."""

    name: str
    candidates: tuple[Index, ...]
    keeps_existing: bool


@dataclass(frozen=True, slots=True)
class Secondary:
    """An index of the schema that upholds no constraint; `size` in bytes."""

    schema: str
    table: str
    name: str
    size: int


def read_variants(wanted: Mapping[str, Sequence[Wanted]]) -> tuple[Variant, ...]:
    """The variants of a comparison; texts become candidates.

    Raises:
        LabError: there are none, or a member is neither an index nor lab.AS_IS.
    """
    if not isinstance(wanted, Mapping):
        raise LabError("Variants have names", hint="Give for example {'none': [], 'one': [...]}")
    if not wanted:
        raise LabError("There is no variant to compare", hint="Give for example {'none': []}")
    return tuple(_variant(name, members) for name, members in wanted.items())


def _variant(name: str, members: object) -> Variant:
    if isinstance(members, str) or not isinstance(members, Sequence):
        raise LabError(f"Variant '{name}' is not a list", hint="Write [lab.index(...)]")
    candidates: list[Index] = []
    for member in members:
        if isinstance(member, str):
            candidates.append(index(member))
        elif isinstance(member, Index):
            candidates.append(member)
        elif member is not AS_IS:
            raise LabError(
                f"Variant '{name}' holds {member!r}, which is no index",
                hint="Write lab.index('orders(user_id)') or lab.AS_IS",
            )
    return Variant(name, tuple(candidates), AS_IS in members)


def distinct_candidates(variants: Sequence[Variant]) -> dict[str, Index]:
    """The candidates by name, each once.

    Raises:
        LabError: one name stands for two different indexes.
    """
    found: dict[str, Index] = {}
    for variant in variants:
        for candidate in variant.candidates:
            known = found.setdefault(str(candidate.name), candidate)
            if create_sql(known) != create_sql(candidate):
                raise LabError(
                    f"Two different indexes are named '{candidate.name}'",
                    hint="Leave names to lab.index, or give another",
                )
    return found


def read_secondary(
    connection: Connection, tables: Sequence[tuple[str, str]]
) -> tuple[Secondary, ...]:
    """The indexes on these tables (schema and name) that uphold neither key nor uniqueness.

    A bare unique index upholds a rule as a constraint does, so it stays in every variant.
    """
    given = {"schemas": [schema for schema, _ in tables], "relations": [name for _, name in tables]}
    rows = connection.execute(text(SECONDARY), given)
    return tuple(Secondary(*row) for row in rows)
