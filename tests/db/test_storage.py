"""What types take on disk and in the log, on real servers."""

import pytest

from lab.database import Database
from lab.errors import LabError
from lab.experiments.storage import compare_storage

KEYS = {
    "bigint": "n::bigint",
    "random": "md5(n::text)::uuid",
    "in order": "lpad(n::text, 32, '0')::uuid",
}
ROWS = 10_000


def test_random_keys_leave_a_larger_index_and_touch_more_pages(empty_database: Database) -> None:
    stored = compare_storage(empty_database, KEYS, rows=ROWS)
    scattered, ordered = stored["random"], stored["in order"]
    assert scattered.type == ordered.type == "uuid"
    assert scattered.table_bytes == ordered.table_bytes
    assert scattered.rebuilt_bytes == ordered.rebuilt_bytes
    assert scattered.index_bytes > scattered.rebuilt_bytes > ordered.index_bytes
    if empty_database.capabilities.superuser:
        assert (scattered.later_pages or 0) > 3 * (ordered.later_pages or 0) > 0


def test_where_no_checkpoint_may_be_made_the_pages_are_not_counted(
    empty_database: Database,
) -> None:
    stored = compare_storage(empty_database, {"bigint": "n::bigint"}, rows=100)
    superuser = empty_database.capabilities.superuser
    assert (stored["bigint"].later_pages is None) == (not superuser)
    assert stored.render_text().splitlines()[-3].endswith(" -") == (not superuser)


def test_the_limit_of_a_varchar_takes_nothing(empty_database: Database) -> None:
    names = {"text": "'name ' || n", "varchar": "('name ' || n)::varchar(200)"}
    stored = compare_storage(empty_database, names, rows=1_000)
    assert stored["varchar"].type == "character varying(200)"
    assert stored["text"].table_bytes == stored["varchar"].table_bytes
    assert stored["text"].wal_bytes_per_row == stored["varchar"].wal_bytes_per_row


def test_two_runs_tell_the_same(empty_database: Database) -> None:
    first, second = (compare_storage(empty_database, KEYS, rows=1_000) for _ in range(2))
    assert first == second
    assert str(first) == str(second)


def test_it_shows_itself_as_text_html_and_json(empty_database: Database) -> None:
    stored = compare_storage(empty_database, {"<b>": "n"}, rows=100)
    told = "100 rows, one column with an index: '<b>' takes the least, "
    assert repr(stored).startswith(f"StorageComparison({told}")
    assert stored.render_text().startswith(told)
    assert "5 more rows" in stored.render_text()
    assert "&lt;b&gt;" in stored.render_html()
    assert stored.to_json()["variants"][0]["type"] == "integer"


def test_nothing_is_left_behind(empty_database: Database) -> None:
    compare_storage(empty_database, {"bigint": "n"}, rows=100)
    with empty_database.rolled_back() as connection:
        counted = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        )
        assert counted.scalar_one() == 0


@pytest.mark.parametrize(
    ("values", "rows", "message"),
    [
        ({}, 100, 'There is nothing to store. Give {"bigint": "n"}'),
        ({"bigint": "n"}, 3, "3 rows are too few to compare. Store 20 or more"),
        ({"bigint": "m"}, 100, 'Column "m" does not exist'),
        ({"uuid": "n::uuid"}, 100, "Cannot cast type integer to uuid"),
    ],
)
def test_what_cannot_be_stored_is_told(
    empty_database: Database, values: dict[str, str], rows: int, message: str
) -> None:
    with pytest.raises(LabError) as told:
        compare_storage(empty_database, values, rows=rows)
    assert message in str(told.value)


def test_a_variant_that_is_not_there_is_told(empty_database: Database) -> None:
    stored = compare_storage(empty_database, {"bigint": "n"}, rows=20)
    with pytest.raises(LabError, match=r"No variant 'uuid'\. There are 'bigint'"):
        stored["uuid"]
