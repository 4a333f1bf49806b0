"""WORKERS_SHORT: a Gather that got fewer workers than the plan was made for.

`Workers Planned` and `Workers Launched`: ExecGather in src/backend/executor/nodeGather.c. All
sessions share max_parallel_workers. Of a Gather that ran several times, EXPLAIN tells the last.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.findings.told import of
from lab.plans.reviewing import Notice, Review, Rule


def find(review: Review) -> Iterator[Notice]:
    """Gathers with fewer workers launched than planned."""
    allowed = review.tree.settings.get("max_parallel_workers")
    for node in review.executed("Gather", "Gather Merge"):
        planned, launched = node.workers_planned, node.workers_launched
        if planned is None or launched is None or launched >= planned:
            continue
        verb = "was" if launched == 1 else "were"
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"Only {of(launched, planned, 'planned worker')} {verb} launched"
            if launched
            else f"None of {planned} planned workers was launched",
            evidence={"workers_planned": planned, "workers_launched": launched},
            advice=f"max_parallel_workers is {allowed} here: RESET it, and run this again."
            if allowed
            else "",
        )


RULE = Rule(
    code="WORKERS_SHORT",
    meaning="The plan was chosen because so many processes would share the work. Fewer did, so it "
    "took longer than the planner expected, and a plan without workers might have been faster.",
    advice="Run it again when less runs beside it. If workers are still missing, raise "
    "max_parallel_workers (at most max_worker_processes), or plan for fewer with "
    "max_parallel_workers_per_gather.",
    find=find,
)
