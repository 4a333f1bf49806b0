"""What paired times can tell: the ratio of two variants, its interval, the noise floor.

Each round runs every variant once, in random order, and the baseline twice; so a slow moment of
the machine falls on all of them. Ratios are taken within a round. Method and number of rounds:
medians and percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, ch. 13).
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lab.show import text

RESAMPLES = 2_000
CONFIDENCE = 0.95
FEWEST_PAIRS = 6
FAR_FROM_ONE = 2.0
"""A factor so large that no more rounds are needed to tell it."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median of times over the baseline's times of the same round, with its 95 % interval."""

    median: float
    low: float
    high: float
    pairs: int

    @property
    def half_width(self) -> float:
        """Half of the interval's width."""
        return (self.high - self.low) / 2

    @property
    def words(self) -> str:
        """The part of the baseline's time with its interval: `97 % (95 to 99)`."""
        median, low, high = (text.part(100 * each) for each in (self.median, self.low, self.high))
        return f"{median} % ({low} to {high})"


def paired_ratio(times: Sequence[float], baseline: Sequence[float]) -> Ratio:
    """The ratio of two variants that ran in the same rounds (ms over ms, so without a unit)."""
    ratios = np.asarray(times) / np.maximum(np.asarray(baseline), 1e-6)
    drawn = np.random.default_rng(len(ratios)).integers(0, len(ratios), (RESAMPLES, len(ratios)))
    medians = np.median(ratios[drawn], axis=1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(medians, [tail, 1 - tail])
    return Ratio(float(np.median(ratios)), float(low), float(high), len(ratios))


def noise_floor(first: Sequence[float], second: Sequence[float]) -> float:
    """How far from 1 the baseline's ratio to itself may be: differences below it mean nothing."""
    same = paired_ratio(first, second)
    return max(abs(same.low - 1), abs(same.high - 1))


class TimeVerdict(enum.StrEnum):
    """What times say of a variant, beside the baseline."""

    FASTER = "faster"
    SLOWER = "slower"
    CANNOT_TELL = "cannot tell"


def time_verdict(ratio: Ratio, floor: float) -> TimeVerdict:
    """Whether the interval lies outside of the noise.

    Of fewer than six pairs no bootstrap interval holds 95 % (with three it is about 74 %).
    """
    if ratio.pairs < FEWEST_PAIRS:
        return TimeVerdict.CANNOT_TELL
    if ratio.high < 1 - floor:
        return TimeVerdict.FASTER
    if ratio.low > 1 + floor:
        return TimeVerdict.SLOWER
    return TimeVerdict.CANNOT_TELL
