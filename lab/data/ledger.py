"""What a load in progress remembers in the database itself (schema `lab_load_7022026`).

A loader that is killed leaves it behind: the keys that were taken off, and which parts are loaded.
The schema's comment marks it as the lab's; one of that name without it is somebody else's.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from psycopg import sql
from sqlalchemy import Connection, text

from lab.data.statements import run_as_written
from lab.errors import LoadError

FORMAT_VERSION = 1
"""Raised whenever the same seed and scale begin to give other rows."""

SCHEMA = "lab_load_7022026"
MARK = "lab load in progress, dropped at its end: "
CREATE = (Path(__file__).parent / "ledger.sql").read_text(encoding="utf-8")
READ_COMMENT = text(
    "SELECT obj_description(oid, 'pg_namespace') AS comment FROM pg_namespace "
    "WHERE nspname = :schema"
)


@dataclass(frozen=True, slots=True)
class Key:
    """A constraint or an index that is taken off while rows are loaded."""

    table: str
    name: str
    kind: str
    """A ConstraintKind's value, or 'index'."""
    definition: str


@dataclass(frozen=True, slots=True)
class Load:
    """What is being loaded: these four decide every row."""

    scale: float
    seed: int
    shares: int = 1
    format: int = FORMAT_VERSION

    def __str__(self) -> str:
        words = f"scale {self.scale:g}, seed {self.seed}"
        return f"{words}, in {self.shares} shares" if self.shares > 1 else words


@dataclass(frozen=True, slots=True)
class Ledger:
    """The record of an unfinished load; `parts` tells the rows of each table and share."""

    load: Load
    keys: tuple[Key, ...]
    parts: dict[tuple[str, int], int]

    def missing_shares(self, tables: Sequence[str]) -> tuple[int, ...]:
        """The shares that some table still lacks."""
        return tuple(
            share
            for share in range(1, self.load.shares + 1)
            if any((table, share) not in self.parts for table in tables)
        )


def read_ledger(connection: Connection) -> Ledger | None:
    """The record of the load that was begun here and not finished, if any.

    Raises:
        LoadError: somebody else has a schema of the record's name.
    """
    if not _require_ours(connection):
        return None
    load = connection.execute(
        text("SELECT scale, seed, shares, format FROM lab_load_7022026.load")
    ).one()
    keys = connection.execute(
        text(
            "SELECT table_name, name, kind, definition FROM lab_load_7022026.key ORDER BY position"
        )
    )
    parts = connection.execute(text("SELECT table_name, share, rows FROM lab_load_7022026.part"))
    return Ledger(
        Load(*load),
        tuple(Key(*row) for row in keys),
        {(row.table_name, row.share): row.rows for row in parts},
    )


def open_ledger(connection: Connection, load: Load, keys: Sequence[Key]) -> None:
    """Begin the record; the caller commits it together with the taking off of the keys."""
    for statement in CREATE.split(";\n"):
        if statement.strip():
            connection.execute(text(statement))
    comment = sql.SQL("COMMENT ON SCHEMA {} IS {}")
    run_as_written(connection, comment.format(sql.Identifier(SCHEMA), sql.Literal(f"{MARK}{load}")))
    connection.execute(
        text("INSERT INTO lab_load_7022026.load VALUES (:scale, :seed, :shares, :format)"),
        dict(zip(("scale", "seed", "shares", "format"), astuple(load), strict=True)),
    )
    if keys:
        connection.execute(
            text(
                "INSERT INTO lab_load_7022026.key "
                "VALUES (:position, :table, :name, :kind, :definition)"
            ),
            [
                {
                    "position": position,
                    "table": key.table,
                    "name": key.name,
                    "kind": key.kind,
                    "definition": key.definition,
                }
                for position, key in enumerate(keys)
            ],
        )


def enter_part(connection: Connection, table: str, share: int) -> bool:
    """Put a part down as loaded, before its rows; false if it is there already.

    Another loader of the same part waits here until this one's transaction ends.
    """
    entered = connection.execute(
        text("INSERT INTO lab_load_7022026.part VALUES (:table, :share, 0) ON CONFLICT DO NOTHING"),
        {"table": table, "share": share},
    )
    return entered.rowcount == 1


def fill_in_part(connection: Connection, table: str, share: int, rows: int) -> None:
    """Put down how many rows the part has."""
    connection.execute(
        text(
            "UPDATE lab_load_7022026.part SET rows = :rows "
            "WHERE table_name = :table AND share = :share"
        ),
        {"table": table, "share": share, "rows": rows},
    )


def unfinished(connection: Connection) -> str | None:
    """One sentence on the load that was begun here and not finished, for whoever works here.

    One look at the catalog, which nobody needs a right for.
    """
    note = connection.execute(READ_COMMENT, {"schema": SCHEMA}).scalar_one_or_none()
    if note is None or not note.startswith(MARK):
        return None
    load = note.removeprefix(MARK)
    return f"A load of {load} was begun here and is unfinished: rows and keys may be missing"


def close_ledger(connection: Connection) -> None:
    """Forget the load: it is finished, or nothing of it is left.

    Raises:
        LoadError: somebody else has a schema of the record's name; it stays.
    """
    if _require_ours(connection):
        connection.execute(text("DROP SCHEMA lab_load_7022026 CASCADE"))


def _require_ours(connection: Connection) -> bool:
    """Whether there is a record; a schema of its name that is not the lab's is left alone."""
    found = connection.execute(READ_COMMENT, {"schema": SCHEMA}).one_or_none()
    if found is None:
        return False
    if not (found.comment or "").startswith(MARK):
        raise LoadError(
            f"Schema '{SCHEMA}' was not made by the lab, so the lab leaves it alone",
            hint="Rename that schema, and load again",
        )
    return True
