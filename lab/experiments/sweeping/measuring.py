"""The points of a sweep measured: blocks first, then times in rounds, then where plans change."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from lab.experiments.benches.switching import require_reads
from lab.experiments.sweeping.axes import Axis
from lab.experiments.sweeping.crossing import Crossover, find_crossovers
from lab.experiments.sweeping.points import Outcome, Point
from lab.experiments.sweeping.rivals import can_be_forced, find_cheapest, with_rivals
from lab.experiments.sweeping.stand import OutOfTimeError, Setup, Stand

ROUNDS = 5
TIME_LIMIT_S = 20.0
CANNOT_FORCE = (
    "The plans could not be forced on other values: only those that read one table in one way can."
)


@dataclass(slots=True)
class Gathered:
    """What was measured so far; all of it counts where the rest is interrupted."""

    points: list[Point] = field(default_factory=list)
    crossovers: list[Crossover] = field(default_factory=list)
    cheapest: list[Crossover] = field(default_factory=list)
    interrupted: bool = False
    note: str = ""


def measure(stand: Stand, axis: Axis, values: Sequence[Any], *, rivals: bool) -> Gathered:
    """Measure every value; Ctrl-C ends it with what there is, if there is anything.

    Raises:
        KeyboardInterrupt: it came before anything was measured.
    """
    gathered = Gathered()
    try:
        _measure_points(stand, axis, values, gathered)
        _measure_times(stand, axis, gathered)
        _find_changes(stand, axis, gathered)
        if rivals:
            _find_cheapest(stand, axis, gathered)
    except KeyboardInterrupt:
        if not gathered.points:
            raise
        gathered.interrupted = True
    return gathered


def _measure_points(stand: Stand, axis: Axis, values: Sequence[Any], gathered: Gathered) -> None:
    too_slow = False
    for value in values:
        setup = axis.setup_at(stand, value)
        planned = stand.planned(setup)
        if not gathered.points:
            require_reads(planned, "swept")
        point = Point(
            value,
            planned,
            Outcome.NOT_RUN,
            axis.selectivity(stand, setup),
            axis.parameter_of(setup),
        )
        if not too_slow:
            point = _run(stand, setup, point)
            too_slow = axis.grows and point.outcome is Outcome.TIMED_OUT
        gathered.points.append(point)


def _run(stand: Stand, setup: Setup, point: Point) -> Point:
    try:
        return replace(point, plan=stand.run(setup), outcome=Outcome.MEASURED)
    except OutOfTimeError:
        return replace(point, outcome=Outcome.TIMED_OUT)


def _measure_times(stand: Stand, axis: Axis, gathered: Gathered) -> None:
    """A few rounds, each value once in every one, in random order."""
    measured = [at for at, p in enumerate(gathered.points) if p.outcome is Outcome.MEASURED]
    setups = {at: axis.setup_at(stand, gathered.points[at].value) for at in measured}
    shuffled = np.random.default_rng(0)
    begun = time.monotonic()
    for _ in range(ROUNDS):
        if time.monotonic() - begun > TIME_LIMIT_S:
            return
        for at in shuffled.permutation(measured):
            # One round that is slower than all others says nothing of the rest.
            with suppress(OutOfTimeError):
                point, took = gathered.points[at], stand.time_ms(setups[at])
                gathered.points[at] = replace(point, times_ms=(*point.times_ms, took))


def _find_changes(stand: Stand, axis: Axis, gathered: Gathered) -> None:
    def shape_at(value: Any) -> str:
        return stand.planned(axis.setup_at(stand, value)).shape

    known = [(axis.divisible(point.value), point.shape) for point in gathered.points]
    for found in find_crossovers(known, shape_at, most_steps=axis.most_steps):
        gathered.crossovers.append(_with_part(stand, axis, found))


def _find_cheapest(stand: Stand, axis: Axis, gathered: Gathered) -> None:
    if not can_be_forced(gathered.points):
        gathered.note = CANNOT_FORCE
        return
    gathered.points = list(with_rivals(stand, axis, gathered.points))
    for found in find_cheapest(stand, axis, gathered.points):
        gathered.cheapest.append(_with_part(stand, axis, found))


def _with_part(stand: Stand, axis: Axis, found: Crossover) -> Crossover:
    if axis.condition is None:
        return found
    return replace(found, selectivity=axis.selectivity(stand, axis.setup_at(stand, found.high)))
