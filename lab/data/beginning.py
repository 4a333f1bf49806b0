"""The beginning of a load: may it be, does it fit, and the tables stripped and emptied."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from psycopg import sql
from sqlalchemy import Connection

from lab.data.keys import keys_of, put_back, read_here, take_off
from lab.data.ledger import Key, Ledger, Load, close_ledger, open_ledger, read_ledger
from lab.data.locking import wait_to_begin
from lab.data.referring import require_no_outsiders
from lab.data.space import require_space
from lab.data.statements import run_as_written
from lab.data.tables import recipes
from lab.database import Database, set_locally, told
from lab.errors import LabError, LoadError
from lab.schema import Picture

LOCK_TIMEOUT = "10s"


def begin(db: Database, load: Load, *, replace: bool) -> None:
    """Strip and empty the tables, and open the ledger, in one transaction.

    What a killed load left behind is taken over: its keys are known from its ledger.

    Raises:
        LoadError: there are rows, or shares of another load; the tables are missing; other
            tables' rows lean on them; no room.
    """
    with told(), db.engine.connect() as connection:
        set_locally(connection, "lock_timeout", LOCK_TIMEOUT)
        wait_to_begin(connection)
        picture = read_here(connection)
        tables = _require_tables(db, picture)
        ledger = read_ledger(connection)
        if not replace:
            _require_nothing_there(db, connection, ledger, tables)
        require_no_outsiders(connection, tables)
        if db.own_server:
            require_space(connection, load.scale)
        _start_over(connection, load, ledger, keys_of(picture, tables))
        connection.commit()


def join(db: Database, load: Load) -> None:
    """Make ready for a share of a load: begin it, or join the one that others have begun.

    Raises:
        LoadError: as `begin`, or the load that was begun is another one.
    """
    with told(), db.engine.connect() as connection:
        wait_to_begin(connection)
        ledger = read_ledger(connection)
    if ledger is None or ledger.load.shares == 1:
        begin(db, load, replace=False)
    elif ledger.load != load:
        raise LoadError(
            f"A load of {ledger.load} is under way in '{db.name}', not of {load}",
            hint="Give the same scale, seed and number of shares, or a whole load with --replace",
        )


@dataclass(frozen=True, slots=True)
class Left:
    """How a load that failed has left the tables, in words; and what to do, if not all is well."""

    state: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.state}. {self.hint}" if self.hint else self.state


def empty_again(db: Database) -> Left:
    """Undo a load: no rows, all keys. Says how it is now."""
    try:
        with told(), db.engine.connect() as connection:
            ledger = read_ledger(connection)
            if ledger is None:
                return Left("the rows and their keys are all there")
            _truncate(connection, sorted(recipes()))
            put_back(connection, ledger.keys)
            close_ledger(connection)
            connection.commit()
    except LabError as error:
        return Left(
            f"it could not be undone ({error.message}): each table is whole or empty, "
            "and keys and indexes may be missing",
            hint="Once that is mended, the next load starts over and puts them back",
        )
    return Left("the tables are empty again, with their keys")


def _require_tables(db: Database, picture: Picture) -> list[str]:
    wanted = sorted(recipes())
    missing = sorted(set(wanted) - {table.name for table in picture.tables})
    if missing:
        raise LoadError(
            f"Database '{db.name}' has no table '{missing[0]}'",
            hint="Migrate it first: 'alembic upgrade head', or 'lab up' for the lab's own",
        )
    return wanted


def _require_nothing_there(
    db: Database, connection: Connection, ledger: Ledger | None, tables: Sequence[str]
) -> None:
    if ledger is not None:
        if ledger.load.shares > 1:
            done = ledger.load.shares - len(ledger.missing_shares(tables))
            raise LoadError(
                f"A load of {ledger.load} is under way in '{db.name}', {done} done",
                hint="Load the others and finish it, or a whole load with --replace",
            )
        return
    for table in tables:
        asked = sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table))
        if run_as_written(connection, asked).scalar_one():
            raise LoadError(
                f"'{table}' in database '{db.name}' has rows already",
                hint="Use an empty database, or a whole load with replace=True (--replace)",
            )


def _start_over(
    connection: Connection, load: Load, ledger: Ledger | None, there: Sequence[Key]
) -> None:
    known = ledger.keys if ledger is not None else ()
    close_ledger(connection)
    take_off(connection, there)
    _truncate(connection, sorted(recipes()))
    names = {(key.table, key.name) for key in known}
    added = [key for key in there if (key.table, key.name) not in names]
    open_ledger(connection, load, [*known, *added])


def _truncate(connection: Connection, tables: Collection[str]) -> None:
    statement = sql.SQL("TRUNCATE {} RESTART IDENTITY").format(
        sql.SQL(", ").join(map(sql.Identifier, tables))
    )
    run_as_written(connection, statement)
