"""Figures that EXPLAIN tells in more than one way: I/O times, the time of JIT.

The keys are those of show_buffer_usage, show_instrumentation_count and ExplainPrintJIT in
src/backend/commands/explain.c.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lab.plans.nodes import PlanNode

READ_KEYS = (
    *("Shared I/O Read Time", "Local I/O Read Time", "Temp I/O Read Time"),
    "I/O Read Time",
)
"""From PostgreSQL 17 on told apart; before, the last stood for shared and local blocks."""

WRITE_KEYS = tuple(key.replace("Read", "Write") for key in READ_KEYS)
IO_KEYS = frozenset(READ_KEYS + WRITE_KEYS)


@dataclass(frozen=True, slots=True)
class IoTime:
    """Milliseconds in reading and in writing blocks, 0 where track_io_timing is off."""

    read: float
    write: float

    @property
    def total(self) -> float:
        """Both together."""
        return self.read + self.write


def io_time(node: PlanNode) -> IoTime | None:
    """Of a node and all below it, added up over loops and workers; None where it is not told."""
    if IO_KEYS.isdisjoint(node.extra):
        return None
    return IoTime(_added(node.extra, READ_KEYS), _added(node.extra, WRITE_KEYS))


def own_io_time(node: PlanNode) -> float | None:
    """Milliseconds of its own time that a node spent in reading and writing blocks.

    The workers' are divided as their times are; it is never more than the node's own time.
    """
    told = io_time(node)
    if told is None or node.self_time is None:
        return None
    if not told.total:
        return 0.0
    below = [io_time(child) for child in node.children if not child.runs_elsewhere]
    own = told.total - sum(each.total for each in below if each is not None)
    return min(max(own / node.participants, 0.0), node.self_time)


def jit_time(jit: Mapping[str, object], nodes: Iterable[PlanNode]) -> float | None:
    """Milliseconds of the execution that went into compiling; None where nothing was compiled.

    `jit` is that of the whole plan, which adds up what every participant compiled for itself, at
    the same time. What counts is the leader's: all without that of the workers, where VERBOSE
    shows it, else an equal share.
    """
    total = _total(jit)
    if total is None:
        return None
    of_workers, participants = 0.0, 1
    for node in nodes:
        participants += (node.workers_launched or 0) * (node.loops or 0)
        for worker in node.workers or ():
            compiled = worker.extra.get("JIT")
            of_workers += (_total(compiled) or 0.0) if isinstance(compiled, Mapping) else 0.0
    return max(total - of_workers, 0.0) if of_workers else total / participants


def _total(jit: Mapping[str, object]) -> float | None:
    timing = jit.get("Timing")
    total = timing.get("Total") if isinstance(timing, Mapping) else None
    return total if isinstance(total, int | float) else None


def _added(extra: Mapping[str, object], keys: Iterable[str]) -> float:
    told = (extra.get(key) for key in keys)
    return sum((figure for figure in told if isinstance(figure, int | float)), 0.0)
