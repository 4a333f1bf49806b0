"""ROUNDED: times of a step that ran so often, and so briefly, that they are rounding noise.

EXPLAIN prints the time of one execution with three decimals of a millisecond (ExplainNode in
src/backend/commands/explain.c), so that it is wrong by up to 0.0005 ms, times all executions.
Told is only what is a tenth of the whole execution's time or more.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.wording import title
from lab.show import text

LEAST_LOOPS = 1000
LARGEST_MS = 0.005
LEAST_SHARE = 0.1
LEAST_MS = 1.0
HALF_A_DIGIT_MS = 0.0005


def find(review: Review) -> Iterator[Notice]:
    """At most one: the step whose time is the least certain."""
    short = [node for node in review.executed() if _is_short(node)]
    if not short:
        return
    worst = max(short, key=rounding_ms)
    error = min(rounding_ms(worst), review.tree.elapsed or 0.0)
    share = review.part_of_time(error)
    if error < LEAST_MS or share < LEAST_SHARE:
        return
    yield Notice(
        node=worst,
        severity=Severity.INFO,
        title=f"The time of {title(worst)} is rounded by up to {text.duration(error)}, "
        f"{text.share(share)} of the execution: it ran {text.plural(worst.loops or 0, 'time')}",
        evidence={"rounding_ms": error, "share": share, "loops": worst.loops},
    )


def rounding_ms(node: PlanNode) -> float:
    """By how much the node's time may be wrong because it was rounded."""
    return HALF_A_DIGIT_MS * (node.loops or 0) / node.participants


def _is_short(node: PlanNode) -> bool:
    took = node.actual_total_time
    return took is not None and took <= LARGEST_MS and (node.loops or 0) >= LEAST_LOOPS


RULE = Rule(
    code="ROUNDED",
    meaning="EXPLAIN rounds the time of one execution to thousandths of a millisecond. Over so "
    "many executions, the times of this step and of the one above it may be far off.",
    advice="Judge these steps by their rows and blocks, and the statement by its execution time.",
    find=find,
    rests_on_times=True,
)
