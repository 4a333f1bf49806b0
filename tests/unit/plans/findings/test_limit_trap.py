"""LIMIT_TRAP: an index walked for the first few matches that came late."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "LIMIT_TRAP"
FIELDS = {
    "relation": "orders",
    "alias": "orders",
    "index_name": "by_date",
    "filter": "(status = 'x'::text)",
}


def scan(removed: float = 10_000, **told: object) -> Raw:
    return step("Index Scan", **{"rows_removed_by_filter": removed, **FIELDS, **told})


@pytest.mark.parametrize("name", ["limit_trap", "limit_trap.pg15"])
def test_it_tells_how_far_the_index_was_walked(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "For the first 10 rows the index ix_orders_created_at was walked past 18,290 rows of "
        "orders that did not match"
    )
    assert finding.evidence == {"returned_rows": 10, "removed_rows": 18_290, "read_rows": 18_300}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.HIGH)
    assert (finding.table, finding.index) == ("orders", "ix_orders_created_at")
    assert "CREATE INDEX ON orders (currency, ...)" in finding.advice


@pytest.mark.parametrize("name", ["limit_trap.fixed", "limit_trap.fixed.pg15"])
def test_an_index_of_filter_and_order_makes_it_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(("removed", "speaks"), [(10_000, True), (9_999, False)])
def test_from_ten_thousand_rows_on(removed: int, *, speaks: bool) -> None:
    assert bool(found(CODE, step("Limit", scan(removed)))) is speaks


def test_rows_may_stream_through_a_join() -> None:
    outer = scan(parent_relationship="Outer")
    assert found(CODE, step("Limit", step("Nested Loop", outer, step("Index Scan"))))


@pytest.mark.parametrize("between", ["Sort", "Hash"])
def test_a_node_that_reads_everything_hides_the_limit(between: str) -> None:
    assert not found(CODE, step("Limit", step(between, scan())))


def test_without_a_limit_it_is_another_finding() -> None:
    raw = scan(index_cond="(created_at > '2025-01-01'::date)")
    assert not found(CODE, raw)
    assert found("IDX_FILTER", raw)
    assert not found("IDX_FILTER", step("Limit", raw))


def test_a_filter_without_an_equality_gets_general_advice() -> None:
    finding = only(CODE, step("Limit", scan(filter="(title ~~ '%x%'::text)")))
    assert finding.confidence is Confidence.MEDIUM
    assert "CREATE INDEX" not in finding.advice


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, step("Limit", scan()))
