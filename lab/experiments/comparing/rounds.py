"""Rounds: the baseline against itself first, then every variant in random order, until it is clear.

A slow moment of the machine falls on all that run in a round, so times are compared within one. The
baseline runs twice in each, which refines the noise floor as the rounds go on.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lab.experiments.benches.failing import Failure, failure_of
from lab.experiments.benches.switching import Bench
from lab.experiments.comparing.progress import rounds_bar
from lab.experiments.pairs import FAR_FROM_ONE, Ratio, paired_ratio
from lab.experiments.variants import Arrangement
from lab.workload import Query

ROUNDS_ALONE = 5
"""Of the baseline against itself, before the others; they warm up what is measured, too."""

FEWEST_FOR_TIME = 3
"""Rounds that are taken however long they last."""

PART_ALONE = 0.2
"""Of the time for all rounds, at most."""

LOOK_EVERY = 5
NARROW_ENOUGH = 0.025
INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Limits:
    """When rounds end; `fewest` of them before anybody looks at the intervals."""

    fewest: int
    most: int
    seconds: float
    timeout_s: float


@dataclass(slots=True)
class Rounds:
    """Times by run, round and case; the first run is the baseline, the last one the baseline again.

    `alone` holds the times of the baseline against itself, before the others.
    """

    times: list[list[list[float]]]
    weights: Sequence[float]
    alone: tuple[list[list[float]], list[list[float]]] = field(default_factory=lambda: ([], []))
    out: dict[int, Failure] = field(default_factory=dict)
    stopped: str = ""

    @property
    def count(self) -> int:
        """The whole rounds."""
        return max(map(len, self.times))

    def means(self, run: int) -> list[float]:
        """The weighted means over the cases, one a round."""
        return self._means(self.times[run])

    def same(self) -> tuple[list[float], list[float]]:
        """The baseline's times twice, those before the other variants included."""
        first, second = self.alone
        return self._means(first + self.times[0]), self._means(second + self.times[-1])

    def ratios(self) -> list[Ratio]:
        """Those of all runs that are still in, to the baseline."""
        baseline = self.means(0)
        others = (at for at in range(1, len(self.times)) if at not in self.out)
        return [paired_ratio(self.means(at), baseline) for at in others]

    def _means(self, rounds: Sequence[Sequence[float]]) -> list[float]:
        return [float(np.dot(self.weights, each)) for each in rounds]


def take_rounds(
    bench: Bench,
    variants: Sequence[Arrangement],
    cases: Sequence[Query],
    limits: Limits,
    seed: int,
) -> Rounds:
    """Measure until every interval is narrow, or a limit is reached; the first is the baseline.

    A variant whose query fails or takes too long is out, and the others go on; without the baseline
    nothing does.

    Raises:
        KeyboardInterrupt: pressed before the first round was over.
    """
    runs = [*variants, variants[0]]
    taken = Rounds([[] for _ in runs], [case.weight for case in cases])
    clock = _Clock(bench, runs, cases, limits.timeout_s)
    order = np.random.default_rng(seed)
    begun = time.monotonic()
    with rounds_bar(limits.most) as bar:
        try:
            _alone(taken, clock, order, begun + limits.seconds * PART_ALONE)
            while not (stopped := _stopped(taken, limits, time.monotonic() - begun)):
                _together(taken, clock, order)
                bar.update()
        except KeyboardInterrupt:
            whole = min(len(times) for at, times in enumerate(taken.times) if at not in taken.out)
            if not whole:
                raise
            for times in taken.times:
                del times[whole:]
            stopped = INTERRUPTED
    taken.stopped = stopped
    return taken


def _alone(taken: Rounds, clock: "_Clock", order: np.random.Generator, until: float) -> None:
    """Rounds of the baseline against itself, before the others."""
    last = len(taken.times) - 1
    first, second = taken.alone
    while 0 not in taken.out and len(first) < ROUNDS_ALONE and time.monotonic() < until:
        found = clock.round([0, last], order)
        _put_out(taken, clock.failed)
        first.append(found[0])
        second.append(found[last])


def _together(taken: Rounds, clock: "_Clock", order: np.random.Generator) -> None:
    """One round of all that are still in."""
    within = [at for at in range(len(taken.times)) if at not in taken.out]
    found = clock.round(within, order)
    _put_out(taken, clock.failed)
    if 0 in taken.out:
        return
    for at in within:
        if at not in taken.out:
            taken.times[at].append(found[at])


def _put_out(taken: Rounds, failed: Mapping[int, Failure]) -> None:
    """What failed is out; what it took before is not told, for it would be one-sided."""
    last = len(taken.times) - 1
    for at, failure in failed.items():
        taken.out[at % last] = failure
        taken.times[at % last].clear()


@dataclass(slots=True)
class _Clock:
    """Runs one round, and remembers what failed in it."""

    bench: Bench
    runs: Sequence[Arrangement]
    cases: Sequence[Query]
    timeout_s: float
    failed: dict[int, Failure] = field(default_factory=dict)

    def round(self, within: Sequence[int], order: np.random.Generator) -> dict[int, list[float]]:
        """The times of each run's cases, taken in a random order."""
        self.failed.clear()
        found = {at: [0.0] * len(self.cases) for at in within}
        for place in order.permutation(len(within) * len(self.cases)):
            which, case = divmod(int(place), len(self.cases))
            at = within[which]
            if at in self.failed:
                continue
            with failure_of(self.timeout_s) as failures:
                found[at][case] = self.bench.time_ms(self.runs[at], self.cases[case])
            if failures:
                self.failed[at] = failures[0]
        return found


def _stopped(taken: Rounds, limits: Limits, elapsed_s: float) -> str:
    """Why enough was measured; empty where it was not."""
    rounds = taken.count
    if 0 in taken.out:
        return f"the baseline {taken.out[0].words}"
    if rounds >= limits.most:
        return f"{rounds} rounds"
    if rounds >= FEWEST_FOR_TIME and elapsed_s > limits.seconds:
        return f"{limits.seconds:g} s"
    if rounds < limits.fewest or rounds % LOOK_EVERY:
        return ""
    return "every interval is narrow enough" if all(map(_is_clear, taken.ratios())) else ""


def _is_clear(ratio: Ratio) -> bool:
    """Whether more rounds would tell no more: the interval is narrow, or far away from 1."""
    narrow = ratio.half_width <= NARROW_ENOUGH * ratio.median
    return narrow or ratio.high < 1 / FAR_FROM_ONE or ratio.low > FAR_FROM_ONE
