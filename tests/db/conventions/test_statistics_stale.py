"""STATISTICS_STALE: a table of which much has changed since its last ANALYZE."""

from lab.database import Database
from lab.plans import explain
from tests.conventions import only, said, where
from tests.counters import FLUSH
from tests.db.conventions.live import make, picture_with, said_live, table_with

CODE = "STATISTICS_STALE"
BAD = (
    "CREATE TABLE readings (id int) WITH (autovacuum_enabled = false)",
    "INSERT INTO readings SELECT n FROM generate_series(1, 10000) AS n",
    FLUSH,
    "ANALYZE readings",
    "INSERT INTO readings SELECT n FROM generate_series(1, 15000) AS n",
)
MENDED = (*BAD, "ANALYZE readings")


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    assert where(said_live(CODE, empty_database, min_minutes=0)) == [("readings",)]
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database, min_minutes=0)


def test_the_planner_expects_the_table_as_it_was(empty_database: Database) -> None:
    query = "SELECT id FROM readings WHERE id > 10000"
    make(empty_database, BAD)
    guessed = explain(empty_database, query).root.estimate_error
    make(empty_database, MENDED[-1:])
    known = explain(empty_database, query).root.estimate_error
    assert guessed is not None
    assert known is not None
    assert guessed > 50
    assert known < 2


def test_what_was_analyzed_just_now_waits_for_autovacuum(empty_database: Database) -> None:
    make(empty_database, BAD)
    assert not said_live(CODE, empty_database)


def test_it_says_how_many_rows_changed() -> None:
    table = table_with(rows=20_000, live_rows=40_000, modified_rows=30_000)
    finding = only(CODE, picture_with(table))
    assert finding.title == (
        "30,000 rows of readings came, went or changed since its last ANALYZE, and it has 40,000"
    )


def test_what_autovacuum_is_about_to_see_is_silent() -> None:
    assert not said(CODE, picture_with(table_with(rows=40_000, modified_rows=6_000)))
    assert not said(CODE, picture_with(table_with(rows=500, modified_rows=500)))


def test_a_table_that_was_never_analyzed_is_left_to_the_rule_for_that() -> None:
    table = table_with(analyzed=False, rows=-1.0, live_rows=40_000, modified_rows=40_000)
    assert not said(CODE, picture_with(table))
