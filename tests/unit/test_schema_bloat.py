"""The arithmetic of pages, checked against sizes that PostgreSQL 18 gave to such tables."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.schema.catalog.bloat import HEAP_POINTER, Stored, btree_size, heap_size

PAGE = 8192
INT, BIGINT = Stored(4, 0, 4, "i"), Stored(8, 0, 8, "d")
BOOL, UUID = Stored(1, 0, 1, "c"), Stored(16, 0, 16, "c")


def pages(rows: float, *columns: Stored, attributes: int = 0, fillfactor: int = 100) -> int:
    size = heap_size(
        rows,
        columns,
        attributes=attributes or len(columns),
        fillfactor=fillfactor,
        page_size=PAGE,
    )
    return size // PAGE


def leaves(entries: float, *parts: Stored, deduplicates: bool = False, rows: float = 0) -> int:
    size = btree_size(
        entries,
        parts,
        table_rows=rows or entries,
        deduplicates=deduplicates,
        fillfactor=None,
        page_size=PAGE,
    )
    return size // PAGE


@pytest.mark.parametrize(
    ("columns", "of_10_000"),
    [((INT,), 45), ((BIGINT, INT), 55), ((BOOL, BIGINT), 55), ((BOOL, INT, BOOL), 55), ((), 35)],
)
def test_a_heap_has_as_many_pages_as_its_rows_fill(
    columns: tuple[Stored, ...], of_10_000: int
) -> None:
    assert pages(10_000, *columns) == of_10_000


def test_no_rows_fill_no_page() -> None:
    assert pages(0, INT) == 0


def test_columns_in_a_worse_order_take_more_pages() -> None:
    assert pages(10_000, BOOL, BIGINT, BOOL, BIGINT) > pages(10_000, BIGINT, BIGINT, BOOL, BOOL)


def test_fillfactor_leaves_its_share_of_each_page() -> None:
    assert pages(10_000, INT, fillfactor=50) == 89


def test_a_bitmap_of_nulls_costs_nothing_up_to_eight_columns() -> None:
    sparse = Stored(4, 1.0, 4, "i")
    assert pages(10_000, *[INT] * 7, sparse) <= pages(10_000, *[INT] * 8)
    assert pages(10_000, *[INT] * 8, sparse) > pages(10_000, *[INT] * 8)


def test_a_dropped_column_still_has_its_bit() -> None:
    assert pages(10_000, *[INT] * 8, attributes=9) > pages(10_000, *[INT] * 8)


def test_a_row_wider_than_a_page_has_a_page() -> None:
    assert pages(10, Stored(9_000, 0, -1, "i")) == 10


@pytest.mark.parametrize(
    ("parts", "of_100_000"), [((INT,), 276), ((BIGINT,), 276), ((UUID,), 388), ((INT, INT), 276)]
)
def test_a_btree_has_its_leaves_its_inner_pages_and_a_metapage(
    parts: tuple[Stored, ...], of_100_000: int
) -> None:
    assert leaves(100_000, *parts) == of_100_000


def test_equal_entries_share_one() -> None:
    many, few = Stored(4, 0, 4, "i", n_distinct=5_000), Stored(4, 0, 4, "i", n_distinct=3)
    assert leaves(100_000, many, deduplicates=True) == pytest.approx(97, abs=2)
    assert leaves(100_000, few, deduplicates=True) == pytest.approx(87, abs=2)
    assert leaves(100_000, many) == 276


def test_nulls_are_equal_too_and_take_the_room_of_none() -> None:
    half = Stored(4, 0.5, 4, "i")
    assert leaves(100_000, half, deduplicates=True) == pytest.approx(181, abs=2)
    long = Stored(33, 0.5, -1, "i")
    assert leaves(100_000, long, deduplicates=True) > leaves(50_000, replace(long, null_frac=0))


def test_of_several_columns_no_more_sharing_is_taken_for_granted_than_is_known() -> None:
    few = Stored(4, 0, 4, "i", n_distinct=1_000)
    assert leaves(100_000, few, few, deduplicates=True) == leaves(100_000, few, few)


@given(
    width=st.floats(0, 20_000),
    null_frac=st.floats(0, 1),
    entries=st.one_of(st.just(0.0), st.floats(1, 1e9)),
    n_distinct=st.floats(-1, 1e9),
    fillfactor=st.integers(10, 100),
    deduplicates=st.booleans(),
)
def test_whatever_the_widths_a_size_comes_of_it(
    width: float,
    null_frac: float,
    entries: float,
    n_distinct: float,
    fillfactor: int,
    deduplicates: bool,  # noqa: FBT001
) -> None:
    key = Stored(width, null_frac, -1, "i", n_distinct)
    size = btree_size(
        entries,
        [key],
        table_rows=entries,
        deduplicates=deduplicates,
        fillfactor=fillfactor,
        page_size=PAGE,
    )
    assert size >= entries * (HEAP_POINTER if deduplicates else 12) * 0.99
    assert pages(entries, key, fillfactor=fillfactor) * PAGE >= entries * 28 * 0.99
