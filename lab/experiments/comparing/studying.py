"""Each variant by itself: its plans, its unused indexes, its rows; what fails is told with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lab.errors import StatementError, WriteRefusedError
from lab.experiments.benches.building import Built
from lab.experiments.benches.failing import Failure, failure_of
from lab.experiments.benches.switching import Bench, may_build, require_reads
from lab.experiments.comparing.supposing import PLANNED, plan_supposed
from lab.experiments.options import Options
from lab.experiments.same_rows import (
    UNORDERED,
    Expected,
    difference,
    read_columns,
    read_expected,
    read_rows,
    read_types,
)
from lab.experiments.undoing import only_reading
from lab.experiments.variants import Arrangement
from lab.plans import Plan
from lab.plans.running import WhyNot
from lab.plans.running.cases import Why
from lab.show import text
from lab.workload import Query

NO_WRITES = (
    "The lab may not write here: no index is built or put aside, and nothing is measured but what "
    "needs neither"
)

UNCOMPARED = "its rows were not compared with those of the baseline, which took too long"


@dataclass(slots=True)
class Studied:
    """A variant, and what was found out about it; one plan a case, times by round and case."""

    variant: Arrangement
    plans: list[Plan | None] = field(default_factory=list)
    times: list[list[float]] = field(default_factory=list)
    unused: list[WhyNot] = field(default_factory=list)
    late: Failure | None = None
    trouble: str = ""
    mistaken: bool = False
    """The trouble is the variant's own: not what took too long, or would have had to write."""

    @property
    def over_s(self) -> float | None:
        """A run took longer than so many seconds."""
        return None if self.late is None else self.late.over_s

    @property
    def measurable(self) -> bool:
        """Whether its times can be taken."""
        return self.late is None and not self.trouble

    def fail(self, failure: Failure) -> None:
        """Remember why it cannot be measured."""
        if failure.over_s is not None:
            self.late = failure
        else:
            self.err(failure.words)

    def err(self, trouble: str) -> None:
        """Remember what is wrong with it."""
        self.trouble, self.mistaken = trouble, True


def study_all(
    bench: Bench, cases: Sequence[Query], variants: Sequence[Arrangement], options: Options
) -> tuple[list[Studied], list[str]]:
    """All variants, and what the reader has to know about how they were studied.

    Raises:
        LabError: the baseline fails, or every variant takes too long.
        WriteRefusedError: nothing can be measured or planned without writing.
    """
    study = _Study(bench, cases, variants[0], options.timeout_s)
    studied = [study.of(variant) for variant in variants]
    if all(each.over_s is not None for each in studied):
        everywhere = " in every variant" if len(studied) > 1 else ""
        raise StatementError(
            f"The query took longer than {options.timeout_s:g} s{everywhere}",
            hint="Allow more: timeout_s=, or --timeout",
        )
    if not any(any(each.plans) for each in studied):
        bench.db.require_writes("Building indexes to compare them")
        raise WriteRefusedError(
            "A standby builds no indexes, and no variant does without",
            hint="Compare on the primary",
        )
    if not may_build(bench.db):
        study.notes.append(NO_WRITES)
    return studied, study.notes


@dataclass(slots=True)
class _Study:
    """Studies one variant after the other; the baseline's rows are read where they are wanted."""

    bench: Bench
    cases: Sequence[Query]
    baseline: Arrangement
    timeout_s: float
    notes: list[str] = field(default_factory=list)
    known: dict[int, Expected] = field(default_factory=dict)
    late: bool = False
    """The baseline took too long."""

    def of(self, variant: Arrangement) -> Studied:
        """What can be found out about a variant."""
        found = Studied(variant)
        if not may_build(self.bench.db) and self._wants_building(variant):
            self._suppose(found)
            return found
        if (error := self.bench.broken.get(variant.name)) is not None:
            found.err(f"failed: {error}")
            return found
        self._run(found)
        self.late = self.late or (variant is self.baseline and found.late is not None)
        if found.measurable and variant.query is not self.baseline.query:
            self._compare_rows(found)
        self._explain_unused(found)
        return found

    def _wants_building(self, variant: Arrangement) -> bool:
        return bool(variant.candidates or (self.bench.existing and not variant.keeps_existing))

    def _suppose(self, found: Studied) -> None:
        for case in self.cases:
            with failure_of(self.timeout_s) as failures:
                found.plans.append(plan_supposed(self.bench, found.variant, case))
            if failures:
                found.plans.append(None)
                if isinstance(failures[0].error, WriteRefusedError):
                    found.trouble = f"not measured: {failures[0].error.message}"
                else:
                    found.fail(failures[0])
                return
        found.trouble = PLANNED

    def _run(self, found: Studied) -> None:
        """Every case once; after one that takes too long the others are only planned."""
        for case in self.cases:
            plan = self.bench.plan if found.late is None else self.bench.planned
            with failure_of(self.timeout_s) as failures:
                if found.variant.query is not self.baseline.query:
                    require_reads(self.bench.planned(found.variant, case))
                found.plans.append(plan(found.variant, case))
            if not failures:
                continue
            if found.variant is self.baseline and failures[0].over_s is None:
                raise failures[0].error
            found.fail(failures[0])
            late = failures[0].over_s is not None
            found.plans.append(self.bench.planned(found.variant, case) if late else None)

    def _compare_rows(self, found: Studied) -> None:
        if self.late:
            self.notes.append(f"'{found.variant.name}': {UNCOMPARED}")
            return
        for at, case in enumerate(self.cases):
            differs = ""
            with failure_of(self.timeout_s) as failures:
                differs = self._difference(found.variant, at, case)
            if failures:
                differs = f"its rows could not be compared: {failures[0].error.message}"
            if differs:
                found.err(differs)
                return

    def _difference(self, variant: Arrangement, at: int, case: Query) -> str:
        if at not in self.known:
            self.known[at] = self._expected(case)
        expected = self.known[at]
        connection, trial = self.bench.connection, self.bench.trial(variant, case)
        with self.bench.under_settings(variant), only_reading(connection, trial.planned()):
            own = len(read_columns(connection, trial.asked))
            if own != len(expected.types):
                return f"returns {text.plural(own, 'column')}, the baseline {len(expected.types)}"
            types = read_types(connection, trial.asked, own)
            rows = read_rows(connection, trial.asked, own, expected.order)
        if not expected.order.whole:
            self._note(UNORDERED)
        for place, (type_, wanted) in enumerate(zip(types, expected.types, strict=True), 1):
            if type_ != wanted:
                told = f"column {place} of '{variant.name}' is {type_}, in the baseline {wanted}"
                self._note(f"{told}; values are compared as they are printed")
        return difference(expected.rows, rows, expected.order)

    def _expected(self, case: Query) -> Expected:
        connection, trial = self.bench.connection, self.bench.trial(self.baseline, case)
        with self.bench.under_settings(self.baseline), only_reading(connection, trial.planned()):
            return read_expected(connection, trial.asked)

    def _note(self, told: str) -> None:
        if told not in self.notes:
            self.notes.append(told)

    def _explain_unused(self, found: Studied) -> None:
        """Why the variant's plans do without some of its indexes, one reason an index."""
        if None in found.plans:
            return
        for index in self.bench.indexes_of(found.variant):
            if any(plan is not None and plan.uses(index.name) for plan in found.plans):
                continue
            with failure_of(self.timeout_s) as failures:
                found.unused += self._why_unused(found.variant, index)
            if failures:
                told = failures[0].error.message
                self.notes.append(f"why '{index.name}' is not used is not known: {told}")

    def _why_unused(self, variant: Arrangement, index: Built) -> list[WhyNot]:
        told: WhyNot | None = None
        for case in self.cases:
            told = self.bench.why_unused(variant, case, index)
            if told.why is not Why.ELSEWHERE:
                break
        return [] if told is None or told.used else [told]
