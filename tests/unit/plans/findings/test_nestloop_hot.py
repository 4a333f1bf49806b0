"""NESTLOOP_HOT: look-ups that nobody expected, those dearer than the table, and the rest."""

import pytest

from lab.findings import Confidence, Severity
from lab.plans.facts import Facts, RelationFacts
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "NESTLOOP_HOT"
PAGES = 700
ITEMS = RelationFacts("public", "items", rows=60_000, pages=PAGES, all_visible_pages=PAGES)
FACTS = Facts({("public", "items"): ITEMS})


def lookup(loops: int = 1000, blocks: int | None = 3000, **told: object) -> Raw:
    names = {"relation": "items", "schema": "public", "parent_relationship": "Inner"}
    return step("Index Scan", loops=loops, shared_hit_blocks=blocks, **{**names, **told})


def loop(inner: Raw, *, rows: int = 1000, expected: int = 100, blocks: int = 4000) -> Raw:
    outer = step("Seq Scan", actual_rows=rows, plan_rows=expected, parent_relationship="Outer")
    return step("Nested Loop", outer, inner, shared_hit_blocks=blocks)


@pytest.mark.parametrize("name", ["nestloop_hot", "nestloop_hot.pg15"])
def test_it_tells_the_look_ups_that_were_not_expected(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "The inner side ran 8,443 times and touched 25,525 of 25,950 blocks: 8,443 outer rows "
        "came, 100 were expected"
    )
    assert finding.evidence == {
        "loops": 8443,
        "inner_blocks": 25_525,
        "plan_blocks": 25_950,
        "outer_rows": 8443,
        "expected_outer_rows": 100,
    }
    assert (finding.severity, finding.table) == (Severity.HIGH, "order_items")
    assert "enable_nestloop = off" in finding.advice


@pytest.mark.parametrize("name", ["nestloop_hot.fixed", "nestloop_hot.fixed.pg15"])
def test_with_the_right_estimate_the_planner_hashes(name: str) -> None:
    plan = golden(name)
    assert "Nested Loop" not in plan.shape
    assert not found(CODE, plan)


def test_a_function_that_was_guessed_is_left_to_the_rule_for_it() -> None:
    assert not found(CODE, golden("func_scan_est"))
    assert found("FUNC_SCAN_EST", golden("func_scan_est"))


@pytest.mark.parametrize(
    "raw",
    [
        loop(lookup(loops=999)),
        loop(lookup(blocks=1199)),
        loop(lookup(), expected=101),
        loop(lookup(), rows=1000, expected=10_000),
        loop(lookup(blocks=None), blocks=0),
    ],
    ids=["few loops", "few blocks", "estimated", "overestimated", "not counted"],
)
def test_below_its_thresholds_it_is_silent(raw: Raw) -> None:
    assert not found(CODE, raw)


def test_at_its_thresholds_it_speaks() -> None:
    assert only(CODE, loop(lookup(blocks=1200))).severity is Severity.WARNING
    assert only(CODE, loop(lookup(blocks=10_000))).severity is Severity.HIGH
    assert only(CODE, loop(lookup(blocks=9_999))).severity is Severity.WARNING


def test_of_loops_above_each_other_the_lowest_is_told() -> None:
    lower = loop(lookup(blocks=3_000)) | {"Parent Relationship": "Outer", "Actual Rows": 1_000}
    upper = step("Nested Loop", lower, lookup(blocks=4_000), shared_hit_blocks=9_000)
    finding = only(CODE, upper)
    assert (finding.node, finding.evidence["inner_blocks"]) == (3, 3_000)


def test_of_a_recursion_it_is_no_wrong_estimate() -> None:
    outer = step("WorkTable Scan", actual_rows=9_000, plan_rows=10, parent_relationship="Outer")
    raw = step("Nested Loop", outer, lookup(10_000, 9_000), shared_hit_blocks=9_000)
    assert not found(CODE, raw)
    finding = only(CODE, raw, FACTS)
    assert finding.severity is Severity.INFO
    assert "recursion" in finding.advice


@pytest.mark.parametrize(
    ("loops", "times", "speaks"), [(10_000, 4.99, False), (10_000, 5, True), (9_999, 9, False)]
)
def test_foreseen_look_ups_are_told_where_they_cost_five_times_the_table(
    loops: int, times: float, *, speaks: bool
) -> None:
    raw = loop(lookup(loops, round(PAGES * times)), rows=loops, expected=loops)
    findings = found(CODE, raw, FACTS)
    assert [finding.severity for finding in findings] == [Severity.INFO] * speaks
    for finding in findings:
        assert finding.confidence is Confidence.MEDIUM
        assert finding.title.endswith("where items has 700 in all")
        assert finding.evidence["table_blocks"] == PAGES


@pytest.mark.parametrize(("loops", "speaks"), [(99_999, False), (100_000, True)])
def test_without_the_catalog_only_very_many_foreseen_look_ups_are_mentioned(
    loops: int, *, speaks: bool
) -> None:
    raw = loop(lookup(loops, 3 * loops), rows=loops, expected=loops, blocks=3 * loops + 400)
    assert [finding.severity for finding in found(CODE, raw)] == [Severity.INFO] * speaks


def test_what_memoize_remembers_is_not_run_again() -> None:
    cache = step("Memoize", lookup(loops=999), loops=100_000, parent_relationship="Inner")
    assert not found(CODE, loop(cache))
    cache = step("Memoize", lookup(loops=1000), loops=100_000, parent_relationship="Inner")
    assert only(CODE, loop(cache)).evidence["loops"] == 1000


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, loop(lookup()))
    assert not found(CODE, step("Nested Loop"))
