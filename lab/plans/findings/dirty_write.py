"""DIRTY_WRITE: a statement that only reads changed blocks, or wrote them out.

Who first reads a row after its transaction ended notes that in the row (a hint bit), and who reads
a block with dead row versions may remove them: both make the block dirty
(SetHintBits in src/backend/access/heap/heapam_visibility.c, heap_page_prune_opt in pruneheap.c).
Whoever then needs its buffer has to write it. That is so once, so another run will not show it.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_BLOCKS = 100
WRITERS = frozenset(("ModifyTable", "LockRows"))


def find(review: Review) -> Iterator[Notice]:
    """Plans without a node that writes, under which 100 blocks or more were made dirty or written.

    A function that the statement calls may have written: its blocks are counted here too.
    """
    root = review.tree.root
    dirtied, written = root.shared_dirtied_blocks or 0, root.shared_written_blocks or 0
    if not review.tree.analyzed or max(dirtied, written) < LEAST_BLOCKS:
        return
    if any(node.node_type in WRITERS for node in review.nodes):
        return
    yield Notice(
        severity=Severity.INFO,
        title=f"A statement that only reads changed {text.plural(dirtied, 'block')} and wrote "
        f"{text.plural(written, 'block')} to the disk",
        evidence={"dirtied_blocks": dirtied, "written_blocks": written},
        confidence=Confidence.MEDIUM,
    )


RULE = Rule(
    code="DIRTY_WRITE",
    meaning="The first to read rows after a change pays for tidying up: it marks them as settled, "
    "removes dead versions, and may have to write other blocks out to make room.",
    advice="Run it again: the second run should change nothing. After a large load, VACUUM the "
    "table, so that no reader has to do it. If the blocks stay as many, look for functions in the "
    "statement that write.",
    find=find,
    rests_on_times=True,
)
