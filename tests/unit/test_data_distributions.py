"""The shapes of synthetic data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.data.distributions import (
    exclusive_sums,
    grown,
    growth_moment,
    power_of_two,
    quantiles,
    scramble,
    shuffles,
    zipf_ranks,
)
from lab.data.streams import Stream


def test_a_power_of_two_is_right_to_five_digits() -> None:
    exponents = np.linspace(0, 24, 10_001)
    np.testing.assert_allclose(power_of_two(exponents), np.exp2(exponents), rtol=2e-6)


@pytest.mark.parametrize("count", [100, 20_000, 1_000_000])
def test_zipf_ranks_are_bounded_and_fall_as_one_over_the_rank(count: int) -> None:
    ranks = zipf_ranks(Stream(1, "c", 0).uniform(400_000), count)
    assert ranks.min() >= 0
    assert ranks.max() < count
    often = np.bincount(ranks, minlength=count) / len(ranks)
    for rank in (0, 1, 4, 9):
        expected = np.log((rank + 2) / (rank + 1)) / np.log(count)
        assert often[rank] == pytest.approx(expected, rel=0.05)


def test_zipf_ranks_include_both_ends() -> None:
    ends = np.array([0.0, 1 - 2**-32])
    assert zipf_ranks(ends, 1000).tolist() == [0, 998]


@given(st.integers(2, 5_000))
def test_scrambling_is_one_to_one(count: int) -> None:
    scrambled = scramble(np.arange(count, dtype=np.int64), count)
    assert sorted(scrambled.tolist()) == list(range(count))


@given(st.floats(0.05, 0.95), st.floats(0, 1))
def test_growth_and_its_inverse_cancel(start: float, share: float) -> None:
    moment = growth_moment(np.array([share]), start)
    assert 0 <= moment[0] <= 1 + 1e-12
    assert grown(moment, start)[0] == pytest.approx(share, abs=1e-9)


def test_growth_begins_at_its_first_rate() -> None:
    assert grown(np.array([0.001]), 0.2)[0] / 0.001 == pytest.approx(0.2, rel=0.01)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(lambda each: sum(each) > 0))
def test_a_table_of_quantiles_gives_each_choice_its_weight(weights: list[int]) -> None:
    table = quantiles(weights, 12)
    assert len(table) == 4096
    shares = np.bincount(table, minlength=len(weights)) / 4096
    np.testing.assert_allclose(shares, np.array(weights) / sum(weights), atol=1 / 4096)


def test_every_shuffle_of_a_pattern_has_the_same_sum_and_they_differ() -> None:
    table = shuffles((1, 1, 2, 9))
    assert table.shape == (256, 4)
    assert {tuple(sorted(row)) for row in table.tolist()} == {(1, 1, 2, 9)}
    assert len({tuple(row) for row in table.tolist()}) == 12


def test_exclusive_sums_count_what_went_before() -> None:
    assert exclusive_sums(np.array([3, 0, 2])).tolist() == [0, 3, 3]
