"""HASHAGG_SPILL: groups that did not fit into memory, so that rows waited on disk for their turn.

`HashAgg Batches`, `Disk Usage` and `Peak Memory Usage` in kB: show_hashagg_info in
src/backend/commands/explain.c; inside a Gather the leader's, and those of each worker (rule 16).
What a group takes is estimated as in hash_agg_entry_size of src/backend/executor/nodeAgg.c.
"""

from collections.abc import Iterator

from lab.plans.findings.work_mem import (
    advise_work_mem,
    hash_mem_multiplier,
    spill_severity,
    suggested_work_mem_kb,
)
from lab.plans.nodes import PlanNode, Worker
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

BYTES_PER_GROUP = 100
"""Of its entry in the table and its key, without the columns."""

BYTES_PER_AGGREGATE = 200
"""A sum of numerics takes about as much, a count less, array_agg any amount."""


def find(review: Review) -> Iterator[Notice]:
    """Hashed aggregates that wrote to disk, of the leader or of any worker."""
    for node in review.executed("Aggregate"):
        spills = _spills(node)
        if spills:
            yield _notice(review, node, spills)


def spilled_groups(node: PlanNode) -> bool:
    """Whether a hashed aggregate wrote rows to disk, whoever took part."""
    return bool(_spills(node))


def _spills(node: PlanNode) -> list[PlanNode | Worker]:
    shares: list[PlanNode | Worker] = [node, *(node.workers or ())]
    return [each for each in shares if (each.hashagg_batches or 0) > 1 or each.disk_usage]


def _notice(review: Review, node: PlanNode, spills: list[PlanNode | Worker]) -> Notice:
    disk = sum(each.disk_usage or 0 for each in spills)
    batches = max(each.hashagg_batches or 0 for each in spills)
    peak = max(each.peak_memory_usage or 0 for each in spills)
    groups = round((node.actual_rows or 0) + (node.rows_removed_by_filter or 0))
    needed = max(groups * _bytes_per_group(node), 2 * peak * 1024)
    suggested = suggested_work_mem_kb(needed / hash_mem_multiplier(review.tree))
    return Notice(
        node=node,
        severity=spill_severity(disk),
        title=f"{text.plural(groups, 'group')} did not fit into memory: their rows went to disk in "
        f"{text.plural(batches, 'batch', 'batches')}, {text.size(disk * 1024)}",
        evidence={
            "disk_kb": disk,
            "batches": batches,
            "groups": groups,
            "peak_memory_kb": peak,
            "suggested_work_mem_kb": suggested,
        },
        advice=advise_work_mem(
            suggested, "HashAggregate should then say Batches: 1", _otherwise(node.group_key)
        ),
    )


def _bytes_per_group(node: PlanNode) -> float:
    aggregates = max(len(node.output or ()) - len(node.group_key or ()), 1)
    return BYTES_PER_GROUP + (node.plan_width or 0) + BYTES_PER_AGGREGATE * aggregates


def _otherwise(keys: tuple[str, ...] | None) -> str:
    order = f" of {', '.join(keys)}" if keys else ""
    return f"Or let an index give the rows in the order{order}: then groups need no memory."


RULE = Rule(
    code="HASHAGG_SPILL",
    meaning="The groups were more than memory may hold, so the rows of those that found no place "
    "were written to disk and read again, batch by batch.",
    advice="Give this statement more work_mem (SET LOCAL), or an index on what is grouped by.",
    find=find,
)
