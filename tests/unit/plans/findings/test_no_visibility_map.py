"""NO_VISIBILITY_MAP: what the catalog says of a table that was never vacuumed."""

import pytest

from lab.findings import Confidence, Severity
from lab.plans.facts import Facts, RelationFacts
from tests.findings import found, golden, only, step

CODE = "NO_VISIBILITY_MAP"
PAGES = 425


def facts(visible: int, pages: int = PAGES, table: str = "order_archive") -> Facts:
    return Facts({("public", table): RelationFacts("public", table, 20_000, pages, visible)})


@pytest.mark.parametrize("name", ["no_visibility_map", "no_visibility_map.pg15"])
def test_it_tells_the_pages_that_are_not_marked(name: str) -> None:
    finding = only(CODE, golden(name), facts(0))
    assert finding.title == (
        "The Index Only Scan using by_user went to the table 20,000 times: none of its 425 pages "
        "is marked all-visible"
    )
    assert finding.evidence == {"heap_fetches": 20_000, "all_visible_pages": 0, "pages": 425}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.HIGH)
    assert finding.advice.startswith("Run VACUUM order_archive, ")


@pytest.mark.parametrize("name", ["no_visibility_map.fixed", "no_visibility_map.fixed.pg15"])
def test_after_vacuum_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name), facts(PAGES))
    assert not found(CODE, golden(name), facts(0))


def test_without_the_catalog_it_says_nothing() -> None:
    assert not found(CODE, golden("no_visibility_map"))


@pytest.mark.parametrize(("visible", "speaks"), [(199, True), (200, False)])
def test_less_than_half_of_the_pages(visible: int, *, speaks: bool) -> None:
    plan = golden("no_visibility_map")
    assert bool(found(CODE, plan, facts(visible, pages=400))) is speaks


def test_a_scan_that_did_not_run_or_fetch_is_left_alone() -> None:
    told = {"relation": "order_archive", "schema": "public", "index_name": "x"}
    for figures in ({"loops": 0}, {"heap_fetches": 999}, {"loops": None}, {"heap_fetches": None}):
        raw = step("Index Only Scan", **{"heap_fetches": 5_000, **told, **figures})
        assert not found(CODE, raw, facts(0))


def test_another_table_of_the_catalog_is_not_meant() -> None:
    assert not found(CODE, golden("no_visibility_map"), facts(0, table="users"))
