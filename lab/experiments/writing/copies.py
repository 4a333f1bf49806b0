"""Copies of a table to write to: one a variant, each with the variant's indexes alone.

They stand in schemas of their own, inside a transaction that is rolled back. They are filled row
after row with the indexes in place, so that their pages are as full as those of a table that grew.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    Table,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.schema import CreateIndex, CreateSchema, CreateTable, DropIndex
from sqlalchemy.sql.elements import quoted_name

from lab.database import told
from lab.errors import LabError
from lab.experiments.variants import Arrangement, Place, read_secondary, stands_on
from lab.experiments.writing.target import Target
from lab.show.text import plain

FOLDER = Path(__file__).parent
COPYING = (FOLDER / "copying.sql").read_text(encoding="utf-8")
MADE = (FOLDER / "made_copy.sql").read_text(encoding="utf-8")
FEWEST_ROWS = 400
"""Of fewer, the rows that it takes to warm up would fill the pages."""
PARTS = 30
"""Each operation writes one row in so many: on a page filled to 90 % two updates find room."""
FILLFACTOR = 90
WARM_UP = 6
"""Rows written before it counts: statements are planned, and PostgreSQL settles on a plan, in the
first five executions; the catalog is read."""


@dataclass(frozen=True, slots=True)
class Copy:
    """The table under one variant; `schema` holds it and the functions that write to it.

    `indexes` is how many it has, of every kind.
    """

    schema: str
    oid: int
    indexes: int
    variant: Arrangement


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of all variants; the rows to be written, the same for all, are in `shared`.

    `filled` is how many rows a copy begins with, `written` how many each operation writes.
    """

    target: Target
    shared: str
    filled: int
    written: int
    each: tuple[Copy, ...]

    @property
    def stride(self) -> int:
        """Of so many rows of a copy, each operation takes one."""
        return self.filled // self.written


def make_copies(
    connection: Connection,
    target: Target,
    variants: Sequence[Arrangement],
    *,
    rows: int,
    fillfactor: int,
) -> Copies:
    """Copies of the table's first rows, which are read once and written to no other place.

    Raises:
        LabError: the table has too few rows, an index cannot be built, or a right is missing.
    """
    shared = f"lab_copies_{secrets.token_hex(4)}"
    given = {"oid": target.oid, "schema": target.schema, "name": target.name, "rows": rows}
    given |= {"shared": shared, "fillfactor": fillfactor}
    with told("A schema for copies cannot be made"):
        connection.execute(CreateSchema(shared))
    canary = table_of(shared, "canary")
    connection.execute(CreateTable(canary))
    connection.execute(insert(canary).values(number=1))
    run(connection, _texts(connection, given)["hold"])
    held = connection.execute(select(func.count()).select_from(table_of(shared, "given")))
    there = held.scalar_one()
    if there < FEWEST_ROWS:
        raise LabError(
            f"'{target.shown}' has {there} rows to copy, which is too few to tell what writes cost",
            hint=f"Load some: {FEWEST_ROWS} are enough",
        )
    written = there // PARTS + WARM_UP
    filled = there - written
    given |= {"filled": filled, "stride": filled // written}
    made = []
    for number, variant in enumerate(variants):
        given |= {"own": f"{shared}_{number}"}
        made.append(_copy(connection, target, variant, given))
    given |= {"own": made[0].schema}
    run(connection, _texts(connection, given)["choose_deleted"])
    return Copies(target, shared, filled, written, tuple(made))


def table_of(schema: str, name: str, *columns: str) -> Table:
    """A table as the lab knows it: by its place, and the columns that are spoken of."""
    known = columns or ("number",)
    return Table(name, MetaData(), *(Column(each, Integer) for each in known), schema=schema)


def run(connection: Connection, statement: str) -> None:
    """Run a text that the server has written; the driver halves percent signs."""
    connection.exec_driver_sql(statement.replace("%", "%%"))


def _texts(connection: Connection, given: dict[str, Any]) -> dict[str, str]:
    wanted: dict[str, Any] = {"own": "", "filled": 0, "stride": 0, **given}
    return dict(connection.execute(text(COPYING), wanted).mappings().one())


def _copy(
    connection: Connection, target: Target, variant: Arrangement, given: dict[str, Any]
) -> Copy:
    schema = given["own"]
    texts = _texts(connection, given)
    connection.execute(CreateSchema(schema))
    run(connection, texts["make"])
    if not variant.keeps_existing:
        standing = table_of(schema, target.name)
        for index in read_secondary(connection, [(schema, target.name)]):
            connection.execute(DropIndex(Index(index.name, standing.c.number)))
    for number, candidate in enumerate(own_candidates(variant, target)):
        with told(f"Index '{plain(candidate.name)}' cannot be built"):
            connection.execute(CreateIndex(_moved(candidate, (schema, target.name), number)))
    run(connection, texts["fill"])
    run(connection, texts["insert"])
    run(connection, texts["delete"])
    made = connection.execute(text(MADE), {"schema": schema, "name": target.name}).one()
    return Copy(schema, made.oid, made.indexes, variant)


def own_candidates(variant: Arrangement, target: Target) -> tuple[Index, ...]:
    """The candidates that stand on this table, each once."""
    found = {each.name: each for each in variant.candidates if stands_on(each, target.places)}
    return tuple(found.values())


def _moved(candidate: Index, place: Place, number: int) -> Index:
    """The candidate on the copy, under a name that no other index has."""
    assert candidate.table is not None
    schema, name = place
    copy = candidate.table.to_metadata(MetaData(), schema=schema, name=name)
    moved = next(each for each in copy.indexes if each.name == candidate.name)
    moved.name = quoted_name(f"lab_candidate_{number}", quote=None)
    return moved
