"""Work that is undone at its end, and runs that may only read, for a rollback undoes not all."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from lab.database import Database, lab_error, set_locally
from lab.errors import LabError, WriteRefusedError
from lab.plans import Plan
from lab.plans.running.trials import give_up_advisory_locks


def require_building(db: Database, doing: str) -> None:
    """Refuse to go on where nothing can be built, were it only to be rolled back.

    Raises:
        WriteRefusedError: writes were not allowed, or the server is a standby.
    """
    db.require_writes(doing)
    if db.capabilities.read_only:
        raise WriteRefusedError(f"{doing} is refused by a standby", hint="Do it on the primary")


@contextmanager
def rolled_back(db: Database, timeout_s: float) -> Iterator[Connection]:
    """A connection whose transaction is rolled back, and whose advisory locks are given up."""
    with db.rolled_back(statement_timeout_ms=round(timeout_s * 1000)) as connection:
        try:
            yield connection
        finally:
            give_up_advisory_locks(connection)


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


@contextmanager
def only_reading(connection: Connection, plan: Plan) -> Iterator[None]:
    """Runs of a query of this plan, inside of `undone`, in which no function of it may write.

    No rollback brings back what nextval() has taken, or takes dead rows away.

    Raises:
        LabError: one tries to.
    """
    # SELECT ... FOR UPDATE marks the rows that it locks, which READ ONLY would refuse.
    if not any(node.node_type == "LockRows" for node in plan.nodes):
        set_locally(connection, "transaction_read_only", "on")
    try:
        yield
    except DBAPIError as error:
        refused = lab_error(error.orig, "A function that the query calls writes")
        if not isinstance(refused, WriteRefusedError):
            raise
        raise LabError(
            refused.message, hint="Leave it out, or look at one plan with lab.explain"
        ) from None
