"""How a comparison is made: what a caller may say, with its defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from lab.errors import LabError, require_options

CUSTOM, GENERIC = "force_custom_plan", "force_generic_plan"


class How(TypedDict, total=False):
    """How a comparison is made.

    `timeout_s` (60): how long a single statement may take; a variant whose query takes longer is
    reported as "over 60 s", and the others go on.
    `limit_s` (10): how long the rounds go on for, at least three of them.
    `rounds` (100): so many of them at most.
    `seed` (0): of the random order of the runs.
    `plan_cache_mode` ("force_custom_plan"): or "force_generic_plan", planned as a prepared
    statement is, for any value of its parameters.
    `writes` (True): measure what the indexes cost a write, on a scratch copy of each table.
    """

    timeout_s: float
    limit_s: float
    rounds: int
    seed: int
    plan_cache_mode: str
    writes: bool


@dataclass(frozen=True, slots=True)
class Options:
    """The same with its defaults."""

    timeout_s: float = 60.0
    limit_s: float = 10.0
    rounds: int | None = None
    seed: int = 0
    plan_cache_mode: str = CUSTOM
    writes: bool = True


def options_of(how: Mapping[str, Any]) -> Options:
    """What the caller wants.

    Raises:
        LabError: there is no such option, or it cannot have that value.
    """
    require_options("compare", how, How.__annotations__)
    options = Options(**how)
    require_mode(options.plan_cache_mode)
    for name in ("timeout_s", "limit_s", "rounds"):
        value = getattr(options, name)
        if value is not None and not value > 0:
            raise LabError(f"{name} is {value}", hint="Give more than 0")
    return options


def require_mode(mode: str) -> None:
    """Refuse what leaves the kind of plan to chance, as `auto` does.

    Raises:
        LabError: it is not one of the two modes.
    """
    if mode not in (CUSTOM, GENERIC):
        raise LabError(f"plan_cache_mode is '{mode}'", hint=f"Give '{CUSTOM}' or '{GENERIC}'")
