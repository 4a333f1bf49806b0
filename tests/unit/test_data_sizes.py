"""Scales, shares and the room on the disk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.data import Share, row_counts
from lab.data.settling import statistics_target
from lab.data.sizes import users_at
from lab.data.space import bytes_needed
from lab.data.tables import recipes
from lab.errors import LoadError
from lab.models import metadata


def test_scale_1_is_20_000_users_and_the_rest_in_proportion() -> None:
    assert row_counts(1) == {
        "users": 20_000,
        "refresh_tokens": 40_000,
        "orders": 200_000,
        "order_items": 600_000,
        "payments": 170_000,
        "tasks": 100_000,
        "tags": 40_000,
        "task_tags": 150_000,
    }


def test_scale_50_is_10_million_orders() -> None:
    assert row_counts(50)["orders"] == 10_000_000


def test_every_table_of_the_schema_has_a_recipe() -> None:
    assert set(recipes()) == set(metadata.tables)


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf"), 1_000_001.0])
def test_a_scale_that_makes_no_sense_is_refused_with_the_range(scale: float) -> None:
    with pytest.raises(LoadError, match=r"cannot be loaded.*above 0 and up to 1000"):
        row_counts(scale)


@given(st.floats(1e-6, 1000))
def test_blocks_of_ten_users_come_out_whole_at_any_scale(scale: float) -> None:
    users = users_at(scale)
    assert users % 10 == 0
    assert users >= 100
    for recipe in recipes().values():
        chunks = range(recipe.chunks(users))
        if len(chunks) < 300:
            batches = [recipe.batch(1, users, chunk) for chunk in chunks]
            assert sum(recipe.rows_of(batch) for batch in batches) == recipe.rows(users)


@given(st.integers(1, 60), st.integers(0, 10_000))
def test_shares_cover_everything_once(total: int, count: int) -> None:
    parts = [Share(number, total).of(count) for number in range(1, total + 1)]
    assert [each for part in parts for each in part] == list(range(count))


def test_a_share_is_read_as_it_is_written() -> None:
    assert Share.parse(" 2/4 ") == Share(2, 4)
    assert str(Share(2, 4)) == "2/4"


@pytest.mark.parametrize("text", ["", "3", "0/4", "5/4", "1/0", "-1/2", "1/2/3", "a/b", "1/100000"])
def test_a_share_that_is_none_is_told_with_an_example(text: str) -> None:
    with pytest.raises(LoadError, match=r"There is no share.*such as 1/4"):
        Share.parse(text)


@pytest.mark.parametrize(
    ("rows", "target"), [(300, -1), (30_000, -1), (30_001, 101), (600_000, 2000), (10**9, 10_000)]
)
def test_the_statistics_target_makes_the_sample_the_table(rows: int, target: int) -> None:
    assert statistics_target(rows) == target


def test_the_room_that_is_needed_grows_with_the_scale() -> None:
    assert bytes_needed(50) == 50 * bytes_needed(1)
    assert bytes_needed(1) > 250e6
