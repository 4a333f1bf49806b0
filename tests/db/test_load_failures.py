"""Loads that do not come to their end: whatever stops them, nothing is half done."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from lab.data import load, row_counts, unfinished
from lab.data.locking import sole_loader
from lab.database import Database, driver_connection, maintenance
from lab.errors import LoadError
from lab.models import metadata
from lab.opening import Host
from lab.schema import difference, read_fingerprint

SCALE, SEED = 0.2, 42


class Meddler:
    """A progress that does something once so many rows are in, or as a step begins."""

    def __init__(self, meddle: Callable[[], None], *, rows: int = 0, step: str = "") -> None:
        self.meddle, self.rows, self.step = meddle, rows, step

    def begin(self, rows: int) -> None:
        assert rows > self.rows

    def advance(self, table: str, rows: int) -> None:
        assert table in metadata.tables
        if self.rows > 0:
            self.rows -= rows
            if self.rows <= 0:
                self.meddle()

    def say(self, step: str) -> None:
        if step == self.step:
            self.meddle()


def press_control_c() -> None:
    raise KeyboardInterrupt


@pytest.fixture
def tables(empty_database: Database) -> Database:
    metadata.create_all(empty_database.engine)
    return empty_database


@contextmanager
def nothing_remains(db: Database) -> Iterator[None]:
    """What happens inside leaves no rows, the schema as it was, and no session."""
    with db.engine.connect() as connection:
        before = read_fingerprint(connection)
    yield
    with db.engine.connect() as connection:
        assert difference(before, read_fingerprint(connection)) == ()
        assert unfinished(connection) is None
        for table in metadata.tables:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    # A session that was ended may be seen ending.
    wait_until_alone(db)


@pytest.mark.parametrize(
    ("rows", "step"),
    [(1, ""), (150_000, ""), (0, "foreign keys"), (0, "vacuum and analyze")],
    ids=["at once", "in the midst", "before the foreign keys", "before the vacuum"],
)
def test_control_c_leaves_empty_tables_with_their_keys(
    tables: Database, rows: int, step: str
) -> None:
    with (
        nothing_remains(tables),
        pytest.raises(KeyboardInterrupt, match="the tables are empty again, with their keys"),
    ):
        load(
            tables, scale=SCALE, seed=SEED, progress=Meddler(press_control_c, rows=rows, step=step)
        )


def test_a_killed_session_is_told_and_leaves_empty_tables(tables: Database) -> None:
    def kill_a_copy() -> None:
        with driver_connection(tables.engine) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND query LIKE 'COPY%'"
            )

    with nothing_remains(tables), pytest.raises(LoadError, match=r"The load failed.*empty again"):
        load(tables, scale=SCALE, seed=SEED, progress=Meddler(kill_a_copy, rows=30_000))


def test_a_server_that_is_gone_is_told_and_the_next_load_starts_over(
    tables: Database, host: Host
) -> None:
    name = tables.name

    def go_away() -> None:
        with maintenance(host.url) as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            connection.execute(END_SESSIONS, {"name": name})

    expected = "The load failed: .*each table is whole or empty.*the next load starts over"
    with pytest.raises(LoadError, match=expected):
        load(tables, scale=SCALE, seed=SEED, progress=Meddler(go_away, rows=100_000))
    with maintenance(host.url) as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert all(found in (0, whole) for found, whole in counts(tables))
    load(tables, scale=SCALE, seed=SEED)
    assert all(found == whole for found, whole in counts(tables))


END_SESSIONS = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")


def test_a_load_that_does_not_fit_is_not_begun(
    tables: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=3_000_000_000))
    own = Database(tables.engine, own_server=True, allow_writes=True)
    expected = r"Scale 50 needs about 22\.0 GB of disk, 3\.0 GB are free.*smaller scale"
    with nothing_remains(tables), pytest.raises(LoadError, match=expected):
        load(own, scale=50, seed=SEED)


def test_two_loads_at_a_time_are_refused(tables: Database) -> None:
    with nothing_remains(tables):
        with sole_loader(tables), pytest.raises(LoadError, match="Another load is at work"):
            load(tables, scale=SCALE, seed=SEED)
        with sole_loader(tables):
            pass


def test_a_row_that_breaks_a_rule_is_told_and_leaves_empty_tables(tables: Database) -> None:
    with tables.engine.begin() as connection:
        connection.execute(
            text("ALTER TABLE orders ADD CONSTRAINT few CHECK (id < 15000), ADD note text")
        )
    with (
        nothing_remains(tables),
        pytest.raises(LoadError, match=r'constraint "few".*empty.*Mend what'),
    ):
        load(tables, scale=SCALE, seed=SEED)


def test_keys_of_the_readers_own_come_back_too(tables: Database) -> None:
    with tables.engine.begin() as connection:
        for statement in (
            "CREATE INDEX \"Strange % 'name'\" ON users ((lower(email) || '%')) WHERE id > 5",
            "CREATE TABLE notes (order_id bigint REFERENCES orders ON DELETE SET NULL)",
            "ALTER TABLE tags ADD CONSTRAINT own UNIQUE (id, name) DEFERRABLE",
        ):
            connection.exec_driver_sql(statement.replace("%", "%%"))
        before = read_fingerprint(connection)
    load(tables, scale=0.01, seed=SEED)
    with tables.engine.connect() as connection:
        assert difference(before, read_fingerprint(connection)) == ()


# Like kill -9: no clean-up of any kind, on every system.
KILLED = """
import os, sys
from sqlalchemy import make_url
from lab.data import load
from lab.database import open_database

class Killer:
    left = int(sys.argv[2])
    def begin(self, rows): pass
    def advance(self, table, rows):
        self.left -= rows
        if self.left <= 0:
            os._exit(9)
    def say(self, step):
        if step == sys.argv[3]:
            os._exit(9)

db = open_database(make_url(sys.argv[1]), own_server=True)
load(db, scale=0.2, seed=42, progress=Killer())
"""


@pytest.mark.parametrize(
    ("rows", "step"),
    [(1, ""), (200_000, ""), (10**9, "foreign keys")],
    ids=["at once", "in the midst", "before the foreign keys"],
)
def test_what_a_killed_loader_left_is_told_and_gone_at_the_next_load(
    tables: Database, rows: int, step: str
) -> None:
    with tables.engine.connect() as connection:
        before = read_fingerprint(connection)
    url = tables.url.render_as_string(hide_password=False)
    killed = subprocess.run([sys.executable, "-c", KILLED, url, str(rows), step], check=False)
    assert killed.returncode == 9
    wait_until_alone(tables)
    with tables.engine.connect() as connection:
        assert "is unfinished: rows and keys may be missing" in (unfinished(connection) or "")
        assert all(found in (0, whole) for found, whole in counts(tables))
    load(tables, scale=SCALE, seed=SEED)
    with tables.engine.connect() as connection:
        assert difference(before, read_fingerprint(connection)) == ()
        assert all(found == whole for found, whole in counts(tables))


def counts(db: Database) -> list[tuple[int, int]]:
    """Of each table, how many rows it has and how many it is to have."""
    with db.engine.connect() as connection:
        return [
            (connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one(), whole)
            for table, whole in row_counts(SCALE).items()
        ]


def wait_until_alone(db: Database) -> None:
    """Until the server has noticed that its client is gone, and let go of the locks."""
    db.engine.dispose()
    with db.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for _ in range(10_000):
            others = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            )
            if others.scalar_one() == 0:
                return
            connection.execute(text("SELECT pg_sleep(0.01)"))
    pytest.fail("sessions of the load are still there")
