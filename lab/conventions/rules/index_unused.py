"""INDEX_UNUSED: an index that no query has used for as long as anybody counts.

Told of B-trees and others that enforce nothing, in tables that are used. The counters of one server
tell nothing of its standbys. An index of a partitioned table is counted in its partitions, and is
not told of.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from lab.conventions.knowing.index_cover import beyond_unique, copies, needed_by, outdone
from lab.conventions.knowing.storage import MEGABYTE
from lab.conventions.mending.index_operations import remove_index
from lab.conventions.mending.model_lines import without
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.schema import Index, ServerFacts, Table
from lab.show import text

DAY = 86_400
YOUNG = 1.0
"""Days; of a database that is younger there is nothing to say."""


def find(review: Review) -> Iterator[Notice]:
    """Indexes without a scan; in the first days, that nobody can tell yet."""
    server = review.picture.server
    days = counted_days(review, server) if server else 0.0
    if server is None or days < YOUNG:
        return
    unused = list(unused_indexes(review))
    if unused and days < review.limits["days"]:
        parts = tuple(cannot_tell([each], days, review.limits["days"]) for each in unused)
        yield replace(cannot_tell(unused, days, review.limits["days"]), parts=parts)
    elif unused:
        for table, index, size in unused:
            yield notice_of(table, index, size, days, server)


def unused_indexes(review: Review) -> Iterator[tuple[Table, Index, int]]:
    """Those without a scan that are large enough to matter, and their bytes."""
    least = review.limits["min_megabytes"] * MEGABYTE
    for table in review.tables:
        if table.partitioned or not is_used(table):
            continue
        for index in table.indexes:
            activity = index.activity
            if (
                activity is not None
                and activity.scans == 0
                and activity.size >= least
                and enforces_nothing(index)
                and needed_by(table, index) is None
                and not is_spare(table, index)
            ):
                yield table, index, activity.size


def is_spare(table: Table, index: Index) -> bool:
    """Whether another rule tells already that another index does its work."""
    spare = (*copies(table), *outdone(table), *beyond_unique(table))
    return any(each.index is index for each in spare)


def is_used(table: Table) -> bool:
    """Whether anybody reads the table by an index: else nothing can be said of one that is not."""
    return any(each.activity is not None and each.activity.scans for each in table.indexes)


def enforces_nothing(index: Index) -> bool:
    """Whether it is there to find rows, and for nothing else."""
    return index.valid and not index.unique and index.constraint is None


def counted_days(review: Review, server: ServerFacts) -> float:
    """How many days scans were counted at least; 0 where nothing tells.

    Counters that were never reset have no date. The oldest moment that is kept among them tells
    that they are no younger.
    """
    moments = [server.statistics_since] if server.statistics_since else kept_moments(review)
    return (server.now - min(moments, default=server.now)).total_seconds() / DAY


def kept_moments(review: Review) -> Iterator[datetime]:
    """The moments that the same counters keep."""
    for table in review.picture.tables:
        if table.activity is not None:
            yield from filter(None, (table.activity.analyzed_at, table.activity.vacuumed_at))
        for index in table.indexes:
            if index.activity is not None and index.activity.last_scan is not None:
                yield index.activity.last_scan


def notice_of(table: Table, index: Index, size: int, days: float, server: ServerFacts) -> Notice:
    """One index; on a standby it may serve the primary."""
    where = " on this standby" if server.standby else ""
    expression = any(key.expression for key in index.keys)
    since = f"Counted for {text.plural(int(days), 'day')} on this server alone"
    return Notice(
        title=f"{index.name} of {table.name} ({text.size(size)}) was not scanned once in "
        f"{text.plural(int(days), 'day')}{where}",
        evidence={"scans": 0, "days": int(days), "size_bytes": size},
        table=table,
        index=index,
        severity=Severity.INFO if server.standby else None,
        confidence=Confidence.MEDIUM if server.standby or expression else Confidence.HIGH,
        advice="The statistics of its expression may help the planner without a scan: CREATE "
        "STATISTICS keeps them when the index goes."
        if expression
        else "",
        fix=None
        if server.standby
        else remove_index(
            table,
            index,
            model=without(index),
            caution=f"{since}: ask the standbys, and whoever runs a query once a quarter",
        ),
    )


def cannot_tell(unused: list[tuple[Table, Index, int]], days: float, wanted: float) -> Notice:
    """Once for the schema; whoever knows that has not yet accepted that they are not needed."""
    table, index, _ = unused[0]
    sizes = [size for *_, size in unused]
    indexes = text.plural(len(sizes), "index", "indexes")
    return Notice(
        title=f"{indexes} ({text.size(sum(sizes))}) not scanned yet, but scans were counted for "
        f"{text.plural(int(days), 'day')} only: too short to tell",
        evidence={"indexes": len(sizes), "size_bytes": sum(sizes), "days": int(days)},
        severity=Severity.INFO,
        confidence=Confidence.LOW,
        advice=f"Ask again when the counters are {text.count(wanted)} days old.",
        about=f"{table.name}.{index.name}: too short to tell",
    )


RULE = Rule(
    code="INDEX_UNUSED",
    severity=Severity.WARNING,
    meaning="No query has used it since scans are counted here. It takes space and memory all the "
    "same, every insert writes it, and an index on a column that changes ends HOT updates.",
    advice="Drop it when no standby and no rare report uses it either.",
    find=find,
    claims=("C16",),
    notebook="11_writes",
    limits={"days": 7, "min_megabytes": 1},
    origins=ON_DATABASES,
)
