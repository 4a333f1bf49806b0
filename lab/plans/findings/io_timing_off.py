"""IO_TIMING_OFF: many blocks were read, and nobody took the time.

With track_io_timing off, EXPLAIN has no `I/O Read Time` (up to PostgreSQL 16) or `Shared I/O Read
Time` (from 17 on), or it is 0 (show_buffer_usage in src/backend/commands/explain.c). It warns of
times, and depends on what was cached, so it is said only where times are.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.findings.told import figure_in
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_BLOCKS = 1000
READ_TIMES = ("Shared I/O Read Time", "I/O Read Time")


def find(review: Review) -> Iterator[Notice]:
    """Plans that read 1,000 blocks or more in no time."""
    root = review.tree.root
    read = root.shared_read_blocks or 0
    took = max(figure_in(root.extra, key) for key in READ_TIMES)
    if not review.tree.analyzed or read < LEAST_BLOCKS or took > 0:
        return
    yield Notice(
        severity=Severity.INFO,
        title=f"{text.plural(read, 'block')} were read, and the time for it was not taken",
        evidence={"read_blocks": read},
    )


RULE = Rule(
    code="IO_TIMING_OFF",
    meaning="Without it nobody can tell whether the statement waited for the disk or computed.",
    advice="SET track_io_timing = on (a superuser may, or who was granted it) and run it again. "
    "pg_test_timing shows whether taking the time is cheap on this machine.",
    find=find,
    rests_on_times=True,
)
