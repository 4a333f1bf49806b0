"""The arithmetic of a sweep: exponents, bisection, values, the conditions found in statements."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import col

from lab.errors import LabError
from lab.experiments.sweeping.choosing import require_values
from lab.experiments.sweeping.conditions import choose_condition, read_conditions
from lab.experiments.sweeping.crossing import Crossover, between, find_crossovers
from lab.experiments.sweeping.growth import fit_exponent
from lab.models import Order
from lab.workload import Query


@given(st.floats(min_value=-2, max_value=3), st.floats(min_value=0.1, max_value=1000))
def test_the_exponent_of_a_power_law_is_found(power: float, factor: float) -> None:
    found = fit_exponent([(x, factor * x**power) for x in (1, 10, 100, 1000, 10_000)])
    assert found is not None
    assert found.value == pytest.approx(power, abs=1e-6)
    assert found.low <= found.value <= found.high
    assert found.fits


def test_what_hardly_grows_is_flat_though_no_line_fits_it() -> None:
    found = fit_exponent([(10, 4), (100, 4), (1000, 5), (10_000, 4)])
    assert found is not None
    assert found.is_flat
    assert found.fits


def test_steps_are_no_power_law() -> None:
    found = fit_exponent([(1, 3), (10, 3), (100, 3), (1000, 9_000), (2000, 9_000), (4000, 9_000)])
    assert found is not None
    assert not found.fits


def test_three_values_are_too_few_and_so_are_four_of_which_one_is_nothing() -> None:
    assert fit_exponent([(1, 1), (2, 2), (3, 3)]) is None
    assert fit_exponent([(0, 1), (1, 1), (2, 2), (3, 3)]) is None
    assert fit_exponent([(1, 1), (2, 2), (3, 3), (4, 4)]) is not None


def shapes(*steps: tuple[float, str]) -> Callable[[Any], str]:
    return lambda value: next(shape for at, shape in reversed(steps) if value >= at)


def changes(known: list[Any], shape_at: Callable[[Any], str], steps: int = 12) -> list[Crossover]:
    return list(
        find_crossovers([(each, shape_at(each)) for each in known], shape_at, most_steps=steps)
    )


def test_a_change_is_found_to_a_hundredth() -> None:
    (found,) = changes([1, 100_000], shapes((0, "Index"), (437, "Seq")))
    assert found.low < 437 <= found.high
    assert found.high - found.low <= 0.01 * found.high + 1
    assert (found.before, found.after) == ("Index", "Seq")


def test_a_third_plan_between_two_values_makes_two_changes_of_one() -> None:
    found = changes([0.001, 1.0], shapes((0, "Index"), (0.02, "Bitmap"), (0.3, "Seq")))
    assert [(each.before, each.after) for each in found] == [
        ("Index", "Bitmap"),
        ("Bitmap", "Seq"),
    ]
    assert [each.high for each in found] == pytest.approx([0.02, 0.3], rel=0.011)


def test_a_plan_that_comes_back_is_told_twice() -> None:
    found = changes([1, 50, 100], shapes((0, "A"), (20, "B"), (70, "A")))
    assert [(each.before, each.after) for each in found] == [("A", "B"), ("B", "A")]


def test_the_same_plan_at_all_values_has_no_change() -> None:
    assert changes([1, 1000], shapes((0, "A"))) == []


def test_without_a_step_the_values_themselves_are_the_ends() -> None:
    (found,) = changes([1, 1000], shapes((0, "A"), (5, "B")), steps=0)
    assert (found.low, found.high) == (1, 1000)


@pytest.mark.parametrize(
    ("low", "high", "middle"),
    [
        (10, 1000, 100),
        (10, 20, 15),
        (7, 8, None),
        (0, 100, 50),
        (0.5, 0.501, None),
        (Decimal("1"), Decimal("100"), Decimal("10.0")),
        (Decimal("1"), 100.0, Decimal("10.0")),
        (date(2026, 1, 1), date(2026, 1, 3), date(2026, 1, 2)),
        (date(2026, 1, 1), date(2026, 1, 2), None),
        (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC),
         datetime(2026, 1, 1, 12, tzinfo=UTC)),
        ("a", "z", None),
        (False, True, None),
    ],
)  # fmt: skip
def test_the_middle_of_two_values(low: Any, high: Any, middle: Any) -> None:
    assert between(low, high) == middle


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("Index Scan using a on t", "Seq Scan on t", "Index Scan -> Seq Scan"),
        ("Limit > Index Scan using a on t", "Limit > Sort > Seq Scan on t", "Index Scan -> Sort"),
        ("Index Scan using a on t", "Index Scan using b on t",
         "Index Scan using a on t -> Index Scan using b on t"),
        ("Hash Join (Seq Scan on t, Hash > Seq Scan on u)",
         "Hash Join (Seq Scan on t, Hash > Index Scan using a on u)", "Seq Scan -> Index Scan"),
        ("Nested Loop (A, B)", "Hash Join (A, Hash > B)", "Nested Loop -> Hash Join"),
    ],
)  # fmt: skip
def test_a_change_is_named_by_the_steps_that_differ(before: str, after: str, words: str) -> None:
    assert Crossover(before, after, 1, 2).words == words


def test_values_are_sorted_and_each_is_tried_once() -> None:
    assert require_values("n", [100, 1, 10, 1]) == (1, 10, 100)
    assert require_values("n", [2, 0.5]) == (0.5, 2)
    assert require_values("n", np.array([2, 1])) == (1, 2)  # type: ignore[arg-type]
    assert require_values("work_mem", ["64MB", "1MB", "64MB"]) == ("64MB", "1MB")
    assert require_values("n", [False, True]) == (False, True)
    assert require_values("n", [[1, 2], [3], [1, 2]]) == ([3], [1, 2])
    assert require_values("n", [date(2026, 2, 1), date(2026, 1, 1)]) == (
        date(2026, 1, 1),
        date(2026, 2, 1),
    )


@pytest.mark.parametrize(
    ("over", "values", "message"),
    [
        ("n", [], "A sweep needs at least two different values, and there is none. "
         "Write values=[10, 100, 1000]"),
        ("n", [7, 7], "A sweep needs at least two different values, and there is one. "
         "Write values=[10, 100, 1000]"),
        ("n", "12", "Values are a list, and this is '12'. Write values=[10, 100, 1000]"),
        ("n", [1, float("nan")], "nan is no value to sweep over. Give finite numbers"),
        ("n", [datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)], "Some of the times have a "
         "time zone, and others have none. Write datetime(2026, 1, 1, tzinfo=UTC) for all of them"),
        ("selectivity", [0.1, 5], "A selectivity is a part of the rows from 0 to 1, and this is 5. "
         "Write values=[0.001, 0.01, 0.1, 1]"),
        ("selectivity", [0.1, "half"], "A selectivity is a part of the rows from 0 to 1, and this "
         "is 'half'. Write values=[0.001, 0.01, 0.1, 1]"),
        ("rows", [0, 10], "A number of rows is whole and at least 1, and this is 0. "
         "Write values=[100, 1_000, 10_000]"),
        ("offset", [1.5, 10], "A number of rows is whole and at least 0, and this is 1.5. "
         "Write values=[100, 1_000, 10_000]"),
    ],
)  # fmt: skip
def test_values_that_make_no_sense_are_told(over: str, values: Any, message: str) -> None:
    with pytest.raises(LabError) as told:
        require_values(over, values)
    assert str(told.value) == message


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("SELECT * FROM t WHERE a < :x", ["t.a < :x"]),
        ("SELECT * FROM t WHERE :x < a", ["t.a > :x"]),
        ("SELECT * FROM t AS o WHERE o.a >= :x::timestamptz", ["t.a >= :x"]),
        ("SELECT * FROM t WHERE a = CAST(:x AS int) AND b = 3", ["t.a = :x"]),
        ('SELECT * FROM "T" WHERE "A b" <= :x', ["T.A b <= :x"]),
        ("SELECT * FROM s.T WHERE A > :x", ["t.a > :x"]),
        ("SELECT * FROM t JOIN u ON u.id = t.id WHERE u.a > :x", ["u.a > :x"]),
        ("SELECT * FROM t WHERE id IN (SELECT i FROM u WHERE c < :x)", ["u.c < :x"]),
        ("SELECT * FROM t WHERE lower(a) = :x", []),
        ("SELECT * FROM t JOIN u ON u.id = t.id WHERE a > :x", []),
        ("WITH w AS (SELECT 1 AS a) SELECT * FROM w WHERE a > :x", []),
        ("SELECT * FROM t WHERE a = ANY(:x)", []),
        ("SELECT * FROM t WHERE b = ':x'", []),
    ],
)
def test_a_comparison_with_a_parameter_is_found(statement: str, found: list[str]) -> None:
    assert [str(each) for each in read_conditions(Query("q", statement))] == found


def test_a_comparison_of_a_construct_is_found_by_the_name_of_its_value() -> None:
    asked = select(Order).where(col(Order.user_id) == 3, col(Order.total_amount) > 5).limit(2)
    found = choose_condition(Query("q", asked))
    assert str(found) == "orders.total_amount > :total_amount_1"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("SELECT * FROM t WHERE lower(a) = :x",
         "The query has no comparison of a column with a parameter, by which it selects rows. "
         "Write for example created_at >= :since, or sweep over a parameter by its name"),
        ("SELECT * FROM t WHERE a > :x AND b < :y",
         "The query compares 2 columns with parameters: t.a > :x, t.b < :y. "
         "Sweep over one of them by its name: over='x', over='y'"),
    ],
    ids=["none", "two"],
)  # fmt: skip
def test_a_query_without_one_comparison_is_told_what_it_needs(statement: str, message: str) -> None:
    with pytest.raises(LabError) as told:
        choose_condition(Query("q", statement))
    assert str(told.value) == message
