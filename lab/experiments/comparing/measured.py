"""What was measured of a query's variants, before anything is decided or said about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from lab.experiments.named import find_named
from lab.experiments.pairs import Ratio, TimeVerdict
from lab.experiments.writing.figures import WriteFigures
from lab.plans import Plan, PlanDiff
from lab.plans.running import WhyNot
from lab.workload import Query, Workload


@dataclass(frozen=True, slots=True)
class Run:
    """One case of the workload under one variant: its plan, and its execution times in ms.

    Without a plan it failed; a plan that was not analyzed was only planned, or took too long.
    """

    case: Query
    plan: Plan | None
    times_ms: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """One variant: its runs, and what its indexes take.

    Attributes:
        name: of the variant.
        runs: one a case of the workload.
        times_ms: one a round, each a weighted mean over the cases; empty where not measured.
        ratio: of the times to the baseline's; None where one of them was not measured.
        time_verdict: None for the baseline, and where there is nothing to tell.
        index_names: the secondary indexes that stand.
        index_bytes: their size.
        build_ms: how long the candidates among them took to build.
        unused: of each index that no case's plan uses, why.
        diff: from the baseline's plan of the first case to this variant's.
        writes: what the indexes cost a write, one a table; empty where not measured.
        over_s: a run took longer than so many seconds and was ended.
        trouble: why it could not be measured, in words.
        mistaken: whether that is because something is wrong with the variant.
    """

    name: str
    runs: tuple[Run, ...]
    times_ms: tuple[float, ...]
    ratio: Ratio | None
    time_verdict: TimeVerdict | None
    index_names: tuple[str, ...]
    index_bytes: int
    build_ms: float
    unused: tuple[WhyNot, ...] = ()
    diff: PlanDiff | None = None
    writes: tuple[WriteFigures, ...] = ()
    over_s: float | None = None
    trouble: str = ""
    mistaken: bool = False

    @property
    def measured(self) -> bool:
        """Whether every case was run to its end."""
        ended = all(run.plan is not None and run.plan.analyzed for run in self.runs)
        return ended and self.over_s is None and not self.trouble

    @property
    def plan(self) -> Plan | None:
        """The plan of the first case."""
        return self.runs[0].plan

    @property
    def blocks(self) -> float | None:
        """Blocks that one execution touches, a weighted mean over the cases."""
        if not self.measured:
            return None
        touched = ((run.case.weight, run.plan) for run in self.runs)
        return sum(weight * (plan.blocks or 0) for weight, plan in touched if plan is not None)

    @property
    def cost(self) -> float | None:
        """The planner's cost, a weighted mean over the cases."""
        plans = [(run.case.weight, run.plan) for run in self.runs if run.plan is not None]
        if len(plans) < len(self.runs):
            return None
        return sum(weight * (plan.root.total_cost or 0) for weight, plan in plans)

    @property
    def median_ms(self) -> float | None:
        """The median of the execution times."""
        return median(self.times_ms) if self.times_ms else None


@dataclass(frozen=True, slots=True, repr=False)
class Measurements:
    """Variants of one workload, the first of them the baseline.

    Attributes:
        workload: what was asked.
        variants: in the order in which they were given.
        noise_floor: how far the baseline's ratio to itself may be from 1; None where its times
            were not measured.
        settings: those that decide plans, as they were.
        seed: of the random order of the runs.
        rounds: in each of which every variant ran once.
        stopped: why measuring ended.
        notes: what else the reader has to know.
    """

    workload: Workload
    variants: tuple[Measured, ...]
    noise_floor: float | None
    settings: Mapping[str, str]
    seed: int = 0
    rounds: int = 0
    stopped: str = ""
    notes: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Measured:
        return find_named(self.variants, name, lambda each: each.name, none=f"No variant '{name}'")

    @property
    def query(self) -> Query:
        """The workload's only query, or its first."""
        return self.workload.queries[0]

    @property
    def baseline(self) -> Measured:
        """The variant that the others are measured against."""
        return self.variants[0]

    @property
    def fewest_blocks(self) -> Measured | None:
        """The variant that touches the fewest blocks; of equals the one with least to keep."""
        touched = [(each.blocks, each.index_bytes, each) for each in self.variants]
        measured = [each for each in touched if each[0] is not None]
        return min(measured, key=lambda each: each[:2])[2] if measured else None
