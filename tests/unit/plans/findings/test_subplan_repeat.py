"""SUBPLAN_REPEAT: a real subquery run for each row, and those that are not worth a word."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "SUBPLAN_REPEAT"


def subplan(
    loops: int = 1000, blocks: int = 3000, whole: int = 4000, *below: Raw, **told: object
) -> Raw:
    named = {"parent_relationship": "SubPlan", "subplan_name": "SubPlan 1", **told}
    below = below or (step("Index Scan", loops=loops),)
    child = step("Aggregate", *below, loops=loops, shared_hit_blocks=blocks, **named)
    return step("Seq Scan", child, relation="users", shared_hit_blocks=whole)


@pytest.mark.parametrize(
    ("name", "blocks", "whole"),
    [("subplan_repeat", 21_303, 21_311), ("subplan_repeat.pg15", 20_535, 20_543)],
)
def test_it_tells_how_often_it_ran_and_what_it_touched(name: str, blocks: int, whole: int) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        f"SubPlan 1 ran 2,000 times for rows of users, touching {blocks:,} of the plan's "
        f"{whole:,} blocks"
    )
    assert finding.evidence == {"loops": 2000, "subplan_blocks": blocks, "plan_blocks": whole}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "LEFT JOIN" in finding.advice


@pytest.mark.parametrize("name", ["subplan_repeat.fixed", "subplan_repeat.fixed.pg15"])
def test_a_join_has_none(name: str) -> None:
    assert not any(node.parent_relationship == "SubPlan" for node in golden(name).nodes)
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("raw", "speaks"),
    [
        (subplan(1000, 200, 4000), True),
        (subplan(1000, 199, 4000), False),
        (subplan(999, 2000, 4000), True),
        (subplan(999, 1999, 4000), False),
        (subplan(999, 2000, 10_001), False),
        (subplan(100, 2000, 4000), True),
        (subplan(99, 4000, 4000), False),
        (subplan(1, 4000, 4000, subplan_name="SubPlan 1"), False),
        (subplan(parent_relationship="InitPlan"), False),
        (subplan(1000, 0, 0), False),
    ],
    ids=[
        *("much", "little of much", "fewer loops", "few blocks", "small share", "least loops"),
        *("too few loops", "hashed", "init plan", "no blocks"),
    ],
)
def test_it_takes_loops_and_blocks(raw: Raw, *, speaks: bool) -> None:
    assert bool(found(CODE, raw)) is speaks


@pytest.mark.parametrize(
    ("loops", "severity"), [(9_999, Severity.WARNING), (10_000, Severity.HIGH)]
)
def test_ten_thousand_times_are_grave(loops: int, severity: Severity) -> None:
    assert only(CODE, subplan(loops, 3 * loops, 4 * loops)).severity is severity


@pytest.mark.parametrize(("removed", "speaks"), [(999, True), (998, False)])
def test_rows_of_a_cte_count_though_they_touch_no_block(removed: int, *, speaks: bool) -> None:
    scan = step("CTE Scan", loops=1000, actual_rows=1, rows_removed_by_filter=removed)
    findings = found(CODE, subplan(1000, 0, 4000, scan))
    assert [finding.evidence for finding in findings] == [
        {"loops": 1000, "rows_looked_at": 1_000_000}
    ] * speaks


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, subplan())
    alone = step("CTE Scan", loops=2000, actual_rows=600, parent_relationship="SubPlan")
    assert only(CODE, alone).title == "A subquery ran 2,000 times, looking at 1,200,000 rows"
