"""The table whose writes are measured: found by its name, and fit to be copied."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from lab.errors import LabError, unknown_name
from lab.experiments.variants import Place, read_places
from lab.show.text import plain

FOLDER = Path(__file__).parent
TARGET = (FOLDER / "target.sql").read_text(encoding="utf-8")
FOREIGN_KEYS = (FOLDER / "foreign_keys.sql").read_text(encoding="utf-8")

PART = r'(?:"(?:[^"]|"")+"|\w+)'
QUOTED = re.compile(rf"{PART}(?:\.{PART})?")
NO_TABLE = {"v": "a view", "m": "a materialized view", "f": "a foreign table"}


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key of the table; `columns` in the order of the key."""

    name: str
    parent: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A table, and what of it a copy does not have; `shown` is its name as people say it."""

    oid: int
    schema: str
    name: str
    kind: str
    persistence: str
    shown: str
    fillfactor: int | None
    triggers: Sequence[str]
    children: Sequence[str]
    checks: int
    invalid_keys: Sequence[str]
    """Unique indexes that cannot be used: a copy's would be, and refuse equal values."""
    places: tuple[Place, ...] = ()
    """The table, and the partitioned ones that it is a part of, whose indexes it has."""


def find_target(connection: Connection, table: str | Place) -> Target:
    """The table of that name, `orders` or `sales.orders`, or of that schema and name.

    Raises:
        LabError: there is none, it has no rows of its own, its writes are not in the WAL, or one
            of its unique indexes is invalid.
    """
    schema, name = (None, _plain(table)) if isinstance(table, str) else table
    row = connection.execute(text(TARGET), {"schema": schema, "name": name}).one_or_none()
    if row is None:
        there = inspect(connection).get_table_names(schema)
        where = f"database '{connection.engine.url.database}'"
        raise unknown_name("table", ".".join(filter(None, (schema, name))), where, there)
    target = Target(*row)
    if target.kind == "p":
        raise LabError(
            f"'{target.shown}' is partitioned, and its rows are written to its partitions",
            hint="Name one of them",
        )
    if target.kind in NO_TABLE:
        raise LabError(
            f"'{target.shown}' is {NO_TABLE[target.kind]}, which has no rows of its own",
            hint="Name the table that is written to",
        )
    if target.persistence != "p":
        raise LabError(
            f"'{target.shown}' is unlogged or temporary: its writes are not in the WAL",
            hint="Name a table that is logged",
        )
    if target.invalid_keys:
        raise LabError(
            f"The unique index {plain(target.invalid_keys[0])} of '{target.shown}' is invalid",
            hint="Drop it, or mend the rows and REINDEX it, then measure",
        )
    return replace(target, places=read_places(connection, (target.schema, target.name)))


def read_foreign_keys(connection: Connection, target: Target) -> tuple[ForeignKey, ...]:
    """The table's foreign keys by name."""
    rows = connection.execute(text(FOREIGN_KEYS), {"oid": target.oid})
    return tuple(ForeignKey(row.name, row.parent, tuple(row.columns)) for row in rows)


def _plain(table: str) -> str:
    """The name without the quotes that SQL wants around some names."""
    if not QUOTED.fullmatch(table):
        return table
    return re.sub('"((?:[^"]|"")+)"', lambda quoted: quoted[1].replace('""', '"'), table)
