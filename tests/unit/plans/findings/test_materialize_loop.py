"""MATERIALIZE_LOOP: a real join without a condition, and what is not worth a word."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "MATERIALIZE_LOOP"


def join(loops: int = 100, rows: int = 1000, **told: object) -> Raw:
    table = step("Seq Scan", relation="tags", actual_rows=rows)
    kept = step("Materialize", table, loops=loops, actual_rows=rows)
    return step("Nested Loop", step("Seq Scan", actual_rows=loops), kept, **told)


@pytest.mark.parametrize("name", ["materialize_loop", "materialize_loop.pg15"])
def test_it_tells_the_rows_of_a_join_without_a_condition(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "Materialized rows were read 1,824 times, 912,000 rows in all, for the join has no "
        "condition"
    )
    assert finding.evidence == {"reads": 1824, "rows": 912_000}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert finding.table == "tags"
    assert "condition was forgotten" in finding.advice


@pytest.mark.parametrize("name", ["materialize_loop.fixed", "materialize_loop.fixed.pg15"])
def test_with_the_condition_nothing_is_read_again(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("raw", "speaks"),
    [
        (join(), True),
        (join(loops=99, rows=1100), False),
        (join(rows=999), False),
        (join(actual_rows=10**6), False),
        (step("Merge Join", step("Materialize", actual_rows=10**6)), False),
    ],
    ids=["enough", "few loops", "few rows", "small share", "merge join"],
)
def test_it_takes_loops_and_rows_and_a_share(raw: Raw, *, speaks: bool) -> None:
    assert bool(found(CODE, raw)) is speaks


def test_what_join_filter_tells_is_not_told_twice() -> None:
    plan = golden("join_filter")
    assert any((node.loops or 0) >= 2000 for node in plan.nodes if node.node_type == "Materialize")
    assert found("JOIN_FILTER", plan)
    assert not found(CODE, plan)


def test_a_join_with_a_condition_is_not_said_to_have_none() -> None:
    finding = only(CODE, join(join_filter="(a.x < b.x)"))
    assert finding.title == "Materialized rows were read 100 times, 100,000 rows in all"
    assert "index the inner side" in finding.advice


@pytest.mark.parametrize(
    ("loops", "severity"), [(9_999, Severity.WARNING), (10_000, Severity.HIGH)]
)
def test_ten_thousand_times_are_grave(loops: int, severity: Severity) -> None:
    assert only(CODE, join(loops)).severity is severity


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, join())
    assert found(CODE, step("Materialize", loops=100, actual_rows=1000))
