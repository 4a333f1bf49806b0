"""Which server the lab works on: its own, started if need be, or the one that was named."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Connection, text

from lab.database import Database, maintenance, open_database, parse_url
from lab.database.capabilities import read_capabilities
from lab.database.urls import DRIVER
from lab.errors import ConnectError, LabError, WriteRefusedError
from lab.server import Address, Cluster, default_home
from lab.settings import read_settings

MAINTENANCE_DATABASE = "postgres"
DEFAULT_DATABASE = "lab"
LOCK_KEY = 7_022_026
"""Of the advisory lock that keeps two sessions from making databases on one server at a time."""
LONGEST_WAIT_S = 300.0
BETWEEN_TRIES_S = 0.1


@dataclass(frozen=True, slots=True)
class Host:
    """A server; `url` leads to a database of it from which others can be made."""

    url: URL
    own_server: bool
    allow_writes: bool

    def open(self, name: str) -> Database:
        """One of the server's databases."""
        return open_database(
            self.url.set(database=name), own_server=self.own_server, allow_writes=self.allow_writes
        )

    def require_writes(self, doing: str) -> None:
        """Refuse to go on where writes were not allowed.

        Raises:
            WriteRefusedError: the server is not the lab's own and writes were not asked for.
        """
        if not self.allow_writes:
            raise WriteRefusedError(
                f"{doing} would change a server that is not the lab's own",
                hint="Allow it by name: allow_writes=True, or --allow-writes",
            )

    @contextmanager
    def locked(self) -> Iterator[Connection]:
        """A maintenance connection that holds the lab's lock on this server.

        Raises:
            LabError: a pooler stands before the server, or another process kept the lock.
        """
        with maintenance(self.url) as connection:
            # The lock belongs to a session, and a pooler gives that session to others.
            if read_capabilities(connection).pooler:
                raise ConnectError(
                    "The lab makes and drops no databases through a pooler",
                    hint="Name the server's direct endpoint in the URL",
                )
            _wait_for_lock(connection)
            try:
                yield connection
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})


def _wait_for_lock(connection: Connection) -> None:
    """Asked for again and again: a session that waits in the server cannot be told to give up."""
    until = time.monotonic() + LONGEST_WAIT_S
    taken = text("SELECT pg_try_advisory_lock(:key)")
    while not connection.execute(taken, {"key": LOCK_KEY}).scalar_one():
        if time.monotonic() > until:
            raise LabError(
                f"Another process has been making databases for {LONGEST_WAIT_S / 60:g} minutes",
                hint="Try again when it has ended, or end it",
            )
        time.sleep(BETWEEN_TRIES_S)


def own_cluster() -> Cluster:
    """The lab's own cluster, whether it runs or not."""
    return Cluster(read_settings().home or default_home())


def own_url(address: Address, database: str = MAINTENANCE_DATABASE) -> URL:
    """The URL of a database at the address of the lab's own server."""
    return URL.create(
        DRIVER,
        username=address.user,
        database=database,
        query={"host": address.host, "port": str(address.port)},
    )


def given_url(url: str | None = None) -> URL | None:
    """The URL in the call or in LAB_DATABASE_URL; None means the lab's own server."""
    if url is not None:
        return parse_url(url)
    setting = read_settings().database_url
    return None if setting is None else parse_url(setting.get_secret_value())


def chosen_host(*, allow_writes: bool = False) -> Host:
    """The server of LAB_DATABASE_URL, or the lab's own, started if it is not running."""
    url = given_url()
    if url is not None:
        return Host(url, own_server=False, allow_writes=allow_writes)
    cluster = own_cluster()
    address = cluster.start()
    url = own_url(address)
    if address.needs_password:
        url = url.set(password=cluster.password())
    return Host(url, own_server=True, allow_writes=True)
