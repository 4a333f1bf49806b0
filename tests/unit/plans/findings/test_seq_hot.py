"""SEQ_HOT: large tables read to the end, of which many rows were wanted."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "SEQ_HOT"


def scan(rows: float = 100_000, removed: float = 0, **told: object) -> Raw:
    told = {"shared_hit_blocks": 900, "relation": "orders", **told}
    return step("Seq Scan", actual_rows=rows, rows_removed_by_filter=removed, **told)


@pytest.mark.parametrize("name", ["seq_hot", "seq_hot.pg15"])
def test_it_tells_the_part_of_the_blocks_and_of_the_rows(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "The Seq Scan on order_archive touched 100 % of all blocks and returned 84,430 of "
        "200,000 rows"
    )
    assert finding.evidence == {
        "block_share": 1.0,
        "returned_rows": 84_430,
        "read_rows": 200_000,
    }
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.LOW)
    assert "will hardly help" in finding.advice


@pytest.mark.parametrize("name", ["seq_hot.fixed", "seq_hot.fixed.pg15"])
def test_a_covering_index_makes_it_silent(name: str) -> None:
    assert not found(CODE, golden(name))


def test_where_most_rows_are_wanted_it_is_information() -> None:
    assert only(CODE, scan(20_001, 79_999)).severity is Severity.INFO
    finding = only(CODE, scan(20_000, 80_000))
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)


def test_without_a_filter_it_is_told_of_a_million_rows() -> None:
    assert not found(CODE, scan(999_999))
    finding = only(CODE, scan(1_000_000))
    assert finding.severity is Severity.INFO
    assert "asks for every row" in finding.advice


def test_small_tables_are_read_with_good_reason() -> None:
    assert not found(CODE, scan(60_000, 39_999))


@pytest.mark.parametrize(("blocks", "speaks"), [(300, True), (299, False)])
def test_from_three_tenths_of_all_blocks_on(blocks: int, *, speaks: bool) -> None:
    plan = step("Append", scan(60_000, 40_000, shared_hit_blocks=blocks), shared_hit_blocks=1_000)
    assert bool(found(CODE, plan)) is speaks


def test_without_blocks_there_is_no_part_to_tell() -> None:
    assert not found(CODE, scan(60_000, 40_000, shared_hit_blocks=None))


def test_what_discards_nearly_all_is_left_to_the_rule_for_it() -> None:
    assert not found(CODE, scan(10_000, 90_000))
    assert found("SEQ_DISCARD", scan(10_000, 90_000))


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, scan(60_000, 60_000))
