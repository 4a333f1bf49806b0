"""Statements that are written out in full, names and all, and run without parameters."""

from typing import Any

from psycopg import sql
from sqlalchemy import Connection, CursorResult


def run_as_written(connection: Connection, statement: str | sql.Composed) -> CursorResult[Any]:
    """Run a statement as it stands: colons and percent signs in it mean nothing else."""
    written = statement if isinstance(statement, str) else statement.as_string()
    return connection.exec_driver_sql(written.replace("%", "%%"))
