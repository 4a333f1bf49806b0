"""Whole databases of a server: created, copied from a sealed template, listed, dropped."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, text

from lab.database.messages import told
from lab.database.sessions import make_engine
from lab.errors import UnknownNameError

LIST = (Path(__file__).parent / "databases.sql").read_text()


@dataclass(frozen=True, slots=True)
class ListedDatabase:
    """A database of the server; `size` in bytes, `note` the comment the lab left on it."""

    name: str
    size: int
    template: bool
    note: str


@contextmanager
def maintenance(server: URL) -> Iterator[Connection]:
    """An autocommit connection for statements about databases, closed for good at the end."""
    engine = make_engine(server, autocommit=True)
    try:
        with told(), engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def list_databases(connection: Connection) -> tuple[ListedDatabase, ...]:
    """The databases that the user may see, PostgreSQL's own templates left out."""
    return tuple(ListedDatabase(*row) for row in connection.execute(text(LIST)))


def find_database(connection: Connection, name: str) -> ListedDatabase | None:
    """The database of that name, if there is one."""
    return next((each for each in list_databases(connection) if each.name == name), None)


def create_database(connection: Connection, name: str, *, note: str = "") -> None:
    """An empty UTF-8 database that sorts by code point, so that plans are alike everywhere."""
    source = (
        "template1"
        if _has_builtin_locale(connection)
        else "template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    connection.exec_driver_sql(f"CREATE DATABASE {_quoted(connection, name)} TEMPLATE {source}")
    set_note(connection, name, note)


def copy_database(connection: Connection, source: str, name: str, *, note: str = "") -> None:
    """A copy of a sealed database, file by file: the WAL would be as large as the data."""
    strategy = " STRATEGY file_copy" if _version_num(connection) >= 150000 else ""
    connection.exec_driver_sql(
        f"CREATE DATABASE {_quoted(connection, name)} "
        f"TEMPLATE {_quoted(connection, source)}{strategy}"
    )
    set_note(connection, name, note)


def drop_database(connection: Connection, name: str, *, missing_ok: bool = False) -> None:
    """Drop a database, ending its sessions; a sealed template too.

    Raises:
        UnknownNameError: there is none of that name, and `missing_ok` is not set.
    """
    known = {database.name: database for database in list_databases(connection)}
    if name not in known:
        if missing_ok:
            return
        raise UnknownNameError(f"No database '{name}'", hint="'lab db list' shows those there are")
    if known[name].template:
        connection.exec_driver_sql(f"ALTER DATABASE {_quoted(connection, name)} IS_TEMPLATE false")
    connection.exec_driver_sql(f"DROP DATABASE {_quoted(connection, name)} WITH (FORCE)")


def seal_database(connection: Connection, building: str, name: str, *, note: str = "") -> None:
    """Give a finished database its name and let nobody connect to it: a template for copies."""
    quoted = _quoted(connection, building)
    connection.exec_driver_sql(f"ALTER DATABASE {quoted} ALLOW_CONNECTIONS false")
    connection.exec_driver_sql(f"ALTER DATABASE {quoted} IS_TEMPLATE true")
    set_note(connection, building, note)
    rename_database(connection, building, name)


def rename_database(connection: Connection, old: str, new: str) -> None:
    """Give a database that nobody is connected to another name."""
    connection.exec_driver_sql(
        f"ALTER DATABASE {_quoted(connection, old)} RENAME TO {_quoted(connection, new)}"
    )


def set_note(connection: Connection, name: str, note: str) -> None:
    """Leave a comment on a database, by which the lab knows its own."""
    asked = connection.execute(text("SELECT quote_literal(:note)"), {"note": note})
    literal = asked.scalar_one().replace("%", "%%")
    connection.exec_driver_sql(f"COMMENT ON DATABASE {_quoted(connection, name)} IS {literal}")


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


def _version_num(connection: Connection) -> int:
    return int(connection.execute(text("SHOW server_version_num")).scalar_one())


def _has_builtin_locale(connection: Connection) -> bool:
    """Whether template1 has the locale that the lab gives its own cluster."""
    return _version_num(connection) >= 170000 and bool(
        connection.execute(
            text("SELECT datlocprovider = 'b' FROM pg_database WHERE datname = 'template1'")
        ).scalar_one()
    )
