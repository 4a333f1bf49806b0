"""Catalogs that try a reader: every kind of relation, strange names, no rights, tables that go."""

from collections.abc import Iterator
from threading import Event, Thread

import pytest
from sqlalchemy import Connection

from lab.database import Database
from lab.schema import (
    Column,
    OwnedSequence,
    Picture,
    Table,
    read_picture,
    read_pictures,
)

NAMES = (
    'with "quotes"',
    "100%s %%",
    ":name",
    "two\nlines",
    "Ärger 表",
    "x'; DROP TABLE t; --",
    "n" * 63,
)


@pytest.fixture
def connection(empty_database: Database) -> Iterator[Connection]:
    with empty_database.engine.connect() as connection:
        yield connection


def change(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%"))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def table_names(picture: Picture) -> list[str]:
    return [each.name for each in picture.tables]


def facts(column: Column) -> tuple[str, str, bool]:
    return (column.name, column.type, column.not_null)


def test_names_come_back_as_they_are(connection: Connection) -> None:
    for name in NAMES:
        q = quoted(name)
        change(
            connection,
            f"CREATE TABLE {q} ({q} int PRIMARY KEY, other int)",
            f"CREATE INDEX ON {q} (other, (other + {q}))",
            f"ALTER TABLE {q} ADD CONSTRAINT {quoted('fk ' + name[:9])} FOREIGN KEY (other) "
            f"REFERENCES {q}",
            f"COMMENT ON TABLE {q} IS '{name.replace(chr(39), chr(39) * 2)}'",
        )
    picture = read_picture(connection)
    assert set(table_names(picture)) == set(NAMES)
    for table in picture.tables:
        assert table.comment == table.columns[0].name == table.name
        [key] = table.foreign_keys
        assert (key.referred_table, key.referred_columns) == (table.name, (table.name,))


def test_only_ordinary_and_partitioned_tables_are_tables(connection: Connection) -> None:
    change(
        connection,
        "CREATE TABLE plain (id int)",
        "CREATE UNLOGGED TABLE unlogged (id int)",
        "CREATE TEMPORARY TABLE passing (id int)",
        "CREATE VIEW seen AS SELECT * FROM plain",
        "CREATE MATERIALIZED VIEW kept AS SELECT * FROM plain",
        "CREATE SEQUENCE alone",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE TABLE typed OF pair",
        "CREATE TABLE bare ()",
        "CREATE FOREIGN DATA WRAPPER nobody",
        "CREATE SERVER far FOREIGN DATA WRAPPER nobody",
        "CREATE FOREIGN TABLE abroad (id int) SERVER far",
    )
    picture = read_picture(connection)
    assert table_names(picture) == ["bare", "plain", "typed", "unlogged"]
    assert [each.name for each in picture.tables if each.unlogged] == ["unlogged"]
    assert picture.table("bare").columns == ()


def test_a_temporary_table_hides_none_of_its_name(connection: Connection) -> None:
    change(
        connection,
        "CREATE TABLE t (id int PRIMARY KEY)",
        "CREATE TABLE child (t int REFERENCES t)",
        "CREATE TEMPORARY TABLE t (id int)",
    )
    [key] = read_picture(connection).table("child").foreign_keys
    assert key.definition == "FOREIGN KEY (t) REFERENCES t(id)"


def test_what_was_dropped_is_no_column(connection: Connection) -> None:
    change(
        connection,
        "CREATE TABLE t (a int, gone text, b int)",
        "ALTER TABLE t DROP COLUMN gone",
        "CREATE INDEX t_b ON t (b)",
    )
    table = read_picture(connection).table("t")
    assert [each.name for each in table.columns] == ["a", "b"]
    assert table.indexes[0].columns == ("b",)


def test_all_schemas_with_tables_are_read_and_public_comes_first(connection: Connection) -> None:
    assert [each.schema for each in read_pictures(connection)] == ["public"]
    change(
        connection,
        "CREATE SCHEMA a_first",
        "CREATE TABLE a_first.t (id int)",
        "CREATE SCHEMA empty",
        'CREATE SCHEMA "Zuletzt"',
        'CREATE TABLE "Zuletzt".t (id int)',
        "CREATE TEMPORARY TABLE passing (id int)",
    )
    assert [each.schema for each in read_pictures(connection)] == ["Zuletzt", "a_first"]
    change(connection, "CREATE TABLE public.t (id int)")
    names = ["public", "Zuletzt", "a_first"]
    assert [each.schema for each in read_pictures(connection)] == names
    assert [each.schema for each in read_pictures(connection, ["empty"])] == ["empty"]


def test_what_belongs_to_an_extension_is_nobodys_schema(connection: Connection) -> None:
    change(connection, "CREATE EXTENSION pg_stat_statements", "CREATE TABLE mine (id int)")
    change(
        connection,
        "CREATE SCHEMA theirs",
        "CREATE TABLE theirs.settings (id int PRIMARY KEY)",
        "CREATE TABLE of_extension (id int)",
        "ALTER EXTENSION pg_stat_statements ADD TABLE theirs.settings",
        "ALTER EXTENSION pg_stat_statements ADD TABLE of_extension",
    )
    [picture] = read_pictures(connection)
    assert (picture.schema, table_names(picture)) == ("public", ["mine"])
    assert picture.functions == ()


def test_without_rights_a_schema_is_read_but_for_what_its_rows_tell(
    connection: Connection,
) -> None:
    change(
        connection,
        "CREATE SCHEMA secret",
        "CREATE TYPE secret.mood AS ENUM ('sad')",
        "CREATE TABLE secret.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, m secret.mood "
        "DEFAULT 'sad', note text CHECK (note <> ''))",
        "CREATE INDEX ON secret.t (lower(note)) WHERE m = 'sad'",
        "INSERT INTO secret.t (note) SELECT 'x' FROM generate_series(1, 100)",
        "ANALYZE secret.t",
    )
    full = read_picture(connection, "secret").table("t")
    assert sequence_of(full).last_value == 100
    assert full.column("note").statistics is not None

    change(connection, f"CREATE ROLE {ROLE}", f"SET LOCAL ROLE {ROLE}")
    picture = read_picture(connection, "secret")
    table = picture.table("t")
    assert table.activity is not None
    assert not table.activity.statistics_readable
    assert table.activity.estimated_bloat is None
    assert table.activity.size > 0
    assert all(each.statistics is None for each in table.columns)
    assert sequence_of(table).last_value is None
    assert [facts(each)[::2] for each in table.columns] == [
        facts(each)[::2] for each in full.columns
    ]
    assert picture.server is not None
    assert picture.server.user == ROLE


ROLE = "lab_test_nobody"


def sequence_of(table: Table) -> OwnedSequence:
    """That of its column id."""
    sequence = table.column("id").sequence
    assert sequence is not None
    return sequence


def test_the_settings_of_a_session_change_nothing(connection: Connection) -> None:
    change(
        connection,
        "CREATE TABLE t (d date DEFAULT '2020-02-01', x float DEFAULT 0.1, "
        "i interval DEFAULT '1d')",
        "INSERT INTO t SELECT",
        "ANALYZE t",
        "CREATE INDEX ON t (d)",
    )
    before = read_picture(connection).table("t")
    change(
        connection,
        "SET DateStyle TO German",
        "SET IntervalStyle TO iso_8601",
        "SET extra_float_digits TO -15",
        "SET quote_all_identifiers TO on",
    )
    after = read_picture(connection).table("t")
    assert (after.columns, after.indexes) == (before.columns, before.indexes)
    assert connection.exec_driver_sql("SHOW DateStyle").scalar_one() == "German, DMY"


def test_a_database_whose_clients_are_given_bytes_is_read(empty_database: Database) -> None:
    with empty_database.engine.begin() as connection:
        name = quoted(empty_database.name)
        change(connection, f"ALTER DATABASE {name} SET client_encoding TO SQL_ASCII")
    empty_database.close()
    with empty_database.rolled_back() as connection:
        change(connection, 'CREATE TABLE "Ärger 表" (id int)')
        assert table_names(read_picture(connection)) == ["Ärger 表"]


def test_a_table_that_another_session_drops_meanwhile_breaks_nothing(
    empty_database: Database,
) -> None:
    stop = Event()

    def come_and_go() -> None:
        engine = empty_database.engine
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as other:
            while not stop.is_set():
                change(
                    other,
                    "CREATE TABLE passing (id serial PRIMARY KEY, a int DEFAULT 1 CHECK (a > 0), "
                    "p int REFERENCES passing)",
                    "CREATE INDEX ON passing ((a + 1)) WHERE a > 1",
                    "DROP TABLE passing",
                    "CREATE SCHEMA passing CREATE TABLE passing (id int)",
                    "DROP SCHEMA passing CASCADE",
                )

    thread = Thread(target=come_and_go)
    thread.start()
    try:
        pictures: list[Picture] = []
        for _ in range(40):
            with empty_database.rolled_back() as connection:
                pictures += read_pictures(connection)
    finally:
        stop.set()
        thread.join()
    assert {name for each in pictures for name in table_names(each)} <= {"passing"}
