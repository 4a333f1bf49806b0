"""Where the plan changes between two values: found by bisection, without running the query."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

RESOLUTION = 0.01
"""How near the two ends come, as a part of the upper one."""

STEPS = re.compile(r" > | \(|\)*, ")
"""What stands between two steps in the shape of a plan."""

WIDE = 4
"""From this ratio of the ends on, the middle is the geometric one: values span decades."""


@dataclass(frozen=True, slots=True)
class Crossover:
    """A change of plan: `low` is the last value known with the old one, `high` the first after.

    Attributes:
        before: the shape of the plan at `low`.
        after: the shape of the plan at `high`.
        low: of what was swept.
        high: of what was swept.
        selectivity: the part of the table's rows that the condition selects at `high`, where the
            value swept is one that rows are compared with.
    """

    before: str
    after: str
    low: Any
    high: Any
    selectivity: float | None = None

    @property
    def words(self) -> str:
        """The steps at which the two plans begin to differ: `Index Scan -> Seq Scan`."""
        before, after = (STEPS.split(shape.rstrip(")")) for shape in (self.before, self.after))
        pairs = list(zip(before, after, strict=False))
        differing = next((pair for pair in pairs if pair[0] != pair[1]), (before[-1], after[-1]))
        kinds = [step.split(" using ")[0].split(" on ")[0] for step in differing]
        return " -> ".join(differing if kinds[0] == kinds[1] else kinds)


def find_crossovers(
    known: Sequence[tuple[Any, str]], shape_at: Callable[[Any], str], *, most_steps: int
) -> Iterator[Crossover]:
    """The changes between neighbouring values whose plans have different shapes.

    A third shape in between makes two changes of one. What changes and changes back between two
    values of one shape is not seen.
    """
    for low, high in pairwise(known):
        if low[1] != high[1]:
            yield from _narrowed(low, high, shape_at, most_steps)


def _narrowed(
    low: tuple[Any, str], high: tuple[Any, str], shape_at: Callable[[Any], str], steps: int
) -> Iterator[Crossover]:
    middle = between(low[0], high[0]) if steps else None
    if middle is None:
        yield Crossover(low[1], high[1], low[0], high[0])
        return
    found = (middle, shape_at(middle))
    if found[1] != low[1]:
        yield from _narrowed(low, found, shape_at, steps - 1)
    if found[1] != high[1]:
        yield from _narrowed(found, high, shape_at, steps - 1)


def between(low: Any, high: Any) -> Any:
    """A value in the middle of two; None where they are near enough, or have no middle."""
    if isinstance(low, date) and type(low) is type(high):
        middle = low + (high - low) / 2
        return middle if isinstance(low, datetime) or low < middle < high else None
    if not (is_number(low) and is_number(high)):
        return None
    first, last = float(low), float(high)
    if last - first <= RESOLUTION * max(abs(first), abs(last)):
        return None
    wide = first > 0 and last / first >= WIDE
    raw = math.sqrt(first * last) if wide else (first + last) / 2
    if isinstance(low, int) and isinstance(high, int):
        return round(raw) if low < round(raw) < high else None
    return Decimal(repr(raw)) if isinstance(low, Decimal) else raw


def is_number(value: object) -> bool:
    """Whether it is one; True and False are none here."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
