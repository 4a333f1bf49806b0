"""Variants: what is compared, as a person gives it and as experiments take it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, Executable, Index, text

from lab.errors import LabError
from lab.experiments.candidates import create_sql, index

SECONDARY = (Path(__file__).parent / "secondary_indexes.sql").read_text()
PLACES = (Path(__file__).parent / "places.sql").read_text(encoding="utf-8")


class AsIs(Enum):
    """The indexes that the schema has already."""

    AS_IS = "as it is"

    def __repr__(self) -> str:
        return "lab.AS_IS"


AS_IS = AsIs.AS_IS
Wanted: TypeAlias = Index | AsIs | str
Place: TypeAlias = tuple[str, str]
"""A schema, and the name of a table or an index in it."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to run a query: with other indexes, other settings, or written otherwise.

    Attributes:
        indexes: the complete set of secondary indexes on the query's tables.
        settings: of PostgreSQL, such as {"work_mem": "64MB"}, for this variant alone.
        query: the query written another way; it takes the same parameters and must return the
            same rows, in the same order where the query asks for one.
    """

    indexes: Sequence[Wanted] = (AS_IS,)
    settings: Mapping[str, str] = field(default_factory=dict)
    query: str | Executable | None = None


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A variant by its name: the candidates to build, and whether the schema's own stay."""

    name: str
    candidates: tuple[Index, ...]
    keeps_existing: bool
    settings: Mapping[str, str] = field(default_factory=dict)
    query: str | Executable | None = None


@dataclass(frozen=True, slots=True)
class Secondary:
    """An index of the schema that upholds no constraint; `size` in bytes."""

    schema: str
    table: str
    name: str
    size: int


def read_variants(
    wanted: Mapping[str, Variant | Sequence[Wanted]],
) -> tuple[Arrangement, ...]:
    """The variants of a comparison; a bare list is a set of indexes, texts become candidates.

    Raises:
        LabError: there are none, or a member is neither an index nor lab.AS_IS.
    """
    if not isinstance(wanted, Mapping):
        raise LabError("Variants have names", hint="Give for example {'none': [], 'one': [...]}")
    if not wanted:
        raise LabError("There is no variant to compare", hint="Give for example {'none': []}")
    return tuple(_arrangement(name, given) for name, given in wanted.items())


def _arrangement(name: str, given: object) -> Arrangement:
    if isinstance(given, Variant):
        settings = {key: str(value) for key, value in given.settings.items()}
        return Arrangement(name, *_indexes(name, given.indexes), settings, given.query)
    return Arrangement(name, *_indexes(name, given))


def _indexes(name: str, members: object) -> tuple[tuple[Index, ...], bool]:
    """The candidates of a variant, and whether the schema's own indexes stay."""
    if isinstance(members, str) or not isinstance(members, Sequence):
        raise LabError(f"Variant '{name}' is not a list", hint="Write ['orders(user_id)']")
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
    return tuple(candidates), AS_IS in members


def distinct_candidates(variants: Sequence[Arrangement]) -> dict[str, Index]:
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


def read_places(connection: Connection, table: Place) -> tuple[Place, ...]:
    """The table, and the partitioned ones that it is a part of."""
    schema, name = table
    rows = connection.execute(text(PLACES), {"schema": schema, "name": name})
    return (table, *((row.schema, row.name) for row in rows))


def stands_on(candidate: Index, places: Sequence[Place]) -> bool:
    """Whether it is of one of these tables: by the name, in the schema where it says one."""
    table = candidate.table
    return table is not None and any(
        table.name == name and table.schema in (None, schema) for schema, name in places
    )


def read_secondary(connection: Connection, tables: Sequence[Place]) -> tuple[Secondary, ...]:
    """The indexes on these tables that uphold neither key nor uniqueness.

    A bare unique index upholds a rule as a constraint does, so it stays in every variant.
    """
    given = {"schemas": [schema for schema, _ in tables], "relations": [name for _, name in tables]}
    rows = connection.execute(text(SECONDARY), given)
    return tuple(Secondary(*row) for row in rows)
