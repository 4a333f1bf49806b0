"""Work inside a transaction that is undone at once, while the transaction goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection


@contextmanager
def undone(connection: Connection) -> Iterator[None]:
    """Whatever happens inside, settings and errors included, is undone at the end.

    The savepoint is released, too: SQLAlchemy only goes back to its own, and thousands of runs
    would each be nested in the one before.
    """
    connection.exec_driver_sql("SAVEPOINT lab_undone")
    try:
        yield
    finally:
        # A session that has ended has nothing left to undo.
        if not connection.invalidated:
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT lab_undone")
            connection.exec_driver_sql("RELEASE SAVEPOINT lab_undone")
