"""NO_VISIBILITY_MAP: a large table that VACUUM has not marked as all-visible."""

from lab.database import Database
from tests.conventions import only, said, where
from tests.db.conventions.live import make, picture_with, said_live, table_with

CODE = "NO_VISIBILITY_MAP"
BAD = (
    "CREATE TABLE readings (id int, note text) WITH (autovacuum_enabled = false)",
    "ALTER TABLE readings ALTER COLUMN note SET STORAGE PLAIN",
    "INSERT INTO readings SELECT n, repeat('x', 5000) FROM generate_series(1, 1000) AS n",
    "ANALYZE readings",
)
MENDED = (*BAD, "VACUUM readings")


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    found = said_live(CODE, empty_database)
    assert where(found) == [("readings",)]
    assert found[0].title == ("VACUUM has marked 0 of the 1,000 pages of readings as all-visible")
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database)


def test_a_small_table_is_silent() -> None:
    assert not said(CODE, picture_with(table_with(pages=999, size=999 * 8192)))


def test_a_table_in_use_that_is_marked_in_part_is_silent() -> None:
    assert not said(CODE, picture_with(table_with(pages=5_000, all_visible_pages=1_000)))


def test_pages_are_told_by_the_size_where_nobody_has_counted_them() -> None:
    finding = only(CODE, picture_with(table_with(pages=0, size=2_000 * 8192)))
    assert finding.evidence == {"all_visible_pages": 0, "pages": 2_000}


def test_a_table_that_was_never_analyzed_either_is_left_to_the_rule_for_that() -> None:
    table = table_with(analyzed=False, rows=-1.0, size=2_000 * 8192)
    assert not said(CODE, picture_with(table))
