"""INCSORT_SPILL: an incremental sort, one group of which did not fit into work_mem.

`Full-sort Groups` and `Pre-sorted Groups` with their `Sort Space Disk` in kB:
show_incremental_sort_info in src/backend/commands/explain.c. It tells the average of the groups
and the largest one; in parallel plans each worker tells its own (rule 16).
"""

from collections.abc import Iterator, Mapping

from lab.plans.findings.reading import index_for_order, input_of
from lab.plans.findings.sort_spill import sort_memory_bytes
from lab.plans.findings.work_mem import advise_work_mem, spill_severity, suggested_work_mem_kb
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

KINDS = ("Full-sort Groups", "Pre-sorted Groups")
BYTES_BESIDES_COLUMNS = 12
"""What the disk holds of a row besides its columns: its length and its nulls."""


def find(review: Review) -> Iterator[Notice]:
    """Incremental sorts with groups on disk, of the leader or of any worker."""
    for node in review.executed("Incremental Sort"):
        spills = _spills(node)
        if spills:
            yield _notice(node, sum(total for total, _ in spills), max(peak for _, peak in spills))


def spilled_groups(node: PlanNode) -> bool:
    """Whether an incremental sort wrote any group to disk."""
    return bool(_spills(node))


def _spills(node: PlanNode) -> list[tuple[int, int]]:
    """What each kind of groups of each participant wrote, in all and for its largest group."""
    told = [node.extra, *(worker.extra for worker in node.workers or ())]
    groups = [each[kind] for each in told for kind in KINDS if kind in each]
    return [spill for each in groups if (spill := _spill(each))]


def _spill(groups: object) -> tuple[int, int] | None:
    if not isinstance(groups, Mapping):
        return None
    space = groups.get("Sort Space Disk")
    if not isinstance(space, Mapping):
        return None
    average, peak = space.get("Average Sort Space Used"), space.get("Peak Sort Space Used")
    count = groups.get("Group Count")
    if not isinstance(peak, int) or peak <= 0:
        return None
    if isinstance(average, int) and isinstance(count, int):
        return max(average * count, peak), peak
    return peak, peak


def _notice(node: PlanNode, disk: int, peak: int) -> Notice:
    rows = peak * 1024 / ((node.plan_width or 0) + BYTES_BESIDES_COLUMNS)
    suggested = suggested_work_mem_kb(sort_memory_bytes(peak, rows))
    return Notice(
        node=node,
        severity=spill_severity(disk),
        title=f"Groups of the incremental sort went to disk: {text.size(disk * 1024)}, the largest "
        f"{text.size(peak * 1024)}",
        evidence={
            "disk_kb": disk,
            "largest_group_kb": peak,
            "suggested_work_mem_kb": suggested,
        },
        advice=advise_work_mem(
            suggested, "Sort Methods should then name no external merge", _otherwise(node)
        ),
    )


def _otherwise(node: PlanNode) -> str:
    """An index where the rows of one table are sorted by its columns: no other could help."""
    scan = input_of(node)
    statement = index_for_order(scan, node.sort_key) if scan else ""
    if statement:
        return f"Or {statement}, which has the whole order, and compare the blocks."
    return "Or sort fewer and narrower rows."


RULE = Rule(
    code="INCSORT_SPILL",
    meaning="Rows that agree in the presorted columns are sorted together; so many agreed that "
    "their group was larger than work_mem and went through temporary files.",
    advice="Give this statement more work_mem (SET LOCAL), or sort fewer and narrower rows.",
    find=find,
)
