"""What one index can do that another does, or that a constraint needs: pure, over the picture."""

import re
from collections.abc import Sequence

from lab.schema import Index

FINDS_EQUALS = ("btree", "hash")
NOT_NULL = re.compile(r"\(*\"?(?P<column>[^()\"]+?)\"? IS NOT NULL\)*", re.IGNORECASE)


def leads_with(index: Index, columns: Sequence[str]) -> bool:
    """Whether the index finds rows by equal values of these columns, in whatever order it has them.

    A hash index has one column. GIN and GiST may find equals too, by an operator class that nobody
    chooses for a foreign key.
    """
    first = index.keys[: len(columns)]
    return (
        index.valid
        and index.method in FINDS_EQUALS
        and {key.text for key in first} == set(columns)
        and not any(key.expression for key in first)
        and (index.predicate is None or only_leaves_out_nulls(index.predicate, columns))
    )


def only_leaves_out_nulls(predicate: str, columns: Sequence[str]) -> bool:
    """Whether a partial index holds every row in which these columns have values."""
    found = NOT_NULL.fullmatch(predicate)
    return found is not None and found["column"] in columns
