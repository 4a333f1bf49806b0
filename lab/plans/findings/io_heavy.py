"""IO_HEAVY: a step spent most of its time in waiting for blocks.

It takes track_io_timing (show_buffer_usage in src/backend/commands/explain.c). The times are those
in which the server waited for the operating system: blocks in its memory come quickly too, and
what an asynchronous read (PostgreSQL 18) brought before it was needed took none. Those of workers
are added up, and divided here as their other times are.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.figures import own_io_time
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.wording import title
from lab.show import text

LEAST_SHARE = 0.5
LEAST_SHARE_OF_ALL = 0.1
LEAST_MS = 1.0
TRANSFERS = (
    *("shared_read_blocks", "shared_written_blocks", "local_read_blocks", "local_written_blocks"),
    *("temp_read_blocks", "temp_written_blocks"),
)


def find(review: Review) -> Iterator[Notice]:
    """Steps that waited for half of their time or more, and for a tenth of the execution's."""
    for node in review.executed():
        waited = own_io_time(node) or 0.0
        if waited < LEAST_MS or waited < LEAST_SHARE * (node.self_time or 0.0):
            continue
        if review.part_of_time(waited) < LEAST_SHARE_OF_ALL:
            continue
        share = waited / (node.self_time or waited)
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"{title(node)} waited {text.duration(waited)} for blocks, "
            f"{text.share(share)} of its own time: {text.plural(moved_blocks(node), 'block')} "
            "read or written",
            evidence={"io_ms": waited, "share": share, "moved_blocks": moved_blocks(node)},
            confidence=Confidence.MEDIUM,
        )


def moved_blocks(node: PlanNode) -> int:
    """Blocks that the step itself read into memory or wrote out of it."""
    return sum(node.exclusive_buffers.get(name, 0) for name in TRANSFERS)


RULE = Rule(
    code="IO_HEAVY",
    meaning="The step waited for the disk or the operating system rather than computed: faster "
    "hardware for computing would not help it.",
    advice="Run it again to see what it takes when the blocks are cached. If they never are, let "
    "it touch fewer of them (an index, a covering index, fewer columns in the table), or give the "
    "server more shared_buffers.",
    find=find,
    rests_on_times=True,
)
