"""PLAN_MEM: the planner itself needed much memory.

EXPLAIN (MEMORY), from PostgreSQL 17 on, tells under `Planning` the kilobytes that were used and
those that were taken from the system for them (show_memory_counters in
src/backend/commands/explain.c). The same statement needs the same in every run.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.findings.told import figure_in
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_KB = 10 * 1024
MUCH_KB = 100 * 1024


def find(review: Review) -> Iterator[Notice]:
    """Planning that took 10 MB or more."""
    allocated = round(figure_in(review.tree.planning, "Memory Allocated"))
    if allocated < LEAST_KB:
        return
    scans = sum(node.relation is not None for node in review.nodes)
    yield Notice(
        severity=Severity.WARNING if allocated >= MUCH_KB else Severity.INFO,
        title=f"Planning took {text.size(allocated * 1024)} of memory, for a plan with "
        f"{text.plural(scans, 'scan')} of tables and indexes",
        evidence={
            "allocated_kb": allocated,
            "used_kb": round(figure_in(review.tree.planning, "Memory Used")),
            "scans": scans,
        },
    )


RULE = Rule(
    code="PLAN_MEM",
    meaning="The planner looks at every partition and every order of joins, and keeps what it saw "
    "until it has chosen. Every session that plans this needs as much at the same time.",
    advice="Let it look at less: compare the partition key with a constant, make fewer partitions, "
    "or lower join_collapse_limit. EXPLAIN (MEMORY) shows what that saves.",
    find=find,
)
