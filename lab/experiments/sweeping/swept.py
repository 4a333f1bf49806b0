"""What a sweep measured, before anything is said about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.errors import UnknownNameError
from lab.experiments.sweeping.axes import Axis, magnitude
from lab.experiments.sweeping.crossing import Crossover
from lab.experiments.sweeping.growth import Exponent, fit_exponent
from lab.experiments.sweeping.points import Point
from lab.workload import Query


@dataclass(frozen=True, slots=True, repr=False)
class Swept:
    """A query at several values of one thing.

    `crossovers` are changes of the plan that is chosen, `cheapest` those of the one that touches
    the fewest blocks, where rivals were measured; `timeout_s` is how long a run could take.
    """

    query: Query
    axis: Axis
    points: tuple[Point, ...]
    crossovers: tuple[Crossover, ...]
    cheapest: tuple[Crossover, ...]
    settings: Mapping[str, str]
    timeout_s: float
    interrupted: bool = False
    note: str = ""

    def __getitem__(self, value: Any) -> Point:
        for point in self.points:
            if point.value == value:
                return point
        values = ", ".join(self.axis.word(point.value) for point in self.points)
        raise UnknownNameError(f"{value!r} was not swept", hint=f"There are {values}")

    @property
    def shapes(self) -> tuple[str, ...]:
        """The plans that were met at the values, each once, in their order."""
        return tuple(dict.fromkeys(point.shape for point in self.points))

    @property
    def exponent(self) -> Exponent | None:
        """How fast blocks grow with what was swept; None for too few values, or no numbers."""
        return self._fit([point.blocks for point in self.points])

    @property
    def time_exponent(self) -> Exponent | None:
        """How fast the time grows; it differs from run to run."""
        return self._fit([point.time_ms for point in self.points])

    def _fit(self, measured: list[int | None] | list[float | None]) -> Exponent | None:
        pairs = zip((magnitude(point.value) for point in self.points), measured, strict=True)
        return fit_exponent([(x, y) for x, y in pairs if x is not None and y is not None])
