"""LOSSY: bitmaps that work_mem could not hold."""

import pytest

from lab.findings import Severity
from lab.plans.findings.lossy import heap_blocks
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "LOSSY"


def scan(exact: int | None = 100, lossy: int | None = 100, **told: object) -> Raw:
    blocks = {"exact_heap_blocks": exact, "lossy_heap_blocks": lossy}
    return step("Bitmap Heap Scan", **{**blocks, "relation": "orders", **told})


@pytest.mark.parametrize("name", ["lossy", "lossy.pg15"])
def test_it_tells_the_blocks_and_the_rows_read_in_vain(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "The bitmap forgot the rows of 1,035 of 1,700 blocks of order_archive, so that 20,084 "
        "rows were read in vain"
    )
    assert finding.evidence == {
        "lossy_blocks": 1_035,
        "bitmap_blocks": 1_700,
        "rechecked_rows": 20_084,
    }
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize("name", ["lossy.fixed", "lossy.fixed.pg15"])
def test_with_enough_work_mem_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("exact", "lossy", "severity"),
    [
        (101, 100, Severity.INFO),
        (100, 100, Severity.WARNING),
        (101, 900, Severity.WARNING),
        (100, 900, Severity.HIGH),
    ],
)
def test_half_is_a_warning_and_nine_of_ten_are_grave(
    exact: int, lossy: int, severity: Severity
) -> None:
    assert only(CODE, scan(exact, lossy)).severity is severity


@pytest.mark.parametrize(("exact", "lossy"), [(100, 99), (0, 500), (None, 500), (500, None)])
def test_few_blocks_or_a_brin_index_are_no_matter(exact: int | None, lossy: int | None) -> None:
    assert not found(CODE, scan(exact, lossy))


def test_a_recheck_alone_proves_nothing() -> None:
    assert not found(CODE, scan(500, 0, rows_removed_by_index_recheck=5_000))


def test_what_the_workers_lost_is_counted_too() -> None:
    worker = {"Worker Number": 0, "Exact Heap Blocks": 20, "Lossy Heap Blocks": 60}
    raw = scan(30, 40) | {"Workers": [worker]}
    assert only(CODE, raw).evidence == {
        "lossy_blocks": 100,
        "bitmap_blocks": 150,
        "rechecked_rows": 0,
    }


def test_the_leaders_blocks_and_the_workers_are_told_apart_from_18_on() -> None:
    def exact(name: str) -> int:
        [node] = [each for each in golden(name).nodes if each.node_type == "Bitmap Heap Scan"]
        return heap_blocks(node)[0]

    assert exact("parallel_bitmap_heap_scan") == 425
    assert 0 < exact("parallel_bitmap_heap_scan.pg15") <= 425


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, scan())
