"""A load shared by several loaders: the same rows, told as unfinished until the end."""

import pytest
from sqlalchemy import text

from lab.data import Share, finish, load, load_share, unfinished
from lab.database import Database
from lab.errors import LoadError
from lab.models import metadata
from lab.schema import difference, read_fingerprint

SCALE, SEED = 0.2, 42


@pytest.fixture
def tables(empty_database: Database) -> Database:
    metadata.create_all(empty_database.engine)
    return empty_database


def contents(db: Database) -> dict[str, object]:
    """Of each table its rows as one number, wherever they stand."""
    with db.engine.connect() as connection:
        return {
            table: connection.execute(
                text(f"SELECT sum(hashtextextended(t::text, 0)) FROM {table} t")
            ).scalar_one()
            for table in metadata.tables
        }


def test_shares_in_any_order_make_the_same_rows_as_one_load(tables: Database) -> None:
    with tables.engine.connect() as connection:
        before = read_fingerprint(connection)
    load(tables, scale=SCALE, seed=SEED)
    whole = contents(tables)
    for table in metadata.tables:
        with tables.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {table} CASCADE"))
    for number in (2, 3, 1):
        load_share(tables, scale=SCALE, seed=SEED, share=Share(number, 3))
    finish(tables)
    assert contents(tables) == whole
    with tables.engine.connect() as connection:
        assert difference(before, read_fingerprint(connection)) == ()
        assert unfinished(connection) is None


def test_a_load_with_shares_missing_is_told_and_not_finished(tables: Database) -> None:
    load_share(tables, scale=0.01, seed=SEED, share=Share(2, 4))
    load_share(tables, scale=0.01, seed=SEED, share=Share(3, 4))
    with tables.engine.connect() as connection:
        told = unfinished(connection)
    assert told is not None
    assert "scale 0.01, seed 42, in 4 shares" in told
    expected = r"2 of 4 shares; missing 1/4, 4/4\. Run 'lab load --scale 0.01 .* --chunks 1/4'"
    with pytest.raises(LoadError, match=expected):
        finish(tables)


def test_a_share_that_is_there_is_not_loaded_twice(tables: Database) -> None:
    for number in (1, 2, 1):
        load_share(tables, scale=0.01, seed=SEED, share=Share(number, 2))
    finish(tables)
    with tables.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM orders")).scalar_one() == 2_000


@pytest.mark.parametrize(
    ("scale", "seed", "total"), [(0.02, SEED, 2), (0.01, 7, 2), (0.01, SEED, 3)]
)
def test_shares_of_another_load_are_refused(
    tables: Database, scale: float, seed: int, total: int
) -> None:
    load_share(tables, scale=0.01, seed=SEED, share=Share(1, 2))
    with pytest.raises(LoadError, match=r"scale 0\.01, seed 42, in 2 shares is under way"):
        load_share(tables, scale=scale, seed=seed, share=Share(2, total))


def test_a_whole_load_does_not_trample_on_shares_unasked(tables: Database) -> None:
    load_share(tables, scale=0.01, seed=SEED, share=Share(1, 2))
    with pytest.raises(LoadError, match=r"under way.*replace"):
        load(tables, scale=0.01, seed=SEED)
    load(tables, scale=0.01, seed=SEED, replace=True)
    with tables.engine.connect() as connection:
        assert unfinished(connection) is None


def test_a_share_is_not_loaded_over_rows(tables: Database) -> None:
    load(tables, scale=0.01, seed=SEED)
    with pytest.raises(LoadError, match="has rows already"):
        load_share(tables, scale=0.01, seed=SEED, share=Share(1, 2))


def test_finishing_what_was_not_begun_is_told(tables: Database) -> None:
    with pytest.raises(LoadError, match=r"No load was begun.*lab load"):
        finish(tables)
