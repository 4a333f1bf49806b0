"""INDEX_BLOATED: a large B-tree of which much is empty space, by an estimate.

Deleted entries leave pages half empty, which only an insert of the same range fills again.
`pgstatindex` counts what is only estimated here.
"""

from collections.abc import Iterator

from lab.conventions.knowing.storage import MEGABYTE, Stored, stored
from lab.conventions.mending.operations import sql_name, upkeep
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.schema import Index, Table
from lab.show import text
from lab.show.text import first_few


def find(review: Review) -> Iterator[Notice]:
    """Large indexes that are largely empty; several of a table, or of its partitions, together."""
    for each in stored(review):
        found = [
            (part.table, index)
            for part in each.parts
            for index in part.table.indexes
            if is_bloated(index, review)
        ]
        if len(found) > 1:
            yield _of_several(each, found)
        elif found:
            yield _of_one(each, *found[0])


def is_bloated(index: Index, review: Review) -> bool:
    """Whether it is large, and largely empty."""
    activity = index.activity
    return (
        activity is not None
        and activity.size >= review.limits["min_megabytes"] * MEGABYTE
        and (activity.estimated_bloat or 0) >= review.limits["share"] * activity.size
    )


def sizes(index: Index) -> tuple[int, int]:
    """The empty space and the whole, in bytes."""
    activity = index.activity
    return (activity.estimated_bloat or 0, activity.size) if activity else (0, 0)


def reindex(table: Table, index: Index) -> str:
    """The statement that builds it anew beside the traffic."""
    return f"REINDEX INDEX CONCURRENTLY {sql_name(table, index.name)}"


def _of_one(each: Stored, table: Table, index: Index) -> Notice:
    bloat, size = sizes(index)
    return Notice(
        title=f"About {text.share(bloat / size)} of the index {index.name} is empty space: "
        f"{text.size(bloat)} of {text.size(size)}, by an estimate",
        evidence={"estimated_bloat_bytes": bloat, "size_bytes": size, "share": bloat / size},
        table=each.table,
        index=index,
        confidence=Confidence.MEDIUM,
        fix=upkeep(reindex(table, index)),
    )


def _of_several(each: Stored, found: list[tuple[Table, Index]]) -> Notice:
    bloat = sum(sizes(index)[0] for _, index in found)
    size = sum(sizes(index)[1] for _, index in found)
    return Notice(
        title=f"About {text.share(bloat / size)} of {len(found)} indexes of {each.table.name} is "
        f"empty space: {text.size(bloat)} of {text.size(size)}, by an estimate: "
        f"{first_few([index.name for _, index in found])}",
        evidence={
            "indexes": len(found),
            "estimated_bloat_bytes": bloat,
            "size_bytes": size,
            "share": bloat / size,
        },
        table=each.table,
        confidence=Confidence.MEDIUM,
        fix=upkeep(*(reindex(table, index) for table, index in found)),
        parts=tuple(_of_one(each, table, index) for table, index in found),
    )


RULE = Rule(
    code="INDEX_BLOATED",
    severity=Severity.WARNING,
    meaning="Pages of an index that deletions emptied in part are rarely filled again. It is "
    "larger than it need be, on disk and in memory, and a scan of it reads more pages.",
    advice="REINDEX CONCURRENTLY builds it anew beside the traffic; it needs room for a second "
    "copy meanwhile.",
    find=find,
    claims=("C35",),
    notebook="07_covering_and_vacuum",
    limits={"min_megabytes": 10, "share": 0.5},
    origins=ON_DATABASES,
)
