"""INDEX_BLOATED: a large B-tree of which much is empty space."""

from dataclasses import replace

from lab.database import Database
from lab.plans import explain
from lab.schema import Index, IndexActivity, IndexKey
from tests.conventions import only, said
from tests.counters import FLUSH
from tests.db.conventions.live import (
    make,
    partition,
    partitioned,
    picture_with,
    said_live,
    table_with,
)

CODE = "INDEX_BLOATED"
BAD = (
    "CREATE TABLE readings (id int, CONSTRAINT readings_pkey PRIMARY KEY (id)) "
    "WITH (autovacuum_enabled = false)",
    "INSERT INTO readings SELECT n FROM generate_series(1, 50000) AS n",
    "DELETE FROM readings WHERE id % 5 > 0",
    FLUSH,
    "VACUUM (ANALYZE) readings",
)
MENDED = (*BAD, "REINDEX INDEX CONCURRENTLY readings_pkey")
INDEX_ALONE = dict.fromkeys(
    ("enable_seqscan", "enable_bitmapscan", "max_parallel_workers_per_gather"), "0"
)
LIMIT = 0.25
"""Megabytes: enough for a test."""


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = said_live(CODE, empty_database, min_megabytes=LIMIT)
    assert (finding.table, finding.index) == ("readings", "readings_pkey")
    assert finding.fix is not None
    assert finding.fix.upgrade == ("op.execute('REINDEX INDEX CONCURRENTLY readings_pkey')",)
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database, min_megabytes=LIMIT)


def test_a_scan_of_the_index_reads_the_empty_space_too(empty_database: Database) -> None:
    make(empty_database, BAD)
    bloated = index_blocks(empty_database)
    make(empty_database, MENDED[-1:])
    assert bloated > 3 * index_blocks(empty_database)


def index_blocks(database: Database) -> int:
    """The blocks of a scan of the whole index."""
    plan = explain(database, "SELECT count(*) FROM readings WHERE id > 0", settings=INDEX_ALONE)
    assert plan.uses("readings_pkey")
    assert plan.blocks is not None
    return plan.blocks


def test_a_partial_index_is_not_judged_by_what_the_table_repeats(empty_database: Database) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE tickets (id int, closed_by int) WITH (autovacuum_enabled = false)",
            "INSERT INTO tickets SELECT n, CASE WHEN n % 10 = 0 THEN n END "
            "FROM generate_series(1, 200000) AS n",
            "CREATE INDEX tickets_closed_by_idx ON tickets (closed_by) WHERE closed_by IS NOT NULL",
            "VACUUM (ANALYZE) tickets",
        ),
    )
    assert not said_live(CODE, empty_database, min_megabytes=LIMIT)


def index(name: str, size: int, bloat: int | None) -> Index:
    return Index(
        name=name,
        definition="",
        keys=(IndexKey("id"),),
        method="btree",
        unique=False,
        primary=False,
        activity=IndexActivity(size=size, estimated_bloat=bloat),
    )


def test_the_indexes_of_partitions_are_told_together() -> None:
    parts = [
        replace(
            partition(table_with(name, size=8192), "event"),
            indexes=(index(f"{name}_id_idx", 20 << 20, 15 << 20),),
        )
        for name in ("event_1", "event_2")
    ]
    finding = only(CODE, picture_with(partitioned(table_with("event")), *parts))
    assert (finding.table, finding.index) == ("event", None)
    assert finding.title == (
        "About 75 % of 2 indexes of event is empty space: 30.0 MB of 40.0 MB, by an estimate: "
        "event_1_id_idx, event_2_id_idx"
    )


def test_small_indexes_and_those_of_which_nothing_is_known_are_silent() -> None:
    small, unknown = index("a", 5 << 20, 5 << 20), index("b", 50 << 20, None)
    assert not said(CODE, picture_with(replace(table_with(), indexes=(small, unknown))))
