"""CACHE_COLD: most of the blocks were not in PostgreSQL's cache.

`Shared Read Blocks` came from the operating system, which may have had them in memory, or from the
disk (show_buffer_usage in src/backend/commands/explain.c). Another run may find them cached, so
this is said only where times are: it is of them that it warns. A Seq Scan of a table larger than a
quarter of shared_buffers goes through a small ring of buffers (GetAccessStrategy in
src/backend/storage/buffer/freelist.c) and finds them as cold as before.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.findings.told import of
from lab.plans.reviewing import Notice, Review, Rule

LEAST_SHARE = 0.5
LEAST_BLOCKS = 1000


def find(review: Review) -> Iterator[Notice]:
    """Plans that read 1,000 blocks or more, and half of all that they touched."""
    read, touched = review.tree.root.shared_read_blocks or 0, review.tree.blocks or 0
    if not review.tree.analyzed or read < max(LEAST_BLOCKS, LEAST_SHARE * touched):
        return
    yield Notice(
        severity=Severity.INFO,
        title=f"{of(read, touched, 'block')} were not in PostgreSQL's cache",
        evidence={"read_blocks": read, "touched_blocks": touched},
    )


RULE = Rule(
    code="CACHE_COLD",
    meaning="They came from the operating system or from the disk, so the times measure the state "
    "of the caches as much as the plan.",
    advice="Run it again before judging its times. If it reads as many blocks then, what it reads "
    "does not fit: a large table that is read whole passes by the cache, or shared_buffers is "
    "small.",
    find=find,
    rests_on_times=True,
)
