"""INDEX_UNUSED: what was never scanned, and when that says something."""

from dataclasses import replace
from datetime import timedelta

import pytest

from lab.database import Database
from lab.findings import Finding, Severity
from lab.schema import Picture, ServerFacts, read_picture
from tests.conventions import said, where
from tests.db.conventions.live import make

CODE = "INDEX_UNUSED"
# The primary key is scanned, and the index on note is not.
BAD = (
    "CREATE TABLE readings (id int PRIMARY KEY, note text, meter int)",
    "CREATE INDEX ix_note ON readings (note)",
    "INSERT INTO readings SELECT n, n, n FROM generate_series(1, 100) AS n",
    "SET enable_seqscan = off",
    "SELECT * FROM readings WHERE id = 1",
)
MENDED = (*BAD, "DROP INDEX ix_note")


def picture_after(database: Database, *, days: float = 30, standby: bool = False) -> Picture:
    """The live schema, its counters of that age."""
    with database.engine.connect() as connection:
        picture = read_picture(connection)
    server = picture.server
    assert isinstance(server, ServerFacts)
    since = server.now - timedelta(days=days)
    return replace(picture, server=replace(server, statistics_since=since, standby=standby))


def unused(picture: Picture, megabytes: float = 0) -> list[Finding]:
    return said(CODE, picture, min_megabytes=megabytes)


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = unused(picture_after(empty_database))
    assert where([finding]) == [("readings", "ix_note")]
    assert "was not scanned once in 30 days" in finding.title
    assert finding.fix is not None
    assert "standbys" in finding.fix.caution
    make(empty_database, MENDED[-1:])
    assert not unused(picture_after(empty_database))


def test_young_counters_are_told_of_once(empty_database: Database) -> None:
    make(empty_database, (*BAD, "CREATE INDEX ix_meter ON readings (meter)"))
    [finding] = unused(picture_after(empty_database, days=2))
    assert (finding.table, finding.severity) == (None, Severity.INFO)
    assert finding.title.startswith("2 indexes (")
    assert finding.title.endswith("scans were counted for 2 days only: too short to tell")
    assert not unused(picture_after(empty_database, days=0.5))


def test_counters_without_a_date_are_as_old_as_the_oldest_moment_in_them(
    empty_database: Database,
) -> None:
    make(empty_database, (*BAD, "ANALYZE readings"))
    picture = picture_after(empty_database)
    assert picture.server is not None
    later = picture.server.now + timedelta(days=10)
    server = replace(picture.server, statistics_since=None, now=later)
    [finding] = unused(replace(picture, server=server))
    assert finding.evidence["days"] in (9, 10)


def test_a_standby_counts_for_itself_and_drops_nothing(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = unused(picture_after(empty_database, standby=True))
    assert finding.severity is Severity.INFO
    assert finding.title.endswith("on this standby")
    assert finding.fix is None


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE UNIQUE INDEX ON readings (meter)",),
        ("ALTER TABLE readings ADD UNIQUE (meter)",),
        (
            "CREATE INDEX ON readings (meter)",
            "ALTER TABLE readings ADD FOREIGN KEY (meter) REFERENCES readings (id)",
        ),
        ("CREATE INDEX ON readings (id)",),
        ("CREATE TABLE archive (id int)", "CREATE INDEX ON archive (id)"),
    ],
    ids=["unique", "constraint", "for a foreign key", "duplicate", "of a table nobody uses"],
)
def test_an_index_that_is_there_for_something_else_is_silent(
    statements: tuple[str, ...], empty_database: Database
) -> None:
    make(empty_database, (*BAD, *statements))
    assert where(unused(picture_after(empty_database))) == [("readings", "ix_note")]


def test_a_small_index_is_silent(empty_database: Database) -> None:
    make(empty_database, BAD)
    assert not unused(picture_after(empty_database), megabytes=1)
