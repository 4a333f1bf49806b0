"""PARTITION_INDEX_DIFFERS: partitions of one table that are not indexed alike."""

from lab.database import Database
from tests.conventions import where
from tests.db.conventions.live import make, said_live

CODE = "PARTITION_INDEX_DIFFERS"
PARTITIONS = (
    "CREATE TABLE event (id int, kind text, PRIMARY KEY (id)) PARTITION BY RANGE (id)",
    "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (9)",
    "CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM (9) TO (19)",
)
BAD = (*PARTITIONS, "CREATE INDEX event_1_kind_idx ON event_1 (kind)")
MENDED = (*BAD, "CREATE INDEX event_kind_idx ON event (kind)")


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = said_live(CODE, empty_database)
    assert (finding.table, finding.severity) == ("event", "info")
    assert finding.title == (
        "1 of the 2 partitions of event has 1 index of its own: event_1_kind_idx of event_1"
    )
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database)


def test_an_index_that_is_not_attached_everywhere_is_told_as_unfinished(
    empty_database: Database,
) -> None:
    make(
        empty_database,
        (
            *BAD,
            "CREATE INDEX event_kind_idx ON ONLY event (kind)",
            "ALTER INDEX event_kind_idx ATTACH PARTITION event_1_kind_idx",
        ),
    )
    [finding] = said_live(CODE, empty_database)
    assert where([finding]) == [("event", "event_kind_idx")]
    assert finding.severity == "warning"
    assert finding.title == (
        "event_kind_idx of the partitioned event is invalid: a partition has no part of it"
    )
    make(
        empty_database,
        (
            "CREATE INDEX event_2_kind_idx ON event_2 (kind)",
            "ALTER INDEX event_kind_idx ATTACH PARTITION event_2_kind_idx",
        ),
    )
    assert not said_live(CODE, empty_database)


def test_partitions_that_are_indexed_as_their_table_are_silent(empty_database: Database) -> None:
    make(empty_database, (*PARTITIONS, "CREATE INDEX event_kind_idx ON event (kind)"))
    assert not said_live(CODE, empty_database)


def test_of_several_indexes_the_partitions_are_named(empty_database: Database) -> None:
    more = ("CREATE INDEX h1_i1 ON event_1 (kind)", "CREATE INDEX h2_i1 ON event_2 (kind)")
    make(empty_database, (*BAD, *more))
    [finding] = said_live(CODE, empty_database)
    assert finding.title == (
        "2 of the 2 partitions of event have 3 indexes of their own: event_1, event_2"
    )
