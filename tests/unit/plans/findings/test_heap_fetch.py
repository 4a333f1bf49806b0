"""HEAP_FETCH: Index Only Scans that went to the table after all."""

import pytest

from lab.findings import Confidence, Severity
from lab.plans.facts import Facts, RelationFacts
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "HEAP_FETCH"


def scan(fetches: int = 1_000, rows: float = 10_000, **told: object) -> Raw:
    fields = {"relation": "orders", "schema": "public", "index_name": "by_user", **told}
    return step("Index Only Scan", heap_fetches=fetches, actual_rows=rows, **fields)


@pytest.mark.parametrize("name", ["heap_fetch", "heap_fetch.pg15"])
def test_there_may_be_more_fetches_than_rows(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "The Index Only Scan using ix_orders_user_id_status went to the table 37,614 times for "
        "20,000 rows"
    )
    assert finding.evidence == {"heap_fetches": 37_614, "rows": 20_000}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.HIGH)


@pytest.mark.parametrize("name", ["heap_fetch.fixed", "heap_fetch.fixed.pg15"])
def test_after_vacuum_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("fetches", "rows", "speaks"),
    [(1_000, 10_000, True), (1_000, 10_001, False), (999, 1_000, False)],
    ids=["a tenth", "less", "too few"],
)
def test_a_thousand_fetches_and_one_row_of_ten(fetches: int, rows: int, *, speaks: bool) -> None:
    assert bool(found(CODE, scan(fetches, rows))) is speaks


def test_fetches_are_a_total_and_rows_are_per_loop() -> None:
    assert found(CODE, scan(6_000, 3, loops=20_000))
    assert not found(CODE, scan(6_000, 3.1, loops=20_000))


def test_where_the_catalog_explains_it_the_other_rule_speaks() -> None:
    loaded = RelationFacts("public", "orders", 20_000, 400, 199)
    vacuumed = RelationFacts("public", "orders", 20_000, 400, 200)
    assert not found(CODE, scan(), Facts({("public", "orders"): loaded}))
    assert found(CODE, scan(), Facts({("public", "orders"): vacuumed}))


def test_thousands_of_rows_in_a_handful_of_pages_are_no_matter() -> None:
    told = {"index_name": "i", "actual_rows": 2_000, "heap_fetches": 2_000}
    assert found(CODE, step("Index Only Scan", shared_hit_blocks=100, **told))
    assert not found(CODE, step("Index Only Scan", shared_hit_blocks=99, **told))


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, scan())
