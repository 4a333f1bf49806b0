"""What the rules about spills share: how much went to disk, and a first guess at the memory for it.

A limit of memory holds for one operation of one process. Hash tables may take `work_mem` times
`hash_mem_multiplier` (chapter "Resource Consumption" of the PostgreSQL documentation).
"""

from collections.abc import Iterable

from lab.findings import Severity
from lab.plans.nodes import PlanNode
from lab.plans.trees import PlanTree

BLOCK_KB = 8
MUCH_ON_DISK_KB = 100 * 1024
"""From here on a spill is grave: it competes with everything else for the disk."""

MOST_WORK_MEM_KB = 1024 * 1024
"""Above this nobody should be told to raise work_mem."""

HASH_MEM_MULTIPLIER = 2.0
"""Its default since PostgreSQL 15; before, it was 1."""


def spill_severity(disk_kb: float) -> Severity:
    """How grave a spill of that size is."""
    return Severity.HIGH if disk_kb >= MUCH_ON_DISK_KB else Severity.WARNING


def temp_written_kb(nodes: Iterable[PlanNode]) -> int | None:
    """What these nodes wrote to temporary files themselves; None where nobody counted."""
    counts = [node.exclusive_buffers.get("temp_written_blocks") for node in nodes]
    counted = [count for count in counts if count is not None]
    return sum(counted) * BLOCK_KB if counted else None


def hash_mem_multiplier(tree: PlanTree) -> float:
    """How many times work_mem a hash table may take on the server that ran the plan."""
    told = tree.settings.get("hash_mem_multiplier", "")
    try:
        return max(float(told), 1.0)
    except ValueError:
        before = tree.server_version_num is not None and tree.server_version_num < 150000
        return 1.0 if before else HASH_MEM_MULTIPLIER


def suggested_work_mem_kb(needed_bytes: float) -> int:
    """The least number of whole MB that holds so many bytes, in kB."""
    return max(-(-round(needed_bytes) // 2**20), 1) * 1024


def advise_work_mem(suggested_kb: int, then: str, otherwise: str) -> str:
    """To try that much memory and see what then holds; `otherwise` where there is another way."""
    if suggested_kb > MOST_WORK_MEM_KB:
        return (
            f"In memory this would take some {suggested_kb // 1024:,} MB of work_mem, too much to "
            f"give to one statement. {otherwise}"
        )
    return (
        f"Try SET LOCAL work_mem = '{suggested_kb // 1024}MB' for this statement and explain it "
        f"again: {then}. {otherwise}"
    )
