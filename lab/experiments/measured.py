"""What was measured of a query's variants, before anything is decided or said about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from lab.errors import UnknownNameError
from lab.experiments.pairs import Ratio
from lab.plans import Plan
from lab.workload import Query, Workload


@dataclass(frozen=True, slots=True)
class Run:
    """One case of the workload under one variant: its plan, and its execution times in ms."""

    case: Query
    plan: Plan
    times_ms: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """One variant: its runs, and what its indexes take.

    `times_ms`, one a round, and `blocks` are weighted means over the cases.
    """

    name: str
    runs: tuple[Run, ...]
    times_ms: tuple[float, ...]
    ratio: Ratio
    time_verdict: str
    index_names: tuple[str, ...]
    index_bytes: int
    build_ms: float

    @property
    def plan(self) -> Plan:
        """The plan of the first case."""
        return self.runs[0].plan

    @property
    def blocks(self) -> float:
        """Blocks that one execution touches."""
        return sum(run.case.weight * (run.plan.blocks or 0) for run in self.runs)

    @property
    def median_ms(self) -> float:
        """The median of the execution times."""
        ordered = sorted(self.times_ms)
        middle = len(ordered) // 2
        return (ordered[middle] + ordered[~middle]) / 2


@dataclass(frozen=True, slots=True, repr=False)
class Measurements:
    """Variants of one workload, the first of them the baseline; `noise_floor` is a part of 1."""

    workload: Workload
    variants: tuple[Measured, ...]
    noise_floor: float
    settings: Mapping[str, str]

    def __getitem__(self, name: str) -> Measured:
        for variant in self.variants:
            if variant.name == name:
                return variant
        names = ", ".join(f"'{variant.name}'" for variant in self.variants)
        raise UnknownNameError(f"No variant '{name}'", hint=f"There are {names}")

    @property
    def query(self) -> Query:
        """The workload's only query, or its first."""
        return self.workload.queries[0]

    @property
    def baseline(self) -> Measured:
        """The variant that the others are measured against."""
        return self.variants[0]

    @property
    def fewest_blocks(self) -> Measured:
        """The variant that touches the fewest blocks; of equals the one with least to keep."""
        return min(self.variants, key=lambda variant: (variant.blocks, variant.index_bytes))
