"""Keeping loaders of one database apart, by PostgreSQL's advisory locks."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from lab.data.streams import digest
from lab.database import Database, told
from lab.errors import LoadError

LOADER, BEGINNING = (digest(name) >> 1 for name in ("lab.data loader", "lab.data beginning"))
TRY = text("SELECT pg_try_advisory_lock(:key)")
TRY_SHARED = text("SELECT pg_try_advisory_lock_shared(:key)")
LET_GO = text("SELECT pg_advisory_unlock_all()")
WAIT = text("SELECT pg_advisory_xact_lock(:key)")


@contextmanager
def sole_loader(db: Database, *, of_a_share: bool = False) -> Iterator[None]:
    """While this lasts no other loader works here; loaders of shares work side by side.

    Behind a pooler there is no lock: it belongs to a session, and a pooler gives out several.

    Raises:
        LoadError: another one is at work.
    """
    if db.capabilities.pooler:
        yield
        return
    with told(), closing(db.engine.connect()) as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        # Detached, so that closing ends the session and with it the lock.
        connection.detach()
        took = connection.execute(TRY_SHARED if of_a_share else TRY, {"key": LOADER})
        if not took.scalar_one():
            raise LoadError(
                f"Another load is at work in '{db.name}'", hint="Wait until it has ended"
            )
        try:
            yield
        finally:
            # At once: a session ends a little later than its client.
            with suppress(DBAPIError):
                connection.execute(LET_GO)


def wait_to_begin(connection: Connection) -> None:
    """Until the end of the transaction, nobody else begins a load here."""
    connection.execute(WAIT, {"key": BEGINNING})
