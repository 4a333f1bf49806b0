"""UNLOGGED_TABLE: a table that a crash empties."""

from lab.database import Database
from tests.conventions import where
from tests.db.conventions.live import make, mended_and_back, said_live

CODE = "UNLOGGED_TABLE"
BAD = ('CREATE UNLOGGED TABLE "a:cache" (key text PRIMARY KEY)',)
MENDED = (*BAD, 'ALTER TABLE "a:cache" SET LOGGED')


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = said_live(CODE, empty_database)
    assert where([finding]) == [("a:cache",)]
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database)


def test_its_fix_mends_it_and_can_be_taken_back(empty_database: Database) -> None:
    make(empty_database, BAD)
    [fix] = mended_and_back(CODE, empty_database)
    assert not fix.safe


def test_unlogged_partitions_are_told_of_their_table(empty_database: Database) -> None:
    make(
        empty_database,
        (
            "CREATE TABLE event (id int) PARTITION BY LIST (id)",
            "CREATE TABLE event_1 PARTITION OF event FOR VALUES IN (1)",
            "CREATE UNLOGGED TABLE event_2 PARTITION OF event FOR VALUES IN (2)",
        ),
    )
    [finding] = said_live(CODE, empty_database)
    assert finding.title == "1 of the 2 partitions of event are unlogged"
    assert finding.table == "event"


def test_a_temporary_table_is_silent(empty_database: Database) -> None:
    make(empty_database, ("CREATE TEMPORARY TABLE scratch (id int)",))
    assert not said_live(CODE, empty_database)
