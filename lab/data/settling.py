"""What a freshly loaded table still needs: its sequence moved on, statistics, pages on disk."""

from contextlib import suppress

from psycopg import sql
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from lab.data.statements import run_as_written

ROWS_PER_TARGET = 300
"""Rows that ANALYZE reads for each unit of the largest statistics target (std_typanalyze)."""
DEFAULT_TARGET, LARGEST_TARGET = 100, 10_000

IDENTITY = text(
    "SELECT column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) "
    "FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND table_name = :table AND is_identity = 'YES'"
)
FIRST_COLUMN = text(
    "SELECT column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND table_name = :table "
    "ORDER BY ordinal_position LIMIT 1"
)
"""The key, in every table of the lab."""
COMMIT_TO_DISK = text(
    "SELECT set_config('synchronous_commit', 'on', true), pg_logical_emit_message(true, 'lab', '')"
)
"""A commit that waits for the disk, and for every commit before it. VACUUM passes by rows whose
commit is not there yet, as it may be for a moment where synchronous_commit is off."""


def set_sequence(connection: Connection, table: str) -> None:
    """Have the table's identity column go on after the rows that were loaded."""
    for column, sequence in connection.execute(IDENTITY, {"table": table}).all():
        move = sql.SQL("SELECT setval({}, max({})) FROM {}").format(
            sql.Literal(sequence), sql.Identifier(column), sql.Identifier(table)
        )
        run_as_written(connection, move)


def statistics_target(rows: int) -> int:
    """The target at which ANALYZE reads every row, so that it finds the same each time.

    -1, the server's default, where that reads them all anyway.
    """
    target = min(LARGEST_TARGET, -(-rows // ROWS_PER_TARGET))
    return target if target > DEFAULT_TARGET else -1


def vacuum(connection: Connection, table: str, rows: int) -> None:
    """VACUUM (ANALYZE) with a sample as large as the table: one column asks for it."""
    column = connection.execute(FIRST_COLUMN, {"table": table}).scalar_one()
    connection.execute(COMMIT_TO_DISK)
    for statement in (
        sql.SQL("ALTER TABLE {} ALTER COLUMN {} SET STATISTICS {}").format(
            sql.Identifier(table), sql.Identifier(column), sql.Literal(statistics_target(rows))
        ),
        sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)),
    ):
        run_as_written(connection, statement)


def checkpoint(engine: Engine) -> None:
    """Write everything to disk now, where the user may: not in the midst of a measurement.

    Where it fails the server does it later; the load is complete without.
    """
    with (
        suppress(DBAPIError),
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        if connection.execute(MAY_CHECKPOINT).scalar_one():
            run_as_written(connection, "CHECKPOINT")


MAY_CHECKPOINT = text(
    "SELECT rolsuper OR EXISTS (SELECT FROM pg_roles r "
    "WHERE r.rolname = 'pg_checkpoint' AND pg_has_role(r.oid, 'MEMBER')) "
    "FROM pg_roles WHERE rolname = current_user"
)
