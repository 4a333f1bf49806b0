"""INDEX_INVALID: what a failed build leaves behind."""

from contextlib import nullcontext

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from lab.database import Database
from lab.findings import Severity
from tests.conventions import where
from tests.db.conventions.live import make, run, said_live

CODE = "INDEX_INVALID"
# The last one fails, as equal rows make it, and leaves the index.
BAD = (
    "CREATE TABLE users (email text)",
    "INSERT INTO users VALUES ('a@b'), ('a@b')",
    "CREATE UNIQUE INDEX CONCURRENTLY uq_users ON users (email)",
)
MENDED = (*BAD, "DROP INDEX CONCURRENTLY uq_users")


def build_that_fails(database: Database, name: str = "uq_users") -> None:
    """Leave an invalid unique index."""
    *before, build = BAD
    make(database, before)
    with pytest.raises(IntegrityError):
        make(database, (build.replace("uq_users", f'"{name}"'),))


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    build_that_fails(empty_database)
    assert where(said_live(CODE, empty_database)) == [("users", "uq_users")]
    make(empty_database, MENDED[len(BAD) :])
    assert not said_live(CODE, empty_database)


def test_one_of_a_partition_is_told_and_that_of_its_table_is_not(empty_database: Database) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE events (id int) PARTITION BY LIST (id)",
            "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1)",
            "INSERT INTO events VALUES (1), (1)",
            "CREATE INDEX ix_events_id ON ONLY events (id)",
        ),
    )
    with pytest.raises(IntegrityError):
        make(empty_database, ("CREATE UNIQUE INDEX CONCURRENTLY uq ON events_1 (id)",))
    assert where(said_live(CODE, empty_database)) == [("events_1", "uq")]


def test_a_unique_index_whose_build_failed_is_grave_and_is_built_anew(
    empty_database: Database,
) -> None:
    build_that_fails(empty_database, "uq: %s")
    [finding] = said_live(CODE, empty_database)
    assert finding.severity is Severity.HIGH
    assert finding.title == (
        "uq: %s of users is an invalid unique index: nothing keeps the values unique"
    )
    assert finding.evidence["written"] is False
    assert finding.fix is not None
    make(empty_database, ("DELETE FROM users",))
    run(empty_database, finding.fix.upgrade)
    assert not said_live(CODE, empty_database)


@pytest.mark.parametrize(
    ("unique", "told"),
    [
        ("", "ix of users is an invalid index: every write keeps it up"),
        (
            "UNIQUE ",
            "ix of users is an invalid unique index: new values are held to it, old ones may be "
            "equal",
        ),
    ],
    ids=["plain", "unique"],
)
def test_one_that_was_stopped_at_its_end_is_written(
    empty_database: Database, unique: str, told: str
) -> None:
    make(empty_database, ("CREATE TABLE users (email text)", "INSERT INTO users VALUES ('a@b')"))
    older = empty_database.engine.execution_options(isolation_level="REPEATABLE READ")
    build = f"CREATE {unique}INDEX CONCURRENTLY ix ON users (email)"
    with older.connect() as reader, pytest.raises(OperationalError):
        # The build ends by waiting for the older snapshot.
        reader.exec_driver_sql("SELECT 1")
        make(empty_database, ("SET lock_timeout = '10ms'", build))
    [finding] = said_live(CODE, empty_database)
    assert finding.title == told
    insert = "INSERT INTO users VALUES ('a@b')"
    with pytest.raises(IntegrityError) if unique else nullcontext():
        make(empty_database, (insert,))


def test_what_a_reindex_left_is_dropped(empty_database: Database) -> None:
    build_that_fails(empty_database, "uq_users_ccnew1")
    [finding] = said_live(CODE, empty_database)
    assert finding.severity is Severity.WARNING
    assert finding.fix is not None
    run(empty_database, finding.fix.upgrade)
    assert not said_live(CODE, empty_database)
