"""The shapes of synthetic data, as pure functions of uniform numbers.

Only operations that IEEE 754 rounds exactly are used (no pow, no exp), so that every machine makes
the same rows.
"""

import functools
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lab.data.streams import Bytes, Floats, Ints, scattered

GOLDEN = (math.sqrt(5) - 1) / 2
PATTERNS = 256


def zipf_ranks(uniform: Floats, count: int) -> Ints:
    """Ranks 0 to count - 1, each about as likely as 1 / (rank + 1).

    The closed form of a bounded Zipf with s = 1: the floor of count ** uniform.
    """
    ranks = power_of_two(uniform * round(math.log2(count), 12)).astype(np.int64) - 1
    return np.minimum(ranks, count - 1)


def power_of_two(exponent: Floats) -> Floats:
    """2 ** exponent for exponents of 0 and more, to 2e-6, from additions and products alone."""
    whole = np.floor(exponent)
    fraction = exponent - whole
    total = np.full_like(fraction, POWER_SERIES[0])
    for coefficient in POWER_SERIES[1:]:
        total *= fraction
        total += coefficient
    return np.ldexp(total, whole.astype(np.int32))


# The Taylor series of 2 ** x around 0, highest power first: ln(2)**k / k!.
POWER_SERIES = tuple(round(math.log(2) ** k / math.factorial(k), 15) for k in range(7, -1, -1))


def whole_power(numbers: Floats, exponent: int) -> Floats:
    """The numbers multiplied with themselves: NumPy's `**` is rounded by the processor's means."""
    product = numbers
    for _ in range(exponent - 1):
        product = product * numbers
    return product


def scramble(ranks: Ints, count: int) -> Ints:
    """The ranks as other numbers below count: one to one, and neighbours end up far apart."""
    return remainder(ranks * _coprime_near(GOLDEN * count, count) + count // 20, count)


def remainder(numbers: Ints, divisor: int) -> Ints:
    """What `%` gives, several times faster: NumPy divides by one number in SIMD, `%` it does not.

    Source: numpy/_core/src/umath/loops_arithmetic.dispatch.c.src.
    """
    return numbers - numbers // divisor * divisor


@functools.cache
def _coprime_near(wanted: float, count: int) -> int:
    """The first multiplier from `wanted` up that shares no factor with `count`."""
    multiplier = max(1, int(wanted))
    while math.gcd(multiplier, count) != 1:
        multiplier += 1
    return multiplier


def grown(elapsed: Floats, start: float) -> Floats:
    """The share of a total that is there after a share of the time.

    The rate rises in a straight line, from `start` (of the average rate) to 2 - start.
    """
    return elapsed * (start + (1 - start) * elapsed)


def growth_moment(share: Floats, start: float) -> Floats:
    """When a share of the total was reached: the inverse of `grown`."""
    slope = 1 - start
    return (np.sqrt(start * start + 4 * slope * share) - start) / (2 * slope)


def quantiles(weights: Sequence[int], bits: int) -> npt.NDArray[np.int32]:
    """A table of 2 ** bits entries in which every choice stands as often as its weight says.

    Looking up a whole number of `bits` bits in it draws from the distribution.
    """
    size = 1 << bits
    bounds = np.cumsum([0, *weights], dtype=np.int64) * size // sum(weights)
    return np.repeat(np.arange(len(weights), dtype=np.int32), np.diff(bounds))


def zipf_weights(count: int, shift: int = 1) -> list[int]:
    """Weights that fall as 1 / (rank + shift), as whole numbers."""
    return [10**9 // (rank + shift) for rank in range(count)]


def shuffles(pattern: Sequence[int]) -> Bytes:
    """256 orders of one pattern, a row each: whichever is drawn, its sum is the same."""
    numbers = np.arange(PATTERNS * len(pattern), dtype=np.int64)
    keys = scattered(0, "shuffles", numbers).reshape(PATTERNS, len(pattern))
    return np.array(pattern, dtype=np.uint8)[np.argsort(keys, axis=1, kind="stable")]


def exclusive_sums(table: npt.NDArray[np.integer]) -> Ints:
    """For every entry of a row, the sum of the entries before it."""
    return np.cumsum(table, axis=-1, dtype=np.int64) - table
