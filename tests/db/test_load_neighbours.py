"""Loads into a database in which somebody else has things too: nothing of theirs is lost."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event, text

from lab.data import load, load_share, unfinished
from lab.data.ledger import SCHEMA
from lab.data.shares import Share
from lab.database import Database, maintenance
from lab.errors import LoadError
from lab.models import metadata
from lab.opening import Host
from lab.schema import difference, read_fingerprint

SCALE, SEED = 0.01, 42


@pytest.fixture
def tables(empty_database: Database) -> Database:
    metadata.create_all(empty_database.engine)
    return empty_database


class AtStep:
    """A progress that does something as a step begins."""

    def __init__(self, step: str, act: Callable[[], None]) -> None:
        self.step, self.act = step, act

    def begin(self, rows: int) -> None:
        assert rows > 0

    def advance(self, table: str, rows: int) -> None:
        assert (table in metadata.tables, rows > 0) == (True, True)

    def say(self, step: str) -> None:
        if step == self.step:
            self.act()


def run(db: Database, *statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def one(db: Database, statement: str) -> object:
    with db.engine.connect() as connection:
        return connection.execute(text(statement)).scalar_one()


@pytest.mark.parametrize("name", ["lab_load", SCHEMA])
def test_a_schema_that_somebody_else_made_is_never_dropped(tables: Database, name: str) -> None:
    run(
        tables,
        f"CREATE SCHEMA {name}",
        f"CREATE TABLE {name}.blood_results (patient text)",
        f"INSERT INTO {name}.blood_results VALUES ('Ada')",
    )
    if name == SCHEMA:
        expected = rf"Schema '{SCHEMA}' was not made by the lab.*Rename that schema"
        with pytest.raises(LoadError, match=expected):
            load(tables, scale=SCALE, seed=SEED, replace=True)
        assert one(tables, "SELECT count(*) FROM orders") == 0
        with tables.engine.connect() as connection:
            assert unfinished(connection) is None
        run(tables, f"ALTER SCHEMA {name} RENAME TO hospital")
        name = "hospital"
    load(tables, scale=SCALE, seed=SEED)
    assert one(tables, f"SELECT patient FROM {name}.blood_results") == "Ada"


@pytest.mark.parametrize(
    "note",
    [
        "CREATE TABLE notes (order_id bigint REFERENCES orders)",
        "CREATE TABLE notes (order_id bigint REFERENCES orders ON DELETE CASCADE)",
        "CREATE SCHEMA theirs CREATE TABLE notes (order_id bigint REFERENCES public.orders)",
    ],
    ids=["restrict", "cascade", "another schema"],
)
def test_rows_that_others_refer_to_are_not_replaced(tables: Database, note: str) -> None:
    load(tables, scale=SCALE, seed=SEED)
    notes = "theirs.notes" if "theirs" in note else "public.notes"
    run(tables, note, f"INSERT INTO {notes} VALUES (7)")
    with tables.engine.connect() as connection:
        before = read_fingerprint(connection)
    digest = "SELECT sum(hashtextextended(o::text, 0)) FROM orders o"
    rows = one(tables, digest)
    expected = rf"'{notes}'.*foreign key.*or load into a database of its own"
    with pytest.raises(LoadError, match=expected) as refused:
        load(tables, scale=SCALE, seed=1, replace=True)
    assert "The load failed" not in str(refused.value)
    with tables.engine.connect() as connection:
        assert difference(before, read_fingerprint(connection)) == ()
        assert unfinished(connection) is None
    assert (one(tables, digest), one(tables, f"SELECT count(*) FROM {notes}")) == (rows, 1)
    run(tables, f"DROP TABLE {notes}")
    load(tables, scale=SCALE, seed=1, replace=True)
    assert one(tables, digest) != rows


def test_rows_of_others_that_refer_to_nothing_are_no_hindrance(tables: Database) -> None:
    load(tables, scale=SCALE, seed=SEED)
    run(
        tables,
        'CREATE TABLE "My notes" ("Order" bigint REFERENCES orders)',
        'INSERT INTO "My notes" VALUES (NULL)',
    )
    load(tables, scale=SCALE, seed=1, replace=True)
    assert one(tables, 'SELECT count(*) FROM "My notes"') == 1


def test_a_load_that_cannot_be_undone_contradicts_nothing(tables: Database) -> None:
    run(tables, "CREATE TABLE notes (order_id bigint REFERENCES orders)")

    def refer_to_nothing() -> None:
        run(tables, "INSERT INTO notes VALUES (-5)")

    expected = (
        r"The load failed: .*could not be undone.*each table is whole or empty.*may be missing\. "
        "Once that is mended, the next load starts over"
    )
    with pytest.raises(LoadError, match=expected) as failed:
        load(tables, scale=SCALE, seed=SEED, progress=AtStep("foreign keys", refer_to_nothing))
    assert "the rest is as it was" not in str(failed.value)
    with tables.engine.connect() as connection:
        assert "scale 0.01, seed 42 was begun here" in (unfinished(connection) or "")
    run(tables, "DELETE FROM notes")
    load(tables, scale=SCALE, seed=SEED)
    with tables.engine.connect() as connection:
        assert unfinished(connection) is None
        assert one(tables, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'") == 9 + 1


def test_an_unfinished_load_is_told_by_one_query_to_whoever_asks(tables: Database) -> None:
    load_share(tables, scale=SCALE, seed=SEED, share=Share(1, 2))
    asked = []

    def count(connection: Connection, *_: object) -> None:
        asked.append(connection)

    with tables.engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", count)
        assert unfinished(connection) == (
            "A load of scale 0.01, seed 42, in 2 shares was begun here and is unfinished: "
            "rows and keys may be missing"
        )
    assert len(asked) == 1


def test_a_load_is_complete_where_only_the_checkpoint_fails(tables: Database, host: Host) -> None:
    def shut_the_door() -> None:
        tables.engine.dispose()
        with maintenance(host.url) as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {tables.name} ALLOW_CONNECTIONS false")

    try:
        loaded = load(tables, scale=SCALE, seed=SEED, progress=AtStep("checkpoint", shut_the_door))
    finally:
        with maintenance(host.url) as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {tables.name} ALLOW_CONNECTIONS true")
    assert loaded.rows == 13_200
    with tables.engine.connect() as connection:
        assert unfinished(connection) is None
