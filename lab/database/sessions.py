"""A database that the lab may ask: its engine, what it allows, work that is rolled back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, text

from lab.database.capabilities import Capabilities, read_capabilities
from lab.database.driver import (
    KEEPS_TRANSACTION,
    refuse_ends_of_transactions,
    refuse_other_isolation,
    refuse_two_statements,
)
from lab.database.messages import told
from lab.database.urls import shown_url
from lab.errors import LabError, WriteRefusedError

APPLICATION_NAME = "schema-query-lab"
CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_MS = 60_000
LOCK_TIMEOUT_MS = 5_000
LIMITS = text((Path(__file__).parent / "limits.sql").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Database:
    """One database and how far the lab may go in it.

    On a server that is not the lab's own every transaction is READ ONLY, unless `allow_writes`.
    """

    engine: Engine
    own_server: bool
    allow_writes: bool

    @property
    def url(self) -> URL:
        """The address; its text form hides the password."""
        return self.engine.url

    @property
    def name(self) -> str:
        """The database's name."""
        return self.engine.url.database or ""

    @cached_property
    def capabilities(self) -> Capabilities:
        """What the server can do, asked once."""
        with told(), self.engine.connect() as connection:
            return read_capabilities(connection)

    @contextmanager
    def rolled_back(
        self, *, statement_timeout_ms: int = STATEMENT_TIMEOUT_MS
    ) -> Iterator[Connection]:
        """A connection whose transaction is rolled back at the end, whatever happens.

        Its timeouts are set for the transaction alone, so that they hold behind a pooler too. What
        a client that was killed has begun ends within a second, where the server's system can
        notice that.
        """
        keeps: dict[str, Any] = {KEEPS_TRANSACTION: True}
        with told(), self.engine.connect().execution_options(**keeps) as connection:
            connection.execute(
                LIMITS, {"statement": f"{statement_timeout_ms}ms", "lock": f"{LOCK_TIMEOUT_MS}ms"}
            )
            try:
                yield connection
            finally:
                connection.rollback()

    def require_writes(self, doing: str) -> None:
        """Refuse to go on where writes were not allowed.

        Raises:
            WriteRefusedError: the server is not the lab's own and writes were not asked for.
        """
        if not self.allow_writes:
            raise WriteRefusedError(
                f"{doing} would change '{self.name}', which is not on the lab's own server",
                hint="Allow it by name: allow_writes=True, or --allow-writes",
            )

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()

    def __repr__(self) -> str:
        whose = "the lab's own server" if self.own_server else shown_url(self.url)
        return f"Database '{self.name}' on {whose}{'' if self.allow_writes else ', read-only'}"


def set_locally(connection: Connection, name: str, value: str) -> None:
    """SET LOCAL with the value as a parameter: until the end of the transaction."""
    connection.execute(
        text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value}
    )


def open_database(url: URL, *, own_server: bool, allow_writes: bool | None = None) -> Database:
    """Connect, and find out whether the server is one that the lab can work with.

    Args:
        url: where.
        own_server: whether it is the lab's own; there writes are allowed unless said otherwise.
        allow_writes: None for the default of the kind of server.

    Raises:
        ConnectError: nothing answers, the password is wrong, the server is too old.
    """
    allowed = own_server if allow_writes is None else allow_writes
    engine = make_engine(url, read_only=not allowed)
    database = Database(engine, own_server=own_server, allow_writes=allowed)
    # Ask at once: an address that does not answer is told here, not at the first question.
    try:
        _ = database.capabilities
    except LabError:
        database.close()
        raise
    return database


def make_engine(url: URL, *, read_only: bool = False, autocommit: bool = False) -> Engine:
    """An engine as the lab wants it: timeouts, one statement a text, nothing prepared by name.

    Named statements do not survive a pooler in transaction mode.
    """
    given = {name.lower() for name in url.query}
    arguments: dict[str, object] = {"prepare_threshold": None}
    if "connect_timeout" not in given:
        arguments["connect_timeout"] = CONNECT_TIMEOUT_S
    if "application_name" not in given:
        arguments["application_name"] = APPLICATION_NAME
    if "client_encoding" not in given:
        # A database of SQL_ASCII, or a setting of its own, would have the driver give bytes. In
        # capitals, as the server calls it: the driver is slow with any other spelling.
        arguments["client_encoding"] = "UTF8"
    engine = create_engine(
        url,
        connect_args=arguments,
        pool_size=2,
        pool_pre_ping=True,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT" if autocommit else None,
        execution_options={"postgresql_readonly": True} if read_only else {},
    )
    refuse_two_statements(engine)
    refuse_ends_of_transactions(engine)
    if read_only:
        refuse_other_isolation(engine)
    return engine
