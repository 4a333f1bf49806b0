"""BITMAP_AND: indexes that cancel each other out."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "BITMAP_AND"
BOTH = "((o.user_id = 5) AND (o.status = 'x'::text))"


def heap(found_rows: float, *members: Raw, **told: object) -> Raw:
    fields = {"relation": "orders", "alias": "o", "recheck_cond": BOTH, **told}
    both = step("BitmapAnd", *members, actual_rows=0)
    return step("Bitmap Heap Scan", both, actual_rows=found_rows, **fields)


def member(rows: float) -> Raw:
    return step("Bitmap Index Scan", actual_rows=rows, index_name="x")


@pytest.mark.parametrize("name", ["bitmap_and", "bitmap_and.pg15"])
def test_it_tells_the_entries_and_the_rows(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "2 indexes of orders were read for 2,924 entries in all, to find 102 rows"
    )
    assert finding.evidence == {"indexes": 2, "entries": 2_924, "found_rows": 102}
    assert finding.severity is Severity.INFO
    assert finding.table == "orders"


@pytest.mark.parametrize("name", ["bitmap_and.fixed", "bitmap_and.fixed.pg15"])
def test_one_index_for_both_conditions_makes_it_silent(name: str) -> None:
    assert not found(CODE, golden(name))


def test_equalities_make_one_index() -> None:
    finding = only(CODE, heap(10, member(1_000), member(2_000)))
    assert finding.advice.startswith("Try CREATE INDEX ON orders (user_id, status) and")
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.HIGH)


@pytest.mark.parametrize(
    ("rows", "entries", "speaks"),
    [(100, 1_000, True), (101, 1_000, False), (1, 999, False)],
    ids=["ten times", "less", "too few"],
)
def test_each_member_finds_ten_times_the_rows(rows: int, entries: int, *, speaks: bool) -> None:
    assert bool(found(CODE, heap(rows, member(entries), member(5_000)))) is speaks


def test_rows_that_the_filter_drops_were_found_by_the_indexes() -> None:
    raw = heap(1, member(1_000), member(1_000), rows_removed_by_filter=100)
    assert not found(CODE, raw)


def test_a_member_that_is_an_or_counts_what_its_own_found() -> None:
    either = step("BitmapOr", member(600), member(400), actual_rows=0)
    assert only(CODE, heap(1, either, member(1_000))).evidence["entries"] == 2_000


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, heap(1, member(1_000), member(1_000)))
