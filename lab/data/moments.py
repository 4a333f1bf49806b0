"""Time as PostgreSQL stores it: whole microseconds since 2000-01-01 UTC."""

from datetime import UTC, datetime, timedelta

import numpy as np

from lab.data.distributions import growth_moment
from lab.data.streams import Floats, Ints
from lab.settings import NOW

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
PRESENT = (NOW - EPOCH) // timedelta(microseconds=1)


def spread(index: Ints, jitter: Floats, total: int, *, days: int, start: float) -> Ints:
    """Moments in the last `days` that follow the row's number, within six hours.

    Rows come ever faster, beginning at `start` of the average rate. The last is over an hour ago.
    """
    share = growth_moment(index / total, start)
    begin = PRESENT - days * DAY
    return begin + (share * (days * DAY - 8 * HOUR)).astype(np.int64) + scaled(6 * HOUR, jitter)


def scaled(length: Ints | int, share: Floats) -> Ints:
    """A share of a length of time."""
    return (length * share).astype(np.int64)


def until_now(moment: Ints) -> Ints:
    """Moments that would lie in the future, moved to the present."""
    return np.minimum(moment, PRESENT)
