"""SORT_AVOIDABLE: sorts that an index could spare, and those that it could not."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "SORT_AVOIDABLE"


def sort(rows: float = 10_000, *keys: str, **told: object) -> Raw:
    figures = {"actual_rows": rows, "relation": "orders", "alias": "o", **told}
    kind = str(figures.pop("node_type", "Seq Scan"))
    return step("Sort", step(kind, **figures), sort_key=list(keys or ["o.total_amount DESC"]))


@pytest.mark.parametrize("name", ["sort_avoidable", "sort_avoidable.pg15"])
def test_it_tells_how_many_rows_were_sorted_for_how_few(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == "20,000 rows of orders were sorted to return the first 10"
    assert finding.evidence == {"sorted_rows": 20_000, "returned_rows": 10}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert finding.table == "orders"
    assert "CREATE INDEX ON orders (total_amount DESC)" in finding.advice


@pytest.mark.parametrize("name", ["sort_avoidable.fixed", "sort_avoidable.fixed.pg15"])
def test_with_that_index_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(("rows", "speaks"), [(10_000, True), (9_999, False)])
def test_below_a_limit_from_ten_thousand_rows_on(rows: int, *, speaks: bool) -> None:
    assert bool(found(CODE, step("Limit", sort(rows)))) is speaks
    assert bool(found(CODE, step("Limit", step("Gather Merge", sort(rows))))) is speaks


@pytest.mark.parametrize(("rows", "speaks"), [(100_000, True), (99_999, False)])
def test_a_sort_of_everything_from_a_hundred_thousand_on(rows: int, *, speaks: bool) -> None:
    told = found(CODE, sort(rows))
    assert [finding.severity for finding in told] == [Severity.INFO] * speaks


def test_a_sort_that_went_to_disk_is_left_to_the_rule_for_it() -> None:
    spilled = sort(200_000) | {"Sort Space Type": "Disk", "Sort Space Used": 900}
    assert not found(CODE, spilled)
    assert not found(CODE, step("Limit", spilled))
    assert "CREATE INDEX ON orders (total_amount DESC)" in only("SORT_SPILL", spilled).advice


def test_small_sorts_in_a_loop_are_counted() -> None:
    top = sort(10, loops=2_000) | {"Actual Loops": 2_000}
    finding = only(CODE, step("Limit", top, actual_rows=3, loops=2_000))
    assert finding.title == "20,000 rows of orders were sorted in 2,000 sorts to return 6,000"


def test_what_the_filter_holds_to_one_value_comes_first() -> None:
    condition = "((o.user_id = 5) AND (o.total_amount > '3'::numeric))"
    plan = step("Limit", sort(10_000, "o.created_at DESC", "o.id", filter=condition))
    assert "CREATE INDEX ON orders (user_id, created_at DESC, id)" in only(CODE, plan).advice


@pytest.mark.parametrize("key", ["lower(o.name)", "u.name", 'o.name COLLATE "C"', "o.a USING ~<~"])
def test_only_plain_columns_of_the_table_are_an_index(key: str) -> None:
    assert not found(CODE, step("Limit", sort(20_000, key)))


def test_rows_of_a_join_have_no_index() -> None:
    assert not found(CODE, step("Limit", sort(20_000, node_type="Hash Join", relation=None)))


def test_a_scan_that_is_a_small_part_of_all_blocks_is_left_alone() -> None:
    plan = sort(shared_hit_blocks=199)
    assert not found(
        CODE, step("Limit", plan | {"Shared Hit Blocks": 1_000}, shared_hit_blocks=1_000)
    )


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, step("Limit", sort()))
