"""Figures that the server told of the whole plan: of planning, triggers, JIT, serialization.

Those are objects of JSON as EXPLAIN gave them, so that anything may stand in them.
"""

from collections.abc import Mapping

from lab.show import text

LARGEST = 1e100
LONGEST = 60


def figure_in(told: Mapping[str, object], key: str) -> float:
    """The number under a key; 0 where there is none, or something else."""
    value = told.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0.0
    return value if 0 <= value <= LARGEST else 0.0


def words_in(told: Mapping[str, object], key: str) -> str:
    """The text under a key; "" where there is none, or something else."""
    value = told.get(key)
    return value if isinstance(value, str) else ""


def blocks_in(told: Mapping[str, object]) -> int:
    """The shared blocks that it tells of, cached or not."""
    return round(sum(figure_in(told, f"Shared {kind} Blocks") for kind in ("Hit", "Read")))


def shown(condition: str | None) -> str:
    """A condition at the end of a title, if it is short; its node shows it in any case."""
    return f": {condition}" if condition and len(condition) <= LONGEST else ""


def of(part: float, whole: float, singular: str) -> str:
    """A part of a number of things: `1 of 3 planned workers`."""
    return f"{text.count(part)} of {text.plural(whole, singular)}"
