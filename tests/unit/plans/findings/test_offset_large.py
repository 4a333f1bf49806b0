"""OFFSET_LARGE: rows made only to be skipped."""

import pytest

from lab.findings import Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "OFFSET_LARGE"


def limit(taken: float = 1_020, returned: float = 20, *beside: Raw, **told: object) -> Raw:
    below = step("Seq Scan", actual_rows=taken, parent_relationship="Outer", **told)
    return step("Limit", *beside, below, actual_rows=returned, **told)


@pytest.mark.parametrize("name", ["offset_large", "offset_large.pg15"])
def test_it_tells_the_skipped_rows_and_where_to_go_on(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == "9,980 rows were skipped to return 20 rows"
    assert finding.evidence == {"skipped_rows": 9_980, "returned_rows": 20}
    assert finding.severity is Severity.WARNING
    assert "orders.created_at DESC, orders.id DESC" in finding.advice


@pytest.mark.parametrize("name", ["offset_large.fixed", "offset_large.fixed.pg15"])
def test_to_go_on_from_the_last_row_makes_it_silent(name: str) -> None:
    plan = golden(name)
    assert plan.total_rows == 20
    assert not found(CODE, plan)


@pytest.mark.parametrize(
    ("taken", "returned", "speaks"),
    [
        (1_020, 20, True),
        (1_019, 20, False),
        (2_000, 200, True),
        (2_000, 201, False),
        (5_000, 0, True),
    ],
    ids=["a thousand", "fewer", "a tenth", "more than a tenth", "beyond the end"],
)
def test_a_thousand_skipped_for_a_tenth(taken: int, returned: int, *, speaks: bool) -> None:
    assert bool(found(CODE, limit(taken, returned))) is speaks


def test_each_execution_skips_for_itself() -> None:
    assert not found(CODE, limit(30, 20, loops=500))


def test_rows_of_a_cte_beside_are_not_skipped() -> None:
    cte = step("Seq Scan", actual_rows=5_000, parent_relationship="InitPlan", subplan_name="CTE x")
    assert not found(CODE, limit(20, 20, cte))
    assert not found(CODE, step("Limit", cte, actual_rows=1))


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, limit())
