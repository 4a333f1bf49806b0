"""The one door to psycopg: raw connections, and the guard against two statements in one text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from psycopg import errors
from psycopg.pq import ExecStatus
from sqlalchemy import Connection, Engine, event

from lab.database.messages import told
from lab.errors import StatementError, WriteRefusedError


@contextmanager
def driver_connection(engine: Engine) -> Iterator["psycopg.Connection[Any]"]:
    """A psycopg connection of the engine's own, for COPY; given back or closed at the end."""
    with told(), engine.connect() as connection:
        yield raw_connection(connection)


def raw_connection(connection: Connection) -> "psycopg.Connection[Any]":
    """The psycopg connection under a SQLAlchemy one."""
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


ENDS_TRANSACTION = re.compile(
    r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*"
    r"(?:COMMIT|END|ABORT|ROLLBACK(?!(?:\s+(?:WORK|TRANSACTION))?\s+TO\b)|BEGIN|START|PREPARE\s+TRANSACTION)\b",
    re.IGNORECASE | re.DOTALL,
)
KEEPS_TRANSACTION = "lab_keeps_transaction"
"""The execution option of connections whose transaction only the lab itself may end."""


def refuse_ends_of_transactions(engine: Engine) -> None:
    """Have COMMIT and its like refused where work is to be rolled back whatever happens."""

    @event.listens_for(engine, "before_cursor_execute")
    def look(*given: Any) -> None:
        _, _, statement, _, context, _ = given
        if context is None or not context.execution_options.get(KEEPS_TRANSACTION):
            return
        if ENDS_TRANSACTION.match(statement):
            raise StatementError(
                "A statement that begins or ends a transaction cannot be rolled back",
                hint="Leave it out: the lab begins the transaction and rolls it back",
            )


def refuse_other_isolation(engine: Engine) -> None:
    """Have read-only connections stay READ ONLY: autocommit, say, would not be."""

    @event.listens_for(engine, "set_connection_execution_options")
    def look(_: Connection, options: dict[str, Any]) -> None:
        if "isolation_level" in options or options.get("postgresql_readonly") is False:
            raise WriteRefusedError(
                "A read-only connection keeps its isolation level",
                hint="Allow writes by name: allow_writes=True, or --allow-writes",
            )


def refuse_two_statements(engine: Engine) -> None:
    """Have the server itself refuse texts of several statements on this engine.

    Without parameters psycopg sends a text by the simple protocol, which runs every statement
    in it. The extended protocol's Parse takes one only, so each such text is parsed by it first,
    as the unnamed statement (protocol documentation, 54.2.3 Extended Query).
    """

    @event.listens_for(engine, "do_execute")
    def parse_first(
        cursor: "psycopg.Cursor[Any]",
        statement: str,
        parameters: Sequence[Any] | Mapping[str, Any] | None,
        context: Any,  # noqa: ARG001 - SQLAlchemy gives it by position
    ) -> None:
        if parameters:
            return
        connection = cursor.connection
        # SQLAlchemy has doubled the percent signs for the driver, which halves them again.
        written = statement if parameters is None else statement.replace("%%", "%")
        result = connection.pgconn.prepare(b"", written.encode(connection.info.encoding))
        if result.status == ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(result, encoding=connection.info.encoding)
