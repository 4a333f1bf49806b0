"""SETTINGS: the session forbids the planner a method, or forces workers upon it.

Only these make a plan that nobody gets otherwise; what else is set is listed with the plan.
EXPLAIN (SETTINGS) tells what differs from PostgreSQL's own defaults (ExplainPrintSettings in
src/backend/commands/explain.c); the methods that are off by default are not told when they are.
Of a method that was used although it is off, DISABLED_NODE speaks.
"""

from collections.abc import Iterator, Mapping

from lab.findings import Severity
from lab.plans.findings.disabled_node import used_though_off
from lab.plans.reviewing import Notice, Review, Rule

FORCED = ("debug_parallel_query", "force_parallel_mode")
OFF = frozenset(("off", "false", "no", "0"))


def find(review: Review) -> Iterator[Notice]:
    """Methods that are switched off, and workers that are there for testing only."""
    told = used_though_off(review)
    off = [name for name in switched_off(review.tree.settings) if name not in told]
    changed = [*off, *_forced(review.tree.settings)]
    if not changed:
        return
    values = ", ".join(f"{name} is {review.tree.settings[name]}" for name in changed)
    resets = "; ".join(f"RESET {name}" for name in changed)
    yield Notice(
        severity=Severity.WARNING,
        title=f"The planner could not choose freely: {values}",
        evidence={name: review.tree.settings[name] for name in changed},
        advice=f"To see the plan that it would choose: {resets}. If that is worse, look for the "
        "estimate that misleads it.",
    )


def switched_off(settings: Mapping[str, str]) -> tuple[str, ...]:
    """The planner's methods that may not be used, by the name of their setting."""
    return tuple(
        name
        for name, value in settings.items()
        if name.startswith("enable_") and value.lower() in OFF
    )


def _forced(settings: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in FORCED if settings.get(name, "off").lower() not in OFF)


RULE = Rule(
    code="SETTINGS",
    meaning="This is not the plan that the application gets. Its costs are not comparable with "
    "those of plans that were chosen freely.",
    advice="RESET the setting to see the plan that the planner would choose.",
    find=find,
)
