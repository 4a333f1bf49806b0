"""STORAGE_DISK: rows that were kept to be read again, and did not fit into work_mem.

`Storage` and `Maximum Storage` in kB since PostgreSQL 18, on Materialize, WindowAgg, CTE Scan,
Recursive Union and Table Function Scan: show_storage_info in src/backend/commands/explain.c.
What rows take in memory: src/backend/utils/sort/tuplestore.c. All scans of one CTE share its
storage, so it is told once.
"""

from collections.abc import Iterator

from lab.plans.findings.work_mem import advise_work_mem, spill_severity, suggested_work_mem_kb
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

BYTES_PER_ROW = 32
KEPT = {
    "Materialize": "the rows of Materialize",
    "WindowAgg": "a partition of the window function",
    "Recursive Union": "the rows of the recursion",
    "Table Function Scan": "the rows of the table function",
}
OTHERWISE = {
    "Materialize": "Or spare the rescans: an index on the inner side of the join.",
    "WindowAgg": "Or make the partitions smaller or their rows narrower.",
    "CTE Scan": "Or let the CTE hand over fewer rows and columns, or try AS NOT MATERIALIZED.",
}


def find(review: Review) -> Iterator[Notice]:
    """Nodes that kept their rows on disk; of the scans of one CTE the first."""
    told: set[tuple[str | None, int]] = set()
    for node in review.executed():
        if not stored_on_disk(node):
            continue
        disk = node.maximum_storage or 0
        if node.node_type == "CTE Scan":
            if (node.cte_name, disk) in told:
                continue
            told.add((node.cte_name, disk))
        yield _notice(node, disk)


def stored_on_disk(node: PlanNode) -> bool:
    """Whether the rows that a node kept went to disk."""
    return node.storage == "Disk"


def _notice(node: PlanNode, disk: int) -> Notice:
    rows = disk * 1024 / max(node.plan_width or 0, BYTES_PER_ROW)
    suggested = suggested_work_mem_kb(2 * disk * 1024 + BYTES_PER_ROW * rows)
    what = f"CTE {node.cte_name}" if node.cte_name else KEPT.get(node.node_type, node.node_type)
    return Notice(
        node=node,
        severity=spill_severity(disk),
        title=f"{what[0].upper()}{what[1:]} went to disk: {text.size(disk * 1024)}",
        evidence={"disk_kb": disk, "suggested_work_mem_kb": suggested},
        advice=advise_work_mem(
            suggested,
            "Storage should then be Memory",
            OTHERWISE.get(node.node_type, "Or keep fewer and narrower rows."),
        ),
    )


RULE = Rule(
    code="STORAGE_DISK",
    meaning="Rows that are needed more than once were kept, and they were more than work_mem "
    "holds, so they were written to a temporary file and read from it.",
    advice="Give this statement more work_mem (SET LOCAL), or keep fewer and narrower rows.",
    find=find,
)
