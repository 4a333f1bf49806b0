"""Whatever a CHECK says, reading it neither fails nor takes a part for the whole."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.conventions.knowing.kept_limits import Fact, facts_of, implies

SIGNS = st.sampled_from([">", ">=", "<", "<=", "="])
NUMBERS = st.integers(-3, 3)


@given(st.text())
def test_no_condition_is_too_odd_to_be_read(condition: str) -> None:
    facts_of(condition, "x")


@pytest.mark.parametrize(
    ("condition", "facts"),
    [
        ("x > 0", (Fact("value", ">", Decimal(0)),)),
        ('"x" > 0', (Fact("value", ">", Decimal(0)),)),
        ('"X" > 0', ()),
        ("y > 0", ()),
        ("x > y", (None,)),
        ("x = lower(x)", (None,)),
        ("x > 0 AND is_fine(x)", (Fact("value", ">", Decimal(0)), None)),
        ("x > '2020-01-01'", (Fact("value", ">", None),)),
        ("y IS NULL OR x > 0", (None,)),
        ("x BETWEEN 0 AND y", (None, Fact("value", ">=", Decimal(0)))),
        ("length(x) <> 0", (Fact("length", ">=", Decimal(1)),)),
        ("length(trim(x)) = 3", (Fact("length", ">=", Decimal(3)),)),
        ("length(trim(x)) < 3", (None,)),
        ("y IN (x, 1)", (None,)),
        ("no SQL at all (", (None,)),
    ],
)
def test_a_condition_is_read_or_it_is_not(condition: str, facts: tuple[Fact | None, ...]) -> None:
    assert facts_of(condition, "x") == facts


def holds(sign: str, number: int, value: int) -> bool:
    return {
        ">": value > number,
        ">=": value >= number,
        "<": value < number,
        "<=": value <= number,
        "=": value == number,
    }[sign]


@given(SIGNS, NUMBERS, SIGNS.filter(lambda sign: sign != "="), NUMBERS)
def test_of_whole_numbers_one_comparison_implies_another_if_no_value_tells_them_apart(
    sign: str, number: int, wanted: str, limit: int
) -> None:
    fact, other = (Fact("value", s, Decimal(n)) for s, n in ((sign, number), (wanted, limit)))
    every = all(holds(wanted, limit, each) for each in range(-9, 10) if holds(sign, number, each))
    assert implies(fact, other, whole=True) is every


@given(SIGNS, NUMBERS, SIGNS.filter(lambda sign: sign != "="), NUMBERS)
def test_of_other_numbers_too(sign: str, number: int, wanted: str, limit: int) -> None:
    fact, other = (Fact("value", s, Decimal(n)) for s, n in ((sign, number), (wanted, limit)))
    values = [each / 2 for each in range(-18, 19)]
    every = all(
        holds(wanted, limit * 2, int(each * 2))
        for each in values
        if holds(sign, number * 2, int(each * 2))
    )
    assert implies(fact, other, whole=False) is every
