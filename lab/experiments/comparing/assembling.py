"""What was found out about each variant, put together: ratios, verdicts, diffs to the baseline."""

from collections.abc import Sequence

import numpy as np

from lab.experiments.benches.switching import Bench
from lab.experiments.comparing.measured import Measured, Run
from lab.experiments.comparing.studying import Studied
from lab.experiments.pairs import FAR_FROM_ONE, Ratio, TimeVerdict, paired_ratio, time_verdict
from lab.plans import PlanDiff
from lab.workload import Query


def measured_of(
    bench: Bench, cases: Sequence[Query], studied: Sequence[Studied], floor: float | None
) -> tuple[Measured, ...]:
    """The variants as a result tells them; the first is the baseline."""
    baseline = studied[0]
    weights = [case.weight for case in cases]
    means = [[float(np.dot(weights, each)) for each in own.times] for own in studied]
    measured = []
    for own, times in zip(studied, means, strict=True):
        built = () if own.variant.name in bench.broken else bench.indexes_of(own.variant)
        comparable = times and means[0]
        ratio = paired_ratio(times, means[0]) if comparable else None
        measured.append(
            Measured(
                name=own.variant.name,
                runs=_runs(cases, own),
                times_ms=tuple(times),
                ratio=ratio,
                time_verdict=None if own is baseline else _verdict(ratio, floor, own, baseline),
                index_names=tuple(index.name for index in built),
                index_bytes=sum(index.size for index in built),
                build_ms=sum(index.build_ms for index in built),
                unused=tuple(own.unused),
                diff=_diff(baseline, own),
                writes=bench.writes.figures.get(own.variant.name, ()),
                over_s=own.over_s,
                trouble=own.trouble,
                mistaken=own.mistaken,
            )
        )
    return tuple(measured)


def _runs(cases: Sequence[Query], own: Studied) -> tuple[Run, ...]:
    plans = [*own.plans, *[None] * (len(cases) - len(own.plans))]
    columns = list(zip(*own.times, strict=True)) or [()] * len(cases)
    return tuple(map(Run, cases, plans, columns))


def _verdict(
    ratio: Ratio | None, floor: float | None, own: Studied, baseline: Studied
) -> TimeVerdict | None:
    """On time; of one that was ended, only that it takes longer is known, and not how much."""
    if ratio is not None and floor is not None:
        return time_verdict(ratio, floor)
    if own.over_s is not None and baseline.times:
        told = own.over_s * 1000 > FAR_FROM_ONE * float(np.max(baseline.times))
        return TimeVerdict.SLOWER if told else TimeVerdict.CANNOT_TELL
    if baseline.over_s is not None and own.times:
        told = baseline.over_s * 1000 > FAR_FROM_ONE * float(np.max(own.times))
        return TimeVerdict.FASTER if told else TimeVerdict.CANNOT_TELL
    return None


def _diff(baseline: Studied, own: Studied) -> PlanDiff | None:
    if own is baseline or not (baseline.plans and own.plans):
        return None
    before, after = baseline.plans[0], own.plans[0]
    return None if before is None or after is None else before.diff(after)
