"""PLAN_GT_EXEC: planning took longer than the execution.

`Planning Time` is in the plan's summary, the blocks of the catalogs beside it under `Planning`
(ExplainOnePlan in src/backend/commands/explain.c). A session reads the catalogs into caches of its
own when it first needs them, so that its first planning of a statement is no measure.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_MS = 5.0


def find(review: Review) -> Iterator[Notice]:
    """Planning of 5 ms or more that was not worth it."""
    planning, execution = review.tree.planning_time, review.tree.execution_time
    if planning is None or execution is None or planning < max(LEAST_MS, execution):
        return
    yield Notice(
        severity=Severity.WARNING,
        title=f"Planning took {text.duration(planning)}, the execution {text.duration(execution)}",
        evidence={
            "planning_ms": planning,
            "execution_ms": execution,
            "planning_blocks": review.tree.planning_blocks or 0,
        },
        confidence=Confidence.MEDIUM,
    )


RULE = Rule(
    code="PLAN_GT_EXEC",
    meaning="The server spent more time on choosing a plan than on running it. Many joins, "
    "partitions or indexes make that so, and every call pays it anew.",
    advice="Run it again in the same session, for the first planning reads the catalogs. If it "
    "takes as long, PREPARE the statement and EXECUTE it, so that one plan serves many calls (SET "
    "plan_cache_mode = force_generic_plan shows that at once), or lower join_collapse_limit.",
    find=find,
    rests_on_times=True,
)
