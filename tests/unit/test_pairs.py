"""What paired times can tell, on times whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.experiments.pairs import Ratio, TimeVerdict, noise_floor, paired_ratio, time_verdict

ROUNDS = 20
SEEDS = range(200)
times = st.lists(st.floats(0.001, 1000), min_size=3, max_size=60)


def measured(rng: np.random.Generator, factor: float, noise: float) -> list[float]:
    """Times of one variant: a machine's noise is never below and sometimes far above."""
    return [float(t) for t in 10 * factor * np.exp(noise * rng.standard_exponential(ROUNDS))]


def verdicts(factor: float, noise: float) -> list[TimeVerdict]:
    """What many comparisons say of a variant that takes `factor` times as long."""
    said = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        baseline, again = measured(rng, 1, noise), measured(rng, 1, noise)
        floor = noise_floor(again, baseline)
        said.append(time_verdict(paired_ratio(measured(rng, factor, noise), baseline), floor))
    return said


@pytest.mark.parametrize("noise", [0.01, 0.1, 0.5])
def test_the_same_against_itself_cannot_be_told_apart(noise: float) -> None:
    assert verdicts(1, noise).count(TimeVerdict.CANNOT_TELL) >= 0.95 * len(SEEDS)


@pytest.mark.parametrize("noise", [0.01, 0.1])
def test_twice_the_time_is_slower_and_half_of_it_faster(noise: float) -> None:
    assert set(verdicts(2, noise)) == {"slower"}
    assert set(verdicts(0.5, noise)) == {"faster"}


def test_ten_percent_are_seen_where_the_noise_is_low() -> None:
    assert set(verdicts(1.1, 0.01)) == {"slower"}
    assert set(verdicts(1 / 1.1, 0.01)) == {"faster"}


def test_ten_percent_are_not_claimed_where_the_noise_is_high() -> None:
    assert verdicts(1.1, 1.0).count(TimeVerdict.CANNOT_TELL) >= 0.9 * len(SEEDS)


@given(times)
def test_the_interval_holds_the_median_and_lies_within_the_ratios(own: list[float]) -> None:
    ratio = paired_ratio(own, [1.0] * len(own))
    assert min(own) <= ratio.low <= ratio.median * (1 + 1e-12)
    assert ratio.median * (1 - 1e-12) <= ratio.high <= max(own)
    assert ratio.half_width >= 0


@given(times, st.floats(0.1, 10))
def test_a_constant_factor_is_found_exactly_and_without_doubt(
    own: list[float], factor: float
) -> None:
    ratio = paired_ratio([factor * time for time in own], own)
    assert (ratio.low, ratio.median, ratio.high) == pytest.approx((factor, factor, factor))


@given(times)
def test_a_time_against_itself_has_no_noise(own: list[float]) -> None:
    assert noise_floor(own, own) == 0
    assert time_verdict(paired_ratio(own, own), 0) == "cannot tell"


@given(times, times)
def test_the_same_times_give_the_same_ratio(first: list[float], second: list[float]) -> None:
    rounds = min(len(first), len(second))
    asked = first[:rounds], second[:rounds]
    assert paired_ratio(*asked) == paired_ratio(*asked)


def test_a_slow_moment_of_the_machine_falls_on_both_of_a_pair() -> None:
    machine = [1, 1, 1, 50, 1, 1, 30, 1, 1, 1]
    ratio = paired_ratio([2.0 * slow for slow in machine], [1.0 * slow for slow in machine])
    assert (ratio.low, ratio.high) == pytest.approx((2, 2))


def test_a_time_of_nothing_is_no_division_by_zero() -> None:
    assert paired_ratio([1.0, 1.0, 1.0], [0.0, 0.0, 0.0]).median > 1


@pytest.mark.parametrize(
    ("low", "high", "floor", "verdict"),
    [
        (0.80, 0.90, 0.05, "faster"),
        (0.80, 0.90, 0.15, "cannot tell"),
        (1.10, 1.20, 0.05, "slower"),
        (1.10, 1.20, 0.15, "cannot tell"),
        (0.90, 1.20, 0.00, "cannot tell"),
    ],
)
def test_only_an_interval_beyond_the_noise_is_a_verdict(
    low: float, high: float, floor: float, verdict: str
) -> None:
    assert time_verdict(Ratio((low + high) / 2, low, high, pairs=20), floor) == verdict


def test_of_few_pairs_nothing_can_be_told() -> None:
    assert time_verdict(Ratio(0.1, 0.09, 0.11, pairs=5), 0.0) == "cannot tell"
    assert time_verdict(Ratio(0.1, 0.09, 0.11, pairs=6), 0.0) == "faster"
