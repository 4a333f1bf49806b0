"""HASH_BATCHES: a hash join whose table did not fit into memory, so that both sides went to disk.

`Hash Batches`, `Original Hash Batches`: show_hash_info in src/backend/commands/explain.c. What the
table takes: ExecChooseHashTableSize in src/backend/executor/nodeHash.c, 32 bytes and the columns
for each row, 8 bytes for each bucket, of which there are as many as rows, up to a power of two;
2 % are set aside for the most common values.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.findings.work_mem import (
    advise_work_mem,
    hash_mem_multiplier,
    spill_severity,
    suggested_work_mem_kb,
    temp_written_kb,
)
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.trees import PlanTree
from lab.show import text

MANY_BATCHES = 8
LARGE_TABLE_BYTES = 16 * 2**20
"""Below it many batches only show that work_mem was tiny."""

BYTES_PER_ROW = 32
SET_ASIDE = 1.03


def find(review: Review) -> Iterator[Notice]:
    """Hash tables in several batches."""
    for node in review.executed("Hash"):
        if in_batches(node):
            yield _notice(review, node)


def in_batches(node: PlanNode) -> bool:
    """Whether a Hash did not fit into memory."""
    return node.node_type == "Hash" and (node.hash_batches or 0) > 1


def hash_table_bytes(node: PlanNode) -> float:
    """What the table of a Hash takes in memory, of one process, in one piece."""
    # The planner decides by what it expects, the executor by what comes.
    rows = max(node.rows_per_execution or 0.0, node.estimated_rows or 0.0, 1.0)
    columns = -(-round(node.plan_width or 0) // 8) * 8
    buckets = 1 << (round(rows) - 1).bit_length()
    whole = (rows * (BYTES_PER_ROW + columns) + buckets * 8) * SET_ASIDE
    # The table of a parallel hash is one for all, and each brings its own memory.
    return whole / node.participants if node.parallel_aware else whole


def _notice(review: Review, node: PlanNode) -> Notice:
    batches, planned = node.hash_batches or 0, node.original_hash_batches
    join = review.parent(node)
    disk = temp_written_kb([node] if join is None else [node, join])
    needed = hash_table_bytes(node)
    suggested = suggested_work_mem_kb(needed / hash_mem_multiplier(review.tree))
    told = "" if disk is None else f": {text.size(disk * 1024)} went through temporary files"
    grave = batches > MANY_BATCHES and needed >= LARGE_TABLE_BYTES
    return Notice(
        node=node,
        severity=Severity.HIGH if grave else spill_severity(disk or 0),
        title=f"The hash table of {text.plural(node.total_rows or 0, 'row')} was split into "
        f"{text.count(batches)} batches{_planned(planned, batches)}{told}",
        evidence=_evidence(node, disk) | {"suggested_work_mem_kb": suggested},
        advice=_advice(review.tree, node, suggested),
        table=next((child.relation for child in node.children), None),
    )


def _planned(planned: int | None, batches: int) -> str:
    if planned is None or planned >= batches:
        return ""
    return f", where {text.count(planned)} {'was' if planned == 1 else 'were'} planned"


def _evidence(node: PlanNode, disk: int | None) -> dict[str, object]:
    figures = {
        "batches": node.hash_batches,
        "planned_batches": node.original_hash_batches,
        "hash_rows": node.total_rows,
        "peak_memory_kb": node.peak_memory_usage,
        "disk_kb": disk,
    }
    return {name: value for name, value in figures.items() if value is not None}


def _advice(tree: PlanTree, node: PlanNode, suggested: int) -> str:
    if node.badly_estimated and not node.overestimated:
        otherwise = "The planner expected far fewer rows here: mend that estimate first."
    else:
        otherwise = "Or hash fewer and narrower rows: filter before the join, select fewer columns."
    times = hash_mem_multiplier(tree)
    allowed = f" (a hash table may take {times:g} times as much)" if times != 1 else ""
    return advise_work_mem(suggested, f"Hash should then say Batches: 1{allowed}", otherwise)


RULE = Rule(
    code="HASH_BATCHES",
    meaning="The hash table was larger than the memory allowed, so it was divided into batches, "
    "and all but the first of both sides of the join were written to disk and read again.",
    advice="Give this statement more work_mem (SET LOCAL), or hash fewer and narrower rows.",
    find=find,
)
