"""TABLE_BLOATED: a large table with many dead rows, or much empty space."""

from lab.database import Database
from lab.plans import explain
from tests.conventions import only, said, where
from tests.counters import FLUSH
from tests.db.conventions.live import (
    make,
    partition,
    partitioned,
    picture_with,
    said_live,
    table_with,
)

CODE = "TABLE_BLOATED"
BAD = (
    "CREATE TABLE readings (id int PRIMARY KEY, note text) WITH (autovacuum_enabled = false)",
    "INSERT INTO readings SELECT n, repeat('x', 100) FROM generate_series(1, 20000) AS n",
    "DELETE FROM readings WHERE id % 4 > 0",
    FLUSH,
    "VACUUM (ANALYZE) readings",
)
MENDED = (*BAD, "VACUUM FULL readings", "ANALYZE readings")
LIMIT = 1
"""Megabytes: enough for a test."""


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = said_live(CODE, empty_database, min_megabytes=LIMIT)
    assert finding.table == "readings"
    assert "by an estimate" in finding.title
    assert finding.confidence == "medium"
    assert finding.fix is None
    make(empty_database, MENDED[-2:])
    assert not said_live(CODE, empty_database, min_megabytes=LIMIT)


def test_a_scan_reads_the_empty_space_too(empty_database: Database) -> None:
    query = "SELECT count(note) FROM readings"
    make(empty_database, BAD)
    bloated = explain(empty_database, query)
    make(empty_database, MENDED[-2:])
    rewritten = explain(empty_database, query)
    assert bloated.blocks is not None
    assert rewritten.blocks is not None
    assert bloated.blocks > 3 * rewritten.blocks


def test_dead_rows_are_told_before_vacuum_has_been_there(empty_database: Database) -> None:
    make(empty_database, BAD[:-1])
    [finding] = said_live(CODE, empty_database, min_megabytes=LIMIT)
    assert finding.title.startswith("15,000 of the 20,000 rows of readings are dead, in ")
    assert finding.fix is not None
    assert finding.fix.upgrade == ("op.execute('VACUUM readings')",)
    make(empty_database, ("VACUUM FULL readings", "ANALYZE readings"))
    assert not said_live(CODE, empty_database, min_megabytes=LIMIT)


def test_the_partitions_of_a_table_are_told_together() -> None:
    parent = table_with("event")
    parts = [
        table_with(name, size=40 << 20, estimated_bloat=20 << 20) for name in ("event_1", "event_2")
    ]
    picture = picture_with(partitioned(parent), *(partition(each, "event") for each in parts))
    finding = only(CODE, picture)
    assert where([finding]) == [("event",)]
    assert finding.title == (
        "About 50 % of event is empty space: 40.0 MB of 80.0 MB, by an estimate"
    )


def test_small_tables_and_little_space_are_silent() -> None:
    assert not said(CODE, picture_with(table_with(size=40 << 20, estimated_bloat=39 << 20)))
    assert not said(CODE, picture_with(table_with(size=80 << 20, estimated_bloat=20 << 20)))
    assert not said(CODE, picture_with(table_with(size=80 << 20)))
