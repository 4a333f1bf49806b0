"""JIT_HEAVY: compiling the query's expressions took a large part of its time.

ExplainPrintJIT in src/backend/commands/explain.c. Every worker compiles for itself, and the plan's
total adds that up, so that it may exceed the execution; what counts is the leader's part. JIT is
chosen when the plan's cost exceeds jit_above_cost (chapter "Just-in-Time Compilation" of the
PostgreSQL documentation), whatever it then gains.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.figures import jit_time
from lab.plans.findings.told import figure_in
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_SHARE = 0.25
LEAST_SHARE_IF_SHORT = 0.1
SHORT_MS = 1000.0
LEAST_MS = 1.0


def find(review: Review) -> Iterator[Notice]:
    """JIT that took a quarter of the time, or a tenth of less than a second."""
    compiling = jit_time(review.tree.jit, review.nodes) or 0.0
    share = review.part_of_time(compiling)
    short = (review.tree.elapsed or 0.0) < SHORT_MS
    if compiling < LEAST_MS or share < (LEAST_SHARE_IF_SHORT if short else LEAST_SHARE):
        return
    functions = round(figure_in(review.tree.jit, "Functions"))
    cost = review.tree.root.total_cost or 0.0
    yield Notice(
        severity=Severity.WARNING,
        title=f"Compiling {text.plural(functions, 'function')} (JIT) took "
        f"{text.duration(compiling)}, {text.share(share)} of the execution",
        evidence={"functions": functions, "jit_ms": compiling, "share": share, "plan_cost": cost},
        advice=f"Compare with SET LOCAL jit = off. If that is faster, raise jit_above_cost beyond "
        f"the cost of plans like this one, {text.count(cost)}.",
        confidence=Confidence.MEDIUM,
    )


RULE = Rule(
    code="JIT_HEAVY",
    meaning="Compiled expressions are quicker only once they have run for very many rows. Here "
    "compiling them took so long that it is doubtful whether they won it back.",
    advice="Compare with SET LOCAL jit = off. If that is faster, raise jit_above_cost beyond the "
    "cost of plans like this one.",
    find=find,
    rests_on_times=True,
)
