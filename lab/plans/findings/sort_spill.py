"""SORT_SPILL: a sort that did not fit into work_mem and went through temporary files.

`Sort Method`, `Sort Space Used` in kB: show_sort_info in src/backend/commands/explain.c. Inside a
Gather the node's own line is the leader's, and every worker that sorted has its own (rule 16).
What a sort takes in memory: src/backend/utils/sort/tuplesort.c. Each row has an entry of 24 bytes
in an array that grows by doubling; before PostgreSQL 17 the row itself is rounded up to a power of
two. So twice the disk's share and 48 bytes a row are enough.
"""

from collections.abc import Iterator

from lab.plans.findings.reading import index_for_order, input_of
from lab.plans.findings.work_mem import advise_work_mem, spill_severity, suggested_work_mem_kb
from lab.plans.nodes import PlanNode, Worker
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

BYTES_PER_ROW = 48


def find(review: Review) -> Iterator[Notice]:
    """Sorts on disk, of the leader or of any worker."""
    for node in review.executed("Sort"):
        spills = _spills_kb(node)
        if spills:
            yield _notice(node, spills)


def spilled_kb(node: PlanNode) -> int:
    """How much a sort wrote to disk, in kB, by all participants; 0 where it stayed in memory."""
    return sum(_spills_kb(node))


def sort_memory_bytes(disk_kb: float, rows: float) -> float:
    """What a sort would take in memory that took so much on disk: never too little."""
    return 2 * disk_kb * 1024 + BYTES_PER_ROW * rows


def _notice(node: PlanNode, spills: list[int]) -> Notice:
    disk, rows = sum(spills), _sorted_rows(node, of_all=True)
    # work_mem is what each participant may take, and the next run deals the rows out otherwise: so
    # twice what the fullest had, but not more than all of them together.
    most = min(2 * max(spills), disk)
    needed = sort_memory_bytes(most, _sorted_rows(node, of_all=False) * most / disk)
    suggested = suggested_work_mem_kb(needed)
    processes = f", by {len(spills)} processes" if len(spills) > 1 else ""
    more = {"processes": len(spills)} if processes else {}
    return Notice(
        node=node,
        severity=spill_severity(disk),
        title=f"The sort of {text.plural(rows, 'row')} went to disk: "
        f"{text.size(disk * 1024)}{processes}",
        evidence={"disk_kb": disk, "sort_rows": rows, **more, "suggested_work_mem_kb": suggested},
        advice=advise_work_mem(suggested, "Sort Method should then be quicksort", _otherwise(node)),
    )


def _otherwise(node: PlanNode) -> str:
    """An index where the rows of one table are sorted by its columns: no other could help."""
    scan = input_of(node)
    statement = index_for_order(scan, node.sort_key) if scan else ""
    if statement:
        return f"Or {statement}, from which rows come in this order, and compare the blocks."
    return "Or sort fewer and narrower rows."


def _sorted_rows(node: PlanNode, *, of_all: bool) -> int:
    """Rows that went in, over all loops or in one execution; a LIMIT may take out fewer."""
    source = node.children[0] if node.children else node
    return round((source.total_rows if of_all else source.rows_per_execution) or 0)


def _spills_kb(node: PlanNode) -> list[int]:
    shares: list[PlanNode | Worker] = [node, *(node.workers or ())]
    return [
        each.sort_space_used
        for each in shares
        if each.sort_space_type == "Disk" and each.sort_space_used
    ]


RULE = Rule(
    code="SORT_SPILL",
    meaning="What is sorted was larger than work_mem, so it was written to temporary files, sorted "
    "in pieces and merged.",
    advice="Give this statement more work_mem (SET LOCAL), or sort fewer and narrower rows.",
    find=find,
)
