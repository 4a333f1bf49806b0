"""STALE_STATS: wrong estimates of tables that changed since their last ANALYZE."""

import pytest

from lab.findings import Severity
from lab.plans.facts import Facts, RelationFacts
from tests.findings import found, golden, only, step

CODE = "STALE_STATS"
KEY = ("public", "order_archive")


def facts(rows: float = 20_000, modified: int | None = 20_000, *, analyzed: bool = True) -> Facts:
    table = RelationFacts(*KEY, rows, 300, 0, modified_rows=modified, analyzed=analyzed)
    return Facts({KEY: table})


@pytest.mark.parametrize("name", ["stale_stats", "stale_stats.pg15"])
def test_it_tells_how_much_changed(name: str) -> None:
    finding = only(CODE, golden(name), facts())
    assert finding.title == (
        "order_archive changed 20,000 rows since its last ANALYZE, which counted 20,000, and an "
        "estimate of its rows is 20,000x off"
    )
    assert finding.evidence == {
        "estimate_error": 20_000.0,
        "modified_rows": 20_000,
        "rows": 20_000,
    }
    assert (finding.severity, finding.table) == (Severity.WARNING, "order_archive")
    assert finding.advice.startswith("ANALYZE order_archive, ")


@pytest.mark.parametrize("name", ["stale_stats.fixed", "stale_stats.fixed.pg15"])
def test_after_analyze_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name), facts(40_000, 0))
    assert not found(CODE, golden(name), facts())


def test_a_table_that_was_never_analyzed() -> None:
    finding = only(CODE, golden("stale_stats"), facts(-1, None, analyzed=False))
    assert finding.title.startswith("order_archive was never analyzed, and an estimate")
    assert finding.evidence == {"estimate_error": 20_000.0}


@pytest.mark.parametrize(("modified", "speaks"), [(2_001, True), (2_000, False), (None, False)])
def test_more_than_a_tenth_of_the_rows(modified: int | None, *, speaks: bool) -> None:
    assert bool(found(CODE, golden("stale_stats"), facts(20_000, modified))) is speaks


def test_old_statistics_that_do_no_harm_are_left_alone() -> None:
    told = {"relation": "order_archive", "schema": "public"}
    right = step("Seq Scan", plan_rows=5_000, actual_rows=5_000, **told)
    wrong = step("Seq Scan", plan_rows=5, actual_rows=5_000, **told)
    assert not found(CODE, right, facts())
    assert found(CODE, wrong, facts())


def test_a_table_is_told_once() -> None:
    told = {"relation": "order_archive", "schema": "public"}
    wrong = [step("Seq Scan", plan_rows=5, actual_rows=5_000, **told) for _ in range(3)]
    assert found(CODE, step("Append", *wrong), facts()) == [
        only(CODE, step("Append", *wrong), facts())
    ]


def test_without_the_catalog_or_a_run_it_says_nothing() -> None:
    assert not found(CODE, golden("stale_stats"))
    raw = step("Seq Scan", plan_rows=5, relation="order_archive", schema="public", loops=0)
    assert not found(CODE, raw, facts())
