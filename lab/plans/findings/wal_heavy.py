"""WAL_HEAVY: most of the write-ahead log was images of whole pages, or its buffers were full.

The first change of a page after a checkpoint logs the whole page (`WAL FPI`, full page images:
XLogRecordAssemble in src/backend/access/transam/xloginsert.c). An image leaves out the page's free
space and may be compressed, so images x 8 kB is the most that they can have been. When checkpoints
come is not the statement's doing, so another run may not show it.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

PAGE_BYTES = 8192
LEAST_SHARE = 0.5
LEAST_BYTES = 1024 * 1024
LEAST_FULL = 10

LARGER_BUFFERS = (
    "Raise wal_buffers (it needs a restart) and compare. A bulk load fills any buffer, and need "
    "not mind."
)


def find(review: Review) -> Iterator[Notice]:
    """Statements that logged a megabyte or more, half of it images; or waited for the buffers."""
    for node in review.executed("ModifyTable"):
        if (node.wal_bytes or 0) >= LEAST_BYTES:
            yield from _images(node)
            yield from _full_buffers(node)


def _images(node: PlanNode) -> Iterator[Notice]:
    logged, images = node.wal_bytes or 0, node.wal_fpi or 0
    share = min(images * PAGE_BYTES / logged, 1.0)
    if share < LEAST_SHARE:
        return
    yield Notice(
        node=node,
        severity=Severity.WARNING,
        title=f"Of {text.size(logged)} of write-ahead log, up to {text.share(share)} was "
        f"{text.plural(images, 'image')} of whole pages",
        evidence={"wal_bytes": logged, "most_image_share": share, "wal_fpi": images},
        confidence=Confidence.MEDIUM,
    )


def _full_buffers(node: PlanNode) -> Iterator[Notice]:
    full = node.wal_buffers_full or 0
    if full < LEAST_FULL:
        return
    yield Notice(
        node=node,
        severity=Severity.INFO,
        title=f"The buffers of the write-ahead log were full {text.plural(full, 'time')}, "
        f"for {text.size(node.wal_bytes or 0)}",
        evidence={"wal_buffers_full": full, "wal_bytes": node.wal_bytes},
        advice=LARGER_BUFFERS,
        confidence=Confidence.LOW,
    )


RULE = Rule(
    code="WAL_HEAVY",
    meaning="Whoever first changes a page after a checkpoint logs all of it, however small the "
    "change: the statement wrote far more than it changed, and replicas receive it too.",
    advice="Run it again: soon after a checkpoint it logs more than later. Against it in general "
    "help rarer checkpoints (max_wal_size, checkpoint_timeout) and wal_compression.",
    find=find,
    rests_on_times=True,
)
