"""BLOCKS_PER_ROW: blocks without rows in them."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "BLOCKS_PER_ROW"


def scan(blocks: int = 1_000, rows: float = 99, **told: object) -> Raw:
    kind = str(told.pop("node_type", "Seq Scan"))
    figures = {"relation": "queue", "actual_rows": rows, "shared_hit_blocks": blocks, **told}
    return step(kind, **figures)


@pytest.mark.parametrize(
    ("name", "blocks"), [("blocks_per_row", 1_856), ("blocks_per_row.pg15", 1_819)]
)
def test_it_tells_the_blocks_of_a_table_that_was_emptied(name: str, blocks: int) -> None:
    finding = only(CODE, golden(name))
    assert (
        finding.title == f"The Seq Scan on queue touched {blocks:,} blocks and found 100 rows there"
    )
    assert finding.evidence == {"blocks": blocks, "read_rows": 100}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)


@pytest.mark.parametrize("name", ["blocks_per_row.fixed", "blocks_per_row.fixed.pg15"])
def test_after_vacuum_full_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("blocks", "rows", "speaks"),
    [(1_000, 99, True), (1_000, 100, False), (199, 0, False), (200, 19, True)],
    ids=["ten a row", "fewer a row", "few blocks", "a small queue"],
)
def test_two_hundred_blocks_and_ten_a_row(blocks: int, rows: int, *, speaks: bool) -> None:
    assert bool(found(CODE, scan(blocks, rows))) is speaks


def test_rows_that_a_filter_discards_were_found_too() -> None:
    assert not found(CODE, scan(2_000, 1, rows_removed_by_filter=20_000))


def test_an_index_that_finds_nothing_thousands_of_times_is_healthy() -> None:
    told = {"node_type": "Index Scan", "loops": 1_000, "actual_rows": 0}
    assert not found(CODE, scan(3_000, 0, **told))


def test_a_small_part_of_all_blocks_is_left_alone() -> None:
    assert not found(CODE, step("Append", scan(), shared_hit_blocks=10_001))


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, scan())
