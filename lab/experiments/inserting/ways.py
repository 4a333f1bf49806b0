"""The ways from Python to a table: each takes a connection, a model and rows, and inserts them.

They stand in the order in which the documents' advice should be read: first the one that they
recommend for large inserts, then those that it competes with.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, insert, inspect
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from lab.database.driver import raw_connection
from lab.errors import LabError

Rows: TypeAlias = Sequence[Mapping[str, Any]]
"""Column -> value, the same columns in each row."""
Way: TypeAlias = Callable[[Connection, type[SQLModel], Rows], None]
ROWS_A_STATEMENT = 1_000
"""How many rows SQLAlchemy itself puts into one statement at most."""


def bulk_insert_mappings(connection: Connection, model: type[SQLModel], rows: Rows) -> None:
    """The session's older call for dictionaries."""
    with _session(connection) as session:
        session.bulk_insert_mappings(inspect(model), [dict(row) for row in rows])
        session.commit()


def one_by_one(connection: Connection, model: type[SQLModel], rows: Rows) -> None:
    """A statement a row, each waited for."""
    table = table_of(model)
    for row in rows:
        connection.execute(insert(table).values(row))


def add_all(connection: Connection, model: type[SQLModel], rows: Rows) -> None:
    """Objects of the model, which get their keys back."""
    with _session(connection) as session:
        session.add_all([model(**row) for row in rows])
        session.commit()


def insert_of_the_orm(connection: Connection, model: type[SQLModel], rows: Rows) -> None:
    """`session.execute(insert(Model), rows)`, which takes the older call's place."""
    with _session(connection) as session:
        session.execute(insert(model), rows)
        session.commit()


def insert_of_core(connection: Connection, model: type[SQLModel], rows: Rows) -> None:
    """`connection.execute(insert(table), rows)`: no session, no objects."""
    connection.execute(insert(table_of(model)), rows)


def values_in_one_statement(connection: Connection, model: type[SQLModel], rows: Rows) -> None:
    """`insert(table).values(rows)`: one long statement for each thousand rows."""
    for first in range(0, len(rows), ROWS_A_STATEMENT):
        part = rows[first : first + ROWS_A_STATEMENT]
        connection.execute(insert(table_of(model)).values(part))


def executemany(connection: Connection, model: type[SQLModel], rows: Rows) -> None:
    """The driver's own call, which sends the rows of one statement without waiting between."""
    clause = insert(table_of(model)).compile(connection, column_keys=list(rows[0]))
    with raw_connection(connection).cursor() as cursor:
        cursor.executemany(str(clause).encode(), rows)


def copy(connection: Connection, model: type[SQLModel], rows: Rows) -> None:
    """COPY FROM STDIN as text, a row at a time."""
    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(map(preparer.quote, rows[0]))
    statement = f"COPY {preparer.format_table(table_of(model))} ({columns}) FROM STDIN"
    with (
        raw_connection(connection).cursor() as cursor,
        cursor.copy(statement.encode()) as stream,
    ):
        for row in rows:
            stream.write_row(tuple(row.values()))


def copy_then_index(connection: Connection, model: type[SQLModel], rows: Rows) -> None:
    """COPY into the table without its secondary indexes, which are built afterwards."""
    indexes = sorted(table_of(model).indexes, key=lambda index: str(index.name))
    for index in indexes:
        index.drop(connection)
    copy(connection, model, rows)
    for index in indexes:
        index.create(connection)


WAYS: Mapping[str, Way] = MappingProxyType(
    {
        "bulk_insert_mappings": bulk_insert_mappings,
        "one by one": one_by_one,
        "add_all": add_all,
        "insert().values(rows)": values_in_one_statement,
        "insert(Model), rows": insert_of_the_orm,
        "insert(table), rows": insert_of_core,
        "executemany": executemany,
        "COPY": copy,
        "COPY, then indexes": copy_then_index,
    }
)


def table_of(model: type[SQLModel]) -> Table:
    """The table that a model stands for.

    Raises:
        LabError: it stands for none.
    """
    mapper = inspect(model, raiseerr=False)
    if mapper is None or not isinstance(mapper.local_table, Table):
        raise LabError(
            f"{model.__name__} is no model of a table", hint="Write class Name(Own, table=True)"
        )
    return mapper.local_table


def _session(connection: Connection) -> Session:
    """A session inside the connection's transaction, which its commit does not end."""
    return Session(connection, join_transaction_mode="rollback_only")
