"""INDEX_INVALID: an index that a build left unfinished, and that is never read.

A build that stops before it has looked at every row, as equal values make it, leaves one that no
write keeps up either. One that stops later is written to and, if unique, refuses equal values.
One of a partitioned table is invalid as long as a partition lacks its part: PARTITION_INDEX_DIFFERS
tells of it.
"""

import re
from collections.abc import Iterator

from lab.conventions.mending.operations import sql_name, upkeep
from lab.conventions.reviewing import ON_DATABASES, Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Index, Table

LEFT_BY_REINDEX = re.compile(r"_cc(new|old)\d*$")
"""What REINDEX CONCURRENTLY calls the second index (documentation: REINDEX)."""


def find(review: Review) -> Iterator[Notice]:
    """Invalid indexes, those of partitions too: a failed build there is nobody's design."""
    for table in review.picture.tables:
        for index in table.indexes:
            if not index.valid and not table.partitioned:
                yield notice_of(table, index)


def notice_of(table: Table, index: Index) -> Notice:
    """An index of a table; one that should be unique may have found that values are not."""
    what = "unique index" if index.unique else "index"
    leftover = LEFT_BY_REINDEX.search(index.name) is not None
    name = sql_name(table, index.name)
    return Notice(
        title=f"{index.name} of {table.name} is an invalid {what}"
        + (" that a REINDEX CONCURRENTLY left" if leftover else "")
        + f": {does(index)}",
        evidence={"written": index.ready}
        | ({} if index.activity is None else {"size_bytes": index.activity.size}),
        table=table,
        index=index,
        severity=Severity.HIGH if index.unique and not leftover else None,
        advice="Drop it: the index that it was to replace is in its place."
        if leftover
        else "If it is not being built right now, find the rows that are equal, then build it anew."
        if index.unique
        else "",
        fix=upkeep(f"{'DROP' if leftover else 'REINDEX'} INDEX CONCURRENTLY {name}"),
    )


def does(index: Index) -> str:
    """What becomes of writes."""
    if not index.unique:
        return "every write keeps it up" if index.ready else "no write keeps it up"
    if index.ready:
        return "new values are held to it, old ones may be equal"
    return "nothing keeps the values unique"


RULE = Rule(
    code="INDEX_INVALID",
    severity=Severity.WARNING,
    meaning="CREATE INDEX CONCURRENTLY failed or was stopped, and left an index that takes space "
    "and that no query may use. Of one that should be unique, equal values may be there.",
    advice="If it is not being built right now, build it anew with REINDEX INDEX CONCURRENTLY.",
    find=find,
    claims=("C25",),
    notebook="11_writes",
    origins=ON_DATABASES,
)
