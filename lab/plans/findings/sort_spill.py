"""SORT_SPILL: a sort that did not fit into work_mem and went through temporary files.

`Sort Method`, `Sort Space Used` in kB: show_sort_info in src/backend/commands/explain.c. Inside a
Gather the node's own line is the leader's, and every worker that sorted has its own (rule 16).
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.nodes import PlanNode, Worker
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text


def find(review: Review) -> Iterator[Notice]:
    """Sorts on disk, of the leader or of any worker."""
    for node in review.executed("Sort"):
        spilled = spilled_kb(node)
        if spilled:
            yield Notice(
                node=node,
                severity=Severity.WARNING,
                title=f"The sort went to disk: {text.size(spilled * 1024)}",
                evidence={"disk_kb": spilled, "sort_rows": node.total_rows},
            )


def spilled_kb(node: PlanNode) -> int:
    """How much a sort wrote to disk, in kB, by all participants; 0 where it stayed in memory."""
    shares: list[PlanNode | Worker] = [node, *(node.workers or ())]
    return sum(each.sort_space_used or 0 for each in shares if each.sort_space_type == "Disk")


RULE = Rule(
    code="SORT_SPILL",
    meaning="What is sorted was larger than work_mem, so it was written to temporary files, sorted "
    "in pieces and merged.",
    advice="Give this statement more work_mem (SET LOCAL), or an index that has the order.",
    find=find,
)
