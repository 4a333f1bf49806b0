"""PARTITION_INDEX_DIFFERS: partitions of one table that are not indexed alike.

An index made by CREATE INDEX ON ONLY is invalid until every partition has its part of it attached:
as long as there is one, the partitions' own indexes are its parts to be.
"""

from collections.abc import Iterator

from lab.conventions.knowing.storage import partitions_of, with_partitions
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Index, Table
from lab.show import text
from lab.show.text import first_few


def find(review: Review) -> Iterator[Notice]:
    """Partitioned tables with indexes that are not whole, or that some partitions alone have."""
    partitions = partitions_of(review)
    for table in review.tables:
        below = list(with_partitions(table, partitions))[1:]
        own = [(each, index) for each in below for index in each.indexes if not index.inherited]
        unfinished = [index for index in table.indexes if not index.valid]
        if below and unfinished:
            yield _of_unfinished(table, unfinished)
        elif own:
            yield _of_own(table, own, len(below))


def _of_unfinished(table: Table, unfinished: list[Index]) -> Notice:
    verb = "is" if len(unfinished) == 1 else "are"
    apart = unfinished if len(unfinished) > 1 else ()
    return Notice(
        title=f"{first_few([index.name for index in unfinished])} of the partitioned {table.name} "
        f"{verb} invalid: a partition has no part of it",
        evidence={"indexes": len(unfinished)},
        table=table,
        index=unfinished[0],
        severity=Severity.WARNING,
        advice="Build what is missing with CREATE INDEX CONCURRENTLY on each partition, then ALTER "
        "INDEX ... ATTACH PARTITION; the last one makes it valid.",
        parts=tuple(_of_unfinished(table, [each]) for each in apart),
    )


def _of_own(table: Table, own: list[tuple[Table, Index]], below: int) -> Notice:
    """The partitions by name: many a tool makes up those of the indexes."""
    indexed = list(dict.fromkeys(each.name for each, _ in own))
    have, their = ("has", "its") if len(indexed) == 1 else ("have", "their")
    indexes = text.plural(len(own), "index", "indexes")
    names = f"{own[0][1].name} of {indexed[0]}" if len(own) == 1 else first_few(indexed)
    return Notice(
        title=f"{len(indexed)} of the {text.plural(below, 'partition')} of {table.name} {have} "
        f"{indexes} of {their} own: {names}",
        evidence={
            "partitions_with_own_index": len(indexed),
            "partitions": below,
            "own_indexes": len(own),
            "names": [index.name for _, index in own],
        },
        table=table,
        index=own[0][1] if len(own) == 1 else None,
        parts=tuple(_of_own(table, [each], below) for each in own) if len(own) > 1 else (),
    )


RULE = Rule(
    code="PARTITION_INDEX_DIFFERS",
    severity=Severity.INFO,
    meaning="Only an index of the partitioned table reaches every partition, those of next month "
    "too. The same query is quick on some partitions and reads others to their end.",
    advice="Declare the index on the partitioned table, unless these partitions are asked other "
    "questions than the rest.",
    find=find,
    notebook="06_partial_indexes",
    origins=ON_DATABASES,
)
