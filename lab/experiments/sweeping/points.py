"""One value of a sweep, and what was measured there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median
from typing import Any

from lab.plans import Plan


class Outcome(StrEnum):
    """How far the measuring of one value came."""

    MEASURED = "measured"
    TIMED_OUT = "timed out"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Point:
    """One value that was swept.

    Attributes:
        value: as it was given.
        plan: as it was run; only planned, without rows and blocks, where it was not measured.
        outcome: whether it was.
        selectivity: the part of the table's rows that the condition selects, where it is known.
        parameter: the value of the condition's parameter, where there is one.
        rivals: blocks that the plans of other values touch here, by their shapes.
        times_ms: execution times of the interleaved runs.
    """

    value: Any
    plan: Plan
    outcome: Outcome = Outcome.MEASURED
    selectivity: float | None = None
    parameter: Any = None
    rivals: Mapping[str, int] = field(default_factory=dict)
    times_ms: tuple[float, ...] = ()

    @property
    def shape(self) -> str:
        """The plan without a number."""
        return self.plan.shape

    @property
    def rows(self) -> int | None:
        """Rows returned."""
        return self.plan.total_rows if self.outcome is Outcome.MEASURED else None

    @property
    def blocks(self) -> int | None:
        """Blocks touched by one execution."""
        return self.plan.blocks if self.outcome is Outcome.MEASURED else None

    @property
    def cost(self) -> float:
        """What the planner thought it would cost, in its own unit."""
        return self.plan.root.total_cost or 0.0

    @property
    def time_ms(self) -> float | None:
        """The median of the execution times."""
        return median(self.times_ms) if self.times_ms else None
