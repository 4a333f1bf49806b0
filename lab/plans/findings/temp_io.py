"""TEMP_IO: temporary files that no other finding explains.

What remains are sorts inside of aggregates (ORDER BY, DISTINCT), the results of functions, and
before PostgreSQL 18, which tells of STORAGE_DISK, rows kept by CTEs, Materialize and windows.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.hash_batches import in_batches
from lab.plans.findings.hashagg_spill import spilled_groups
from lab.plans.findings.incsort_spill import spilled_groups as spilled_sorted_groups
from lab.plans.findings.sort_spill import spilled_kb
from lab.plans.findings.storage_disk import stored_on_disk
from lab.plans.findings.work_mem import (
    BLOCK_KB,
    advise_work_mem,
    spill_severity,
    suggested_work_mem_kb,
)
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

FEW_BLOCKS = 128
"""Below them (1 MB) it is merely told."""

TIMES_IN_MEMORY = 3
OTHERWISE = "Or let fewer and narrower rows come to this node."


def find(review: Review) -> Iterator[Notice]:
    """Nodes that wrote or read temporary blocks themselves, and no spill is told of them."""
    for node in review.executed():
        written = node.exclusive_buffers.get("temp_written_blocks", 0)
        read = node.exclusive_buffers.get("temp_read_blocks", 0)
        if written + read and not _explained(node):
            yield _notice(node, written, read)


def _explained(node: PlanNode) -> bool:
    return (
        stored_on_disk(node)
        or in_batches(node)
        or any(in_batches(child) for child in node.children)
        or bool(spilled_kb(node))
        or spilled_groups(node)
        or spilled_sorted_groups(node)
    )


def _notice(node: PlanNode, written: int, read: int) -> Notice:
    # What is read again and again was written once.
    disk = (written or read) * BLOCK_KB
    suggested = suggested_work_mem_kb(TIMES_IN_MEMORY * disk * 1024)
    few = written + read < FEW_BLOCKS
    return Notice(
        node=node,
        severity=Severity.INFO if few else spill_severity(disk),
        title=f"{node.node_type} used temporary files: {text.plural(written, 'block')} written, "
        f"{text.count(read)} read",
        evidence={
            "temp_written_blocks": written,
            "temp_read_blocks": read,
            "disk_kb": disk,
            "suggested_work_mem_kb": suggested,
        },
        advice=advise_work_mem(suggested, "the temporary blocks should be gone", OTHERWISE),
        # How much of the work was done in memory is not told.
        confidence=Confidence.MEDIUM,
    )


RULE = Rule(
    code="TEMP_IO",
    meaning="What this node keeps or sorts inside was larger than work_mem, so it went through "
    "temporary files.",
    advice="Give this statement more work_mem (SET LOCAL), or let fewer and narrower rows come.",
    find=find,
)
