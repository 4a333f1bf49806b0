"""`compare_storage`: what values of one type or another take on disk, in an index and in the log.

Each variant gets a table of one column and an index on it, filled row by row as an application
would, in a transaction that is rolled back.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    MetaData,
    Select,
    Table,
    false,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.types import NullType

from lab.database import Database
from lab.errors import LabError
from lab.experiments.storage.comparison import StorageComparison, Stored
from lab.plans import PlanNode, parse_plan
from lab.plans.running import Explain, explain_options

ROWS = 20_000
LATER_SHARE = 20
"""The part of the rows that comes after the checkpoint: one in so many."""
NAME = "lab_storage"
SIZES = (Path(__file__).parent / "sizes.sql").read_text(encoding="utf-8")


def compare_storage(
    db: Database, values: Mapping[str, str], *, rows: int = ROWS
) -> StorageComparison:
    """Store the same rows as one type and as another, and weigh table, index and log.

    After `rows` rows a checkpoint is made, after which no page is dirty, and a twentieth of as
    many rows come on top: so the pages that they touch are counted. Where the user may make no
    checkpoint, that figure is None.

    Args:
        db: where.
        values: variant -> a SQL expression of `n`, the row's number from 1 on, whose type is the
            column's: "n", "n::text", "uuidv7()".
        rows: how many rows are stored before the checkpoint.

    Raises:
        LabError: no variant, fewer rows than can be told apart, an expression that PostgreSQL
            refuses, writes are not allowed.
    """
    db.require_writes("Storing rows to compare types")
    if not values:
        raise LabError("There is nothing to store", hint='Give {"bigint": "n"}')
    if rows < LATER_SHARE:
        raise LabError(f"{rows} rows are too few to compare", hint=f"Store {LATER_SHARE} or more")
    stored = tuple(_store(db, name, value, rows) for name, value in values.items())
    return StorageComparison(rows, rows // LATER_SHARE, stored)


def _store(db: Database, name: str, value: str, rows: int) -> Stored:
    """Fill a table before and after a checkpoint, and see what a rebuilt index takes."""
    table = Table(NAME, MetaData(), Column("value", NullType()))
    index = Index(f"{NAME}_value", table.c.value)
    more = rows // LATER_SHARE
    with db.rolled_back() as connection:
        connection.execute(_values(value, 1, 1).where(false()).into(NAME))
        index.create(connection)
        filled = _fill(db, connection, table, _values(value, 1, rows))
        sizes = connection.execute(text(SIZES), {"name": NAME}).one()
        later = None
        if db.capabilities.superuser:
            connection.execute(text("CHECKPOINT"))
            later = _fill(db, connection, table, _values(value, rows + 1, rows + more))
        connection.exec_driver_sql(f"REINDEX TABLE {NAME}")
        rebuilt = connection.execute(text(SIZES), {"name": NAME}).one().index_bytes
    return Stored(
        name=name,
        type=sizes.type,
        table_bytes=sizes.table_bytes,
        index_bytes=sizes.index_bytes,
        rebuilt_bytes=rebuilt,
        wal_bytes_per_row=(filled.wal_bytes or 0) / rows,
        later_pages=None if later is None else later.shared_dirtied_blocks or 0,
    )


def _values(value: str, first: int, last: int) -> Select[Any]:
    series = func.generate_series(first, last).table_valued("n").render_derived(name="series")
    return select(literal_column(value).label("value")).select_from(series)


def _fill(db: Database, connection: Connection, table: Table, values: Select[Any]) -> PlanNode:
    """Insert the values, and read what EXPLAIN tells of log and pages."""
    options = explain_options(db.capabilities.version_num, analyze=True, timing=False, buffers=True)
    filling = Explain(insert(table).from_select(["value"], values), options)
    return parse_plan(connection.execute(filling).scalar_one()).root
