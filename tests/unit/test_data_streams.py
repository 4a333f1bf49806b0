"""Random bits by name: the same every time, different for every column, chunk and seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.data.streams import (
    Stream,
    scattered,
    scattered_below,
    scattered_uniform,
)

SEEDS = st.integers(0, 2**32 - 1)


def test_a_stream_read_twice_gives_the_same_bits() -> None:
    stream = Stream(1, "orders.status", 3)
    np.testing.assert_array_equal(stream.eighths(100), stream.eighths(100))


@pytest.mark.parametrize(
    "other",
    [Stream(2, "orders.status", 3), Stream(1, "orders.user_id", 3), Stream(1, "orders.status", 4)],
    ids=["seed", "column", "chunk"],
)
def test_streams_that_differ_in_anything_give_different_bits(other: Stream) -> None:
    assert list(Stream(1, "orders.status", 3).eighths(64)) != list(other.eighths(64))


def test_the_first_bits_stay_what_they_were() -> None:
    assert Stream(42, "orders.user_id", 7).quarters(4).tolist() == [57453, 12801, 11370, 6938]


@given(SEEDS, st.integers(1, 10**6), st.integers(1, 300))
def test_whole_numbers_stay_below_their_bound(seed: int, bound: int, count: int) -> None:
    numbers = Stream(seed, "c", 0).below(bound, count)
    assert len(numbers) == count
    assert numbers.min() >= 0
    assert numbers.max() < bound


def test_fractions_fill_the_range_from_0_to_below_1_evenly() -> None:
    fractions = Stream(5, "c", 0).uniform(100_000)
    counts, _ = np.histogram(fractions, bins=10, range=(0, 1))
    assert counts.sum() == 100_000
    assert counts.min() > 9_500


def test_a_chance_comes_true_as_often_as_it_says() -> None:
    assert Stream(5, "c", 0).chance(0.03, 200_000).mean() == pytest.approx(0.03, rel=0.1)


@given(SEEDS)
def test_scattered_numbers_never_meet(seed: int) -> None:
    index = np.arange(5_000, dtype=np.int64)
    assert len(np.unique(scattered(seed, "c", index))) == len(index)


def test_scattered_values_do_not_depend_on_which_others_are_asked_for() -> None:
    index = np.arange(1_000, dtype=np.int64)
    some = index[::7]
    np.testing.assert_array_equal(
        scattered_below(1, "c", 50, index)[::7], scattered_below(1, "c", 50, some)
    )
    np.testing.assert_array_equal(
        scattered_uniform(1, "c", index)[::7], scattered_uniform(1, "c", some)
    )
