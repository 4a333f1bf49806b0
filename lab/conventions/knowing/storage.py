"""Where rows are: a table, or the partitions that hold what is asked of it. Pure, over the picture.

A partitioned table has no pages of its own, and nobody designs its partitions one by one: what is
true of them is said once, of their table.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lab.conventions.reviewing import Review
from lab.schema import Table, TableActivity

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A table that holds rows, and how it is kept."""

    table: Table
    activity: TableActivity


@dataclass(frozen=True, slots=True)
class Stored:
    """A table that somebody designed, with the parts that hold its rows."""

    table: Table
    parts: tuple[Part, ...]
    """The table itself, or its partitions at every depth; empty where nothing is known of them."""

    @property
    def size(self) -> int:
        """Bytes of all heaps."""
        return sum(part.activity.size for part in self.parts)

    @property
    def never_analyzed(self) -> bool:
        """Whether the planner knows nothing of the columns of any part."""
        return bool(self.parts) and not any(may_be_analyzed(part) for part in self.parts)


def stored(review: Review) -> Iterator[Stored]:
    """Every designed table with the parts that hold its rows."""
    partitions = partitions_of(review)
    for table in review.tables:
        leaves = [each for each in with_partitions(table, partitions) if not each.partitioned]
        yield Stored(table, tuple(Part(each, each.activity) for each in leaves if each.activity))


def may_be_analyzed(part: Part) -> bool:
    """Whether there are statistics of its columns, or might be where they may not be read."""
    known = any(column.statistics for column in part.table.columns)
    activity = part.activity
    return known or activity.analyzed_at is not None or not activity.statistics_readable


def partitions_of(review: Review) -> dict[str, list[Table]]:
    """The partitions next below each partitioned table, by its name."""
    partitions = defaultdict(list)
    for table in review.picture.tables:
        if table.partition_of is not None:
            partitions[table.partition_of].append(table)
    return dict(partitions)


def with_partitions(table: Table, partitions: dict[str, list[Table]]) -> Iterator[Table]:
    """The table, then its partitions at every depth."""
    yield table
    for partition in partitions.get(table.name, ()):
        yield from with_partitions(partition, partitions)
