"""FUNC_SCAN_EST: a real function whose rows were guessed, and those where it does not matter."""

import pytest

from lab.findings import Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "FUNC_SCAN_EST"


def joined(
    rows: int = 10_000, expected: int = 1000, node_type: str = "Function Scan", **told: object
) -> Raw:
    scan = step(node_type, actual_rows=rows, plan_rows=expected, **told)
    return step("Hash Join", step("Seq Scan"), step("Hash", scan))


@pytest.mark.parametrize("name", ["func_scan_est", "func_scan_est.pg15"])
def test_it_tells_the_rows_and_the_default(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "picked returned 15,000 rows where the default of 1,000 was expected, and is joined"
    )
    assert finding.evidence == {"rows": 15_000, "expected_rows": 1000, "estimate_error": 15.0}
    assert finding.severity is Severity.WARNING
    assert "ALTER FUNCTION public.picked(...) ROWS 15000" in finding.advice


@pytest.mark.parametrize("name", ["func_scan_est.fixed", "func_scan_est.fixed.pg15"])
def test_a_function_that_tells_its_rows_is_none(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("raw", "speaks"),
    [
        (joined(), True),
        (joined(9_999), False),
        (joined(110, 10), True),
        (joined(109, 10), False),
        (joined(10_000, 999), False),
        (joined(10_000, 100, "Table Function Scan"), True),
        (joined(10_000, 100, "Seq Scan"), False),
        (joined(filter="(x > 1)"), False),
        (step("Aggregate", step("Function Scan", actual_rows=10_000, plan_rows=1000)), False),
    ],
    ids=[
        *("enough", "below ten times", "of an array", "too few rows", "no default", "table"),
        *("not a function", "filtered", "not joined"),
    ],
)
def test_only_a_default_that_is_far_off_and_joined_is_told(raw: Raw, *, speaks: bool) -> None:
    assert bool(found(CODE, raw)) is speaks


def test_too_many_expected_rows_are_merely_mentioned() -> None:
    assert only(CODE, joined(4)).severity is Severity.INFO


def test_a_limit_above_excuses_too_many_expected_rows() -> None:
    scan = step("Function Scan", actual_rows=4, plan_rows=1000)
    raw = step("Limit", step("Nested Loop", scan, step("Index Scan")))
    assert not found(CODE, raw)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"function_name": "unnest", "schema": "pg_catalog"}, "temporary table"),
        ({"function_name": "unnest"}, "temporary table"),
        ({"schema": "public"}, "temporary table"),
        ({"function_name": "mine", "schema": "app"}, "ALTER FUNCTION app.mine(...) ROWS 10000"),
    ],
)
def test_only_a_function_of_ones_own_can_be_altered(told: dict[str, object], words: str) -> None:
    assert words in only(CODE, joined(**told)).advice  # type: ignore[arg-type]


def test_a_join_far_above_is_not_looked_for() -> None:
    raw = step("Function Scan", actual_rows=10_000, plan_rows=1000)
    for _ in range(6):
        raw = step("Limit", raw)
    assert not found(CODE, step("Hash Join", raw))


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, joined(function_name="f", alias="a"))
