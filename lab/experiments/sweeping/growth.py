"""How fast a measured figure grows with what was swept: the exponent of a power law.

`y = c * x^k` is a straight line in logarithms; k is its slope by least squares, with the t interval
of simple regression (Draper and Smith, Applied Regression Analysis, ch. 1).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST_POINTS = 4
"""With three the interval rests on one degree of freedom, and is 12.7 standard errors wide."""

FITS = 0.9
FLAT = 0.1
NARROW = 0.5
T_975 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
)
"""The 97.5 % quantile of Student's t by degrees of freedom, from 1; the last serves beyond."""


@dataclass(frozen=True, slots=True)
class Exponent:
    """The exponent of a power law with its 95 % interval; `r_squared` tells how well it fits."""

    value: float
    low: float
    high: float
    r_squared: float
    points: int

    @property
    def is_flat(self) -> bool:
        """Whether the figure hardly grows at all."""
        return abs(self.value) <= FLAT and self.is_narrow

    @property
    def fits(self) -> bool:
        """Whether the figure follows a power law: it does not where it grows in steps."""
        return self.is_flat or self.r_squared >= FITS

    @property
    def is_narrow(self) -> bool:
        """Whether the interval is narrow enough to tell 1 from 1.5, say."""
        return self.high - self.low <= NARROW


def fit_exponent(pairs: Sequence[tuple[float, float]]) -> Exponent | None:
    """The exponent over pairs of what was swept and what was measured; None for too few.

    Only pairs above 0 have logarithms; the others are left out. What is paid at any value, such as
    the way down an index, makes small values look flatter than what comes after.
    """
    usable = [(math.log(x), math.log(y)) for x, y in pairs if x > 0 and y > 0]
    if len({x for x, _ in usable}) < FEWEST_POINTS:
        return None
    x, y = np.asarray(usable).T
    spread = float(((x - x.mean()) ** 2).sum())
    slope = float(((x - x.mean()) * (y - y.mean())).sum()) / spread
    left = float((((y - y.mean()) - slope * (x - x.mean())) ** 2).sum())
    whole = float(((y - y.mean()) ** 2).sum())
    freedom = len(usable) - 2
    half = T_975[min(freedom, len(T_975)) - 1] * math.sqrt(left / freedom / spread)
    fit = 1 - left / whole if whole > 1e-12 else 1.0
    return Exponent(slope, slope - half, slope + half, fit, len(usable))
