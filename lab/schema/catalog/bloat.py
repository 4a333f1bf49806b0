"""How large a heap or a B-tree should be, by the widths that ANALYZE found. Pure arithmetic.

What lies on a page, and how it is aligned: storage/bufpage.h, access/htup_details.h,
access/itup.h, access/nbtree.h; PostgreSQL's documentation, chapter "Database Page Layout".
Rows are taken to be as wide as their average, and nulls to fall independently of each other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

LINE_POINTER = 4
PAGE_HEADER = 24
HEAP_HEADER = 23
"""SizeofHeapTupleHeader; the bitmap of nulls follows it."""
INDEX_HEADER, INDEX_HEADER_WITH_NULLS = 8, 16
BTREE_SPECIAL = 16
"""BTPageOpaqueData at the end of each page."""
HEAP_POINTER = 6
ALIGNMENTS = {"c": 1, "s": 2, "i": 4, "d": 8}
SHORT_VARLENA = 127
"""A value of variable length below that has a header of one byte, and is not aligned."""
LEAF_FILLFACTOR, INNER_FILLFACTOR = 90, 70
POSTING_SHARE = 0.1
"""Of a page: what equal entries that are built together fill before the next list begins."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A column as it is stored: average width of what is not null, and `pg_type`'s words for it."""

    width: float
    null_frac: float
    length: int
    """Bytes; below 0 where it varies."""
    alignment: str
    n_distinct: float = -1.0
    """As pg_stats has it: below 0 a share of the rows."""


def heap_size(
    rows: float, columns: Sequence[Stored], *, attributes: int, fillfactor: int, page_size: int
) -> int:
    """Bytes of a heap without empty space.

    Args:
        rows: how many.
        columns: what is stored of a row, in its order.
        attributes: bits of the bitmap of nulls, dropped columns included.
        fillfactor: percent of a page that inserts fill.
        page_size: bytes.
    """
    with_nulls = 1.0 if attributes > len(columns) else _share_with_nulls(columns)
    header = _aligned(HEAP_HEADER, 8) * (1 - with_nulls)
    header += _aligned(HEAP_HEADER + math.ceil(attributes / 8), 8) * with_nulls
    row = header + _data_width(columns) + LINE_POINTER
    per_page = max(1, math.floor(_usable(page_size - PAGE_HEADER, fillfactor, page_size) / row))
    return math.ceil(max(rows, 0) / per_page) * page_size


def btree_size(
    entries: float,
    parts: Sequence[Stored],
    *,
    table_rows: float,
    deduplicates: bool,
    fillfactor: int | None,
    page_size: int,
) -> int:
    """Bytes of a B-tree as CREATE INDEX makes it, its inner pages included.

    Args:
        entries: how many rows it points to.
        parts: keys, then what is included.
        table_rows: what an `n_distinct` below 0 is a share of.
        deduplicates: whether equal entries share one (nbtree/README, "Notes on deduplication").
        fillfactor: percent of a leaf page; None for the default.
        page_size: bytes.
    """
    one = _entry_size(parts) + LINE_POINTER
    if deduplicates:
        groups = _equal_entries(entries, parts, table_rows)
        leaves = sum(_deduplicated(*group, page_size) for group in groups)
    else:
        leaves = entries * one
    # Each page but the last of its level repeats its upper limit as a high key.
    room = page_size - PAGE_HEADER - BTREE_SPECIAL - one
    level = math.ceil(leaves / max(one, _usable(room, fillfactor or LEAF_FILLFACTOR, page_size)))
    below = max(2, math.floor(_usable(room, INNER_FILLFACTOR, page_size) / one))
    pages = 1 + level  # The first is the metapage.
    while level > 1:
        level = math.ceil(level / below)
        pages += level
    return pages * page_size


def _usable(room: float, fillfactor: int, page_size: int) -> float:
    return room - page_size * (100 - fillfactor) / 100


def _aligned(size: float, to: int) -> int:
    return math.ceil(size / to) * to


def _share_with_nulls(columns: Sequence[Stored]) -> float:
    return 1 - math.prod(1 - each.null_frac for each in columns)


def _data_width(columns: Sequence[Stored]) -> float:
    """With the padding before each column and at the end; half of it where the offset varies."""
    offset, varies = 0.0, False
    for each in columns:
        short = each.length < 0 and each.width < SHORT_VARLENA
        offset += _padding(offset, 1 if short else ALIGNMENTS[each.alignment], varies=varies)
        offset += (1 - each.null_frac) * each.width
        varies |= each.length < 0 or each.null_frac > 0
    return offset + _padding(offset, 8, varies=varies)


def _padding(offset: float, to: int, *, varies: bool) -> float:
    return (to - 1) / 2 if varies else _aligned(offset, to) - offset


def _entry_size(parts: Sequence[Stored]) -> float:
    with_nulls = _share_with_nulls(parts)
    header = INDEX_HEADER * (1 - with_nulls) + INDEX_HEADER_WITH_NULLS * with_nulls
    return header + _data_width(parts)


def _equal_entries(
    entries: float, parts: Sequence[Stored], table_rows: float
) -> list[tuple[float, float, float]]:
    """(entries, distinct values, size of one) of what is not null and what is."""
    distinct = math.prod(
        each.n_distinct if each.n_distinct >= 0 else -each.n_distinct * table_rows for each in parts
    )
    if len(parts) > 1:
        # How many combinations there are is not known: all that there may be, nulls as a value.
        distinct *= 2 ** sum(each.null_frac > 0 for each in parts)
        return [(entries, distinct, _entry_size(parts))]
    [key] = parts
    nulls = entries * key.null_frac
    given = _entry_size([replace(key, null_frac=0.0)])
    return [(entries - nulls, distinct, given), (nulls, 1.0, INDEX_HEADER_WITH_NULLS)]


def _deduplicated(entries: float, distinct: float, tuple_size: float, page_size: int) -> float:
    """Bytes of the leaves: lists of heap pointers below one key, or the entries one by one."""
    singly = entries * (tuple_size + LINE_POINTER)
    if entries <= distinct or distinct <= 0:
        return singly
    longest = max(1, (page_size * POSTING_SHARE - tuple_size) // HEAP_POINTER)
    lists = max(distinct, entries / longest)
    return min(singly, lists * (tuple_size + LINE_POINTER) + entries * HEAP_POINTER)
