"""What one index can do that another does, or that a constraint needs: pure, over one table.

Indexes of one table only are held against each other, and never two that differ in method, operator
class, collation or predicate: what either of them finds is then not what the other finds. An index
in exactly the opposite order counts as the same, for a B-tree is read in both directions
(documentation: Indexes and ORDER BY).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from lab.schema import Constraint, Index, IndexKey, Table

BTREE = "btree"
FINDS_EQUALS = (BTREE, "hash")
FINDS_OVERLAPS = ("gist", "spgist")
NULL_TEST = re.compile(
    r'\(*\s*(?:\w+\.)?("(?P<quoted>(?:[^"]|"")+)"|(?P<bare>[^\W\d][\w$]*))\s+IS\s+(?P<not>NOT\s+)?NULL\s*\)*',
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spare:
    """An index that another makes needless."""

    index: Index
    kept: Index
    opposite: bool = False
    """Whether the one that is kept has the opposite order."""


def leads_with(index: Index, columns: Sequence[str]) -> bool:
    """Whether the index finds rows by equal values of these columns, in whatever order it has them.

    A hash index has one column. GIN and GiST may find equals too, by an operator class that nobody
    chooses for a foreign key. Included columns are no help, nor is another collation than the
    column's: equality is asked for in the column's own.
    """
    first = index.keys[: len(columns)]
    return (
        index.valid
        and index.method in FINDS_EQUALS
        and {key.text for key in first} == set(columns)
        and not any(key.expression or key.collation for key in first)
        and (index.predicate is None or only_leaves_out_nulls(index.predicate, columns))
    )


def finds_referring(index: Index, key: Constraint) -> bool:
    """Whether the index finds the rows that refer to a given one."""
    by_overlap = (
        key.period
        and index.valid
        and index.method in FINDS_OVERLAPS
        and index.predicate is None
        and index.keys[0].text in key.columns
    )
    return by_overlap or leads_with(index, equal_columns(key))


def equal_columns(key: Constraint) -> tuple[str, ...]:
    """The columns that a foreign key asks for by equality: a period is asked for by overlap."""
    return key.columns[:-1] if key.period else key.columns


def only_leaves_out_nulls(predicate: str, columns: Collection[str]) -> bool:
    """Whether a partial index holds every row in which these columns have values."""
    tests = null_tests(predicate)
    return tests is not None and all(
        not is_null and column in columns for column, is_null in tests.items()
    )


def null_tests(predicate: str) -> dict[str, bool] | None:
    """The columns that a predicate asks to be null (True) or not (False); None if it asks more."""
    tests = {}
    for part in re.split(r"\s+AND\s+", predicate.strip(), flags=re.IGNORECASE):
        found = NULL_TEST.fullmatch(part)
        if found is None:
            return None
        quoted = found["quoted"]
        name = found["bare"] if quoted is None else quoted.replace('""', '"')
        tests[name] = found["not"] is None
    return tests


def needed_by(table: Table, index: Index) -> Constraint | None:
    """The foreign key that no other index of the table helps, if there is one."""
    others = [each for each in table.indexes if each is not index]
    for key in table.foreign_keys:
        if finds_referring(index, key) and not any(finds_referring(each, key) for each in others):
            return key
    return None


def copies(table: Table) -> tuple[Spare, ...]:
    """Indexes that are another one once more, each with the one to keep.

    Kept is the primary key's before a constraint's, that before a unique one, then the first by
    name. One that is unique is spare only beside another that forbids the same, and at once: a
    deferrable one waits, and neither ON CONFLICT nor a foreign key can lean on it.
    """
    kept: list[Index] = []
    spare = []
    for index in sorted(filter(_comparable, table.indexes), key=_worth):
        twin = next((each for each in kept if _is_copy(index, each)), None)
        if twin is None:
            kept.append(index)
        else:
            spare.append(Spare(index, twin, opposite=index.keys != twin.keys))
    return tuple(spare)


def outdone(table: Table) -> tuple[Spare, ...]:
    """B-trees that enforce nothing and begin a longer one, which finds all that they find."""
    told = {id(each.index) for each in (*copies(table), *beyond_unique(table))}
    trees = [
        each
        for each in table.indexes
        if _comparable(each) and each.method == BTREE and id(each) not in told
    ]
    return tuple(_outdone_among(trees))


def beyond_unique(table: Table) -> tuple[Spare, ...]:
    """B-trees that begin with a whole unique key, whose other columns have one row to tell apart.

    One with included columns is there to answer from the index alone, and is left in peace.
    """
    spare = []
    copied = {id(each.index) for each in copies(table)}
    uniques = [each for each in table.indexes if each.unique and id(each) not in copied]
    for index in filter(_enforces_nothing, table.indexes):
        for unique in () if id(index) in copied else uniques:
            longer = len(index.keys) > len(unique.keys) and not index.included
            if longer and _alike(index, unique) and _begins(index, unique):
                spare.append(Spare(index, unique))
                break
    return tuple(spare)


def _outdone_among(trees: Sequence[Index]) -> Iterator[Spare]:
    longer = {
        id(index): [each for each in trees if each is not index and _does_all(each, index)]
        for index in filter(_enforces_nothing, trees)
    }
    for index in trees:
        # The shortest of those that stay: one that is outdone itself would be no reason.
        staying = [each for each in longer.get(id(index), ()) if not longer.get(id(each))]
        if staying:
            kept = min(staying, key=lambda each: len(each.keys) + len(each.included))
            same_order = kept.keys[: len(index.keys)] == index.keys
            yield Spare(index, kept, opposite=not same_order)


def _does_all(longer: Index, index: Index) -> bool:
    held = {*longer.columns, *longer.included}
    return _alike(index, longer) and _begins(longer, index) and set(index.included) <= held


def _comparable(index: Index) -> bool:
    return index.valid and bool(index.keys)


def _enforces_nothing(index: Index) -> bool:
    return (
        _comparable(index)
        and index.method == BTREE
        and not index.unique
        and index.constraint is None
    )


def _worth(index: Index) -> tuple[bool, bool, bool, bool, str]:
    waits = index.unique and index.deferrable
    return (not index.primary, not index.unique, waits, index.constraint is None, index.name)


def _is_copy(index: Index, kept: Index) -> bool:
    if not _alike(index, kept) or _included(index) != _included(kept):
        return False
    turned = index.method == BTREE and _turned(index.keys) == kept.keys
    return (turned or index.keys == kept.keys) and _forbids_no_more(index, kept)


def _included(index: Index) -> set[str]:
    return set(index.included) - set(index.columns)


def _forbids_no_more(index: Index, kept: Index) -> bool:
    if index.unique:
        waits = kept.deferrable and not index.deferrable
        return kept.unique and not waits and index.nulls_distinct == kept.nulls_distinct
    return index.constraint is None


def _alike(index: Index, other: Index) -> bool:
    return (
        _comparable(other)
        and index.keys[0].text == other.keys[0].text
        and (index.method, index.predicate) == (other.method, other.predicate)
    )


def _begins(longer: Index, shorter: Index) -> bool:
    first = longer.keys[: len(shorter.keys)]
    return first in (shorter.keys, _turned(shorter.keys))


def _turned(keys: Sequence[IndexKey]) -> tuple[IndexKey, ...]:
    """The keys in the order in which they are read backwards."""
    return tuple(
        replace(key, descending=not key.descending, nulls_first=not key.nulls_first) for key in keys
    )
