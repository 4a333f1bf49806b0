"""STATISTICS_MISSING: a table with rows that nobody has analyzed."""

from dataclasses import replace

import pytest

from lab.database import Database
from lab.plans import explain
from lab.schema import Picture
from tests.conventions import only, said, where
from tests.db.conventions.live import make, picture_with, said_live, table_with

CODE = "STATISTICS_MISSING"
BAD = (
    "CREATE TABLE readings (id bigint PRIMARY KEY, note text) WITH (autovacuum_enabled = false)",
    "INSERT INTO readings SELECT n, repeat('x', 1000) FROM generate_series(1, 1100) AS n",
)
MENDED = (*BAD, "ANALYZE readings")

LARGE = 8 << 20


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    assert where(said_live(CODE, empty_database)) == [("readings",)]
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database)


def test_without_statistics_the_planner_is_far_off(empty_database: Database) -> None:
    query = "SELECT id FROM readings WHERE note = repeat('x', 1000)"
    make(empty_database, BAD)
    guessed = explain(empty_database, query).root.estimate_error
    make(empty_database, MENDED[-1:])
    known = explain(empty_database, query).root.estimate_error
    assert guessed is not None
    assert known is not None
    assert guessed > 10
    assert known < 2


def test_a_partitioned_table_is_told_that_autovacuum_never_analyzes_it(
    empty_database: Database,
) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE event (id int) PARTITION BY RANGE (id)",
            "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (5000)",
            "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (5000) TO (10000)",
            "INSERT INTO event SELECT n FROM generate_series(1, 9000) AS n",
            "ANALYZE event_1, event_2",
        ),
    )
    [finding] = said_live(CODE, empty_database, min_megabytes=0.01)
    assert (finding.table, finding.severity) == ("event", "info")
    assert finding.title == "event has no statistics of its own, only its 2 partitions have"
    make(empty_database, ("ANALYZE event",))
    assert not said_live(CODE, empty_database, min_megabytes=0.01)


def bare(name: str) -> Picture:
    return picture_with(table_with(name, analyzed=False, rows=-1.0, size=LARGE))


@pytest.mark.parametrize("name", ['we"ird', "ein:Name"])
def test_its_statement_quotes_the_name(name: str) -> None:
    fix = only(CODE, bare(name)).fix
    assert fix is not None
    assert not fix.safe
    quoted = name.replace('"', '""').replace(":", "\\\\:")
    assert fix.upgrade == (f"op.execute('VACUUM (ANALYZE) \"{quoted}\"')",)


def test_a_small_table_is_silent() -> None:
    assert not said(CODE, picture_with(table_with(analyzed=False, rows=-1.0, size=8192)))


def test_statistics_that_may_not_be_read_are_not_called_missing() -> None:
    hidden = table_with(analyzed=False, rows=-1.0, size=LARGE, statistics_readable=False)
    assert not said(CODE, picture_with(hidden))


def test_a_schema_that_nobody_analyzed_is_told_once() -> None:
    table = table_with(analyzed=False, rows=-1.0, size=LARGE)
    names = ("a", "b", "c", "d")
    finding = only(CODE, picture_with(*(replace(table, name=name) for name in names)))
    assert finding.table is None
    assert finding.title == "4 of the 4 tables with rows were never analyzed: a, b, c and 1 more"
