"""IDX_LOWSEL: many rows fetched one by one from all over a table."""

import pytest

from lab.findings import Confidence, Severity
from lab.plans.facts import Facts, RelationFacts
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "IDX_LOWSEL"


def scan(rows: float = 10_000, blocks: int = 5_000, **told: object) -> Raw:
    fields = {"relation": "orders", "schema": "public", "index_name": "by_total", **told}
    return step("Index Scan", actual_rows=rows, shared_hit_blocks=blocks, **fields)


def facts(pages: int) -> Facts:
    return Facts({("public", "orders"): RelationFacts("public", "orders", 20_000, pages, 0)})


@pytest.mark.parametrize("name", ["idx_lowsel", "idx_lowsel.pg15"])
def test_it_tells_the_blocks_and_the_rows(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "The Index Scan using by_total on orders touched 17,993 blocks for 18,022 rows"
    )
    assert finding.evidence == {"rows": 18_022, "blocks": 17_993}
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.LOW)


def test_with_the_tables_size_it_is_sure_of_it() -> None:
    finding = only(CODE, golden("idx_lowsel"), facts(425))
    assert finding.title.endswith("for 18,022 rows; the table has 425 in all")
    assert finding.evidence["table_blocks"] == 425
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)


@pytest.mark.parametrize("name", ["idx_lowsel.fixed", "idx_lowsel.fixed.pg15"])
def test_a_bitmap_or_a_sequential_scan_is_none(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("rows", "blocks", "speaks"),
    [(10_000, 5_000, True), (9_999, 5_000, False), (10_000, 4_999, False)],
    ids=["scattered", "too few rows", "side by side"],
)
def test_ten_thousand_rows_and_half_as_many_blocks(rows: int, blocks: int, *, speaks: bool) -> None:
    assert bool(found(CODE, scan(rows, blocks))) is speaks


@pytest.mark.parametrize(
    "told",
    [{"loops": 2}, {"rows_removed_by_filter": 1}, {"order_by": "(area <-> '(0,0)'::point)"}],
    ids=["repeated", "filtered", "by distance"],
)
def test_other_reasons_for_many_blocks(told: dict[str, object]) -> None:
    assert not found(CODE, scan(20_000, 20_000, **told))


def test_a_table_larger_than_what_was_touched_stays_information() -> None:
    assert only(CODE, scan(), facts(2_501)).severity is Severity.INFO
    assert only(CODE, scan(), facts(2_500)).severity is Severity.WARNING


def test_partitions_are_told_together() -> None:
    parts = [
        scan(9_000, 9_000, relation=f"m_{at}", alias=f"m_{at + 1}", parent_relationship="Member")
        for at in range(3)
    ]
    finding = only(CODE, step("Merge Append", *parts))
    assert finding.title == (
        "3 Index Scans of partitions of m touched 27,000 blocks for 27,000 rows"
    )
    assert (finding.node, finding.table) == (0, "m")


def test_rows_that_are_skipped_are_left_to_the_rule_for_them() -> None:
    page = step("Limit", scan(20_000, 20_000), actual_rows=20)
    assert not found(CODE, page)
    assert found("OFFSET_LARGE", page)
    assert found(CODE, step("Limit", scan(20_000, 20_000), actual_rows=20_000))


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, scan())
