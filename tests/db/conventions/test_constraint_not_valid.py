"""CONSTRAINT_NOT_VALID: a constraint that old rows were never held to."""

from lab.database import Database
from lab.findings import Severity
from tests.conventions import where
from tests.db.conventions.live import make, run, said_live

CODE = "CONSTRAINT_NOT_VALID"
NOT_ENFORCED_SINCE = 180_000
BAD = (
    "CREATE TABLE users (id int PRIMARY KEY)",
    "CREATE TABLE orders (id int PRIMARY KEY, total int, user_id int)",
    'ALTER TABLE orders ADD CONSTRAINT "total: %positive" CHECK (total > 0) NOT VALID',
    "ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users NOT VALID",
)
MENDED = (
    *BAD,
    'ALTER TABLE orders VALIDATE CONSTRAINT "total: %positive"',
    "ALTER TABLE orders VALIDATE CONSTRAINT fk",
)


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    found = said_live(CODE, empty_database)
    assert {(each.column, each.constraint) for each in found} == {
        ("total", "total: %positive"),
        ("user_id", "fk"),
    }
    make(empty_database, MENDED[len(BAD) :])
    assert not said_live(CODE, empty_database)


def test_its_fix_validates_and_asks_to_look_first(empty_database: Database) -> None:
    make(empty_database, BAD)
    for finding in said_live(CODE, empty_database):
        assert finding.fix is not None
        assert not finding.fix.safe
        run(empty_database, finding.fix.upgrade)
    assert not said_live(CODE, empty_database)


def test_a_partition_is_silent_and_its_table_speaks(empty_database: Database) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE events (id int) PARTITION BY LIST (id)",
            "CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1)",
            "ALTER TABLE events ADD CONSTRAINT few CHECK (id < 9) NOT VALID",
        ),
    )
    assert where(said_live(CODE, empty_database)) == [("events", "id")]


def test_what_is_not_enforced_cannot_be_validated(empty_database: Database) -> None:
    if empty_database.capabilities.version_num < NOT_ENFORCED_SINCE:
        return
    make(empty_database, ("CREATE TABLE t (a int, CONSTRAINT c CHECK (a > 0) NOT ENFORCED)",))
    [finding] = said_live(CODE, empty_database)
    assert finding.severity is Severity.WARNING
    assert finding.fix is None
    assert "not enforced" in finding.title


def test_not_null_that_old_rows_may_break_appears_and_is_gone_once_mended(
    empty_database: Database,
) -> None:
    if empty_database.capabilities.version_num < NOT_ENFORCED_SINCE:
        return
    make(
        empty_database,
        (
            "CREATE TABLE users (id int, email text)",
            "CREATE TABLE guests () INHERITS (users)",
            'ALTER TABLE users ADD CONSTRAINT "e: %" NOT NULL email NOT VALID',
        ),
    )
    [finding] = said_live(CODE, empty_database)
    assert finding.title == (
        "The NOT NULL constraint e: % of users is not validated: email may be null in rows that "
        "were there before"
    )
    assert finding.fix is not None
    assert not finding.fix.safe
    run(empty_database, finding.fix.upgrade)
    assert not said_live(CODE, empty_database)
