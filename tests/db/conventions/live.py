"""What the tests of live rules share: a schema made by statements, and what a rule says of it."""

import ast
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from lab.database import Database
from lab.findings import Finding, Fix
from lab.schema import (
    Column,
    ColumnStatistics,
    Fingerprint,
    Picture,
    Table,
    TableActivity,
    difference,
    read_fingerprint,
    read_picture,
)
from tests.conventions import said, where
from tests.counters import FLUSH

WAIT_FOR_DISK = "SET synchronous_commit = on"
"""VACUUM passes by rows whose commit is not on disk yet."""


def make(database: Database, statements: Iterable[str]) -> None:
    """Run statements one by one, each committed, as VACUUM asks for; all of it is counted."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (WAIT_FOR_DISK, *statements, FLUSH):
            connection.execute(text(statement))


def said_live(code: str, database: Database, **limits: float) -> list[Finding]:
    """What one rule says of a live schema."""
    with database.engine.connect() as connection:
        return said(code, read_picture(connection), **limits)


def run(database: Database, statements: tuple[str, ...]) -> None:
    """Run operations of a revision, each by itself and committed."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        op = Operations(MigrationContext.configure(connection))
        for statement in statements:
            exec(statement, {"op": op, "sa": sqlalchemy, "postgresql": postgresql})


def mended_and_back(code: str, database: Database) -> list[Fix]:
    """The fixes of a rule on a live schema: what they mend is gone, and is there again afterwards.

    What has no operations, or no way back, stays as it is.
    """
    before, as_it_was = said_live(code, database), fingerprint(database)
    fixes = [each.fix for each in before if each.fix is not None and each.fix.downgrade]
    for fix in fixes:
        ast.parse(fix.model)
        run(database, fix.upgrade)
    left = [each for each in before if each.fix not in fixes]
    assert where(said_live(code, database)) == where(left)
    for fix in reversed(fixes):
        run(database, fix.downgrade)
    assert where(said_live(code, database)) == where(before)
    assert difference(as_it_was, fingerprint(database)) == ()
    return fixes


def fingerprint(database: Database) -> Fingerprint:
    """What the schema amounts to, in PostgreSQL's words."""
    with database.engine.connect() as connection:
        return read_fingerprint(connection)


def table_with(name: str = "readings", *, analyzed: bool = True, **activity: Any) -> Table:
    """A table of one column with what the server would tell of it."""
    statistics = ColumnStatistics(n_distinct=-1.0, null_frac=0.0) if analyzed else None
    facts: dict[str, Any] = {"rows": 0.0, "size": 0, "pages": 0, "all_visible_pages": 0}
    facts |= {"analyzed_at": datetime(2026, 1, 1, tzinfo=UTC) if analyzed else None} | activity
    return Table(
        schema="public",
        name=name,
        comment=None,
        columns=(Column("id", "bigint", not_null=True, statistics=statistics),),
        activity=TableActivity(**facts),
    )


def partitioned(table: Table) -> Table:
    """The same as a partitioned table, which has no pages."""
    empty = TableActivity(rows=-1.0, size=0, pages=0, all_visible_pages=0)
    return replace(table, partitioned=True, activity=empty)


def partition(table: Table, of: str) -> Table:
    """The same as a partition."""
    return replace(table, partition_of=of)


def picture_with(*tables: Table) -> Picture:
    """A live schema of these tables."""
    return Picture(schema="public", tables=tables)
