"""Conditions taken apart, and what speaks against an index: pure, on texts as EXPLAIN prints."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.plans.running.cases import Case, Why, case_of
from lab.plans.running.clauses import ColumnOf, clauses_of, normalized, without_parentheses
from lab.plans.running.index_details import IndexDetails, KeyDetails
from lab.plans.running.reasons import reasons_against


@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        ("(a = 1)", [("a", "=", "1")]),
        ("((o.a = 1) AND (o.b >= 'x AND y'::text))", [
            ("o.a", "=", "1"), ("o.b", ">=", "'x AND y'::text"),
        ]),
        ("((a = 1) AND ((b = 2) AND (c <> 3)))", [
            ("a", "=", "1"), ("b", "=", "2"), ("c", "<>", "3"),
        ]),
        ("((email)::text ~~ 'a%'::text)", [("(email)::text", "~~", "'a%'::text")]),
        ("(lower((u.email)::text) = 'it''s'::text)", [
            ("lower((u.email)::text)", "=", "'it''s'::text"),
        ]),
        ("(a = ANY ('{1,2}'::integer[]))", [("a", "=", "ANY ('{1,2}'::integer[])")]),
        ("(gone IS NULL)", [("gone", "IS NULL", "")]),
        ("(a IS DISTINCT FROM 3)", [("a", "IS DISTINCT FROM", "3")]),
        ("(o.id = (InitPlan 1).col1)", [("o.id", "=", "(InitPlan 1).col1")]),
        ("(NOT gone)", [("NOT gone", "", "")]),
        ("active", [("active", "", "")]),
        ('("odd AND" = 1)', [('"odd AND"', "=", "1")]),
        ("((a = 1) OR (b = 2))", [("(a = 1) OR (b = 2)", "", "")]),
        ("", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_condition_comes_apart(condition: str, parts: list[tuple[str, str, str]]) -> None:
    found = [(each.left, each.operator, each.right) for each in clauses_of(condition)]
    assert found == parts


def test_the_arms_of_or_are_told() -> None:
    (clause,) = clauses_of("((a = 1) OR ((b = 2) AND (c = 3)) OR (d ~~ 'x OR y'::text))")
    assert clause.arms == ("a = 1", "(b = 2) AND (c = 3)", "d ~~ 'x OR y'::text")


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("((a))", "a"),
        ("(a) + (b)", "(a) + (b)"),
        ("(a)(b)", "(a)(b)"),
        ("(')')", "')'"),
        ("((a", "((a"),
        ("", ""),
    ],
)
def test_only_parentheses_around_all_of_it_are_taken_off(text: str, bare: str) -> None:
    assert without_parentheses(text) == bare


@given(st.text(alphabet="()[]'\" aANDOR=<~.%$:\\"))
def test_no_text_is_too_odd_to_be_taken_apart(text: str) -> None:
    for clause in clauses_of(text):
        assert clause.left in text
        assert clause.right in text
    assert len(normalized(text, "a")) <= len(text)


@given(st.lists(st.sampled_from(["(a = 1)", "(b > 2)", "(f(c) = 'x AND (y'::text)"]), min_size=2))
def test_as_many_conditions_come_out_as_were_joined(conditions: list[str]) -> None:
    found = clauses_of(f"({' AND '.join(conditions)})")
    assert [f"({each.text})" for each in found] == conditions


@pytest.mark.parametrize(
    ("expression", "occurs", "is_all"),
    [
        ("o.id", True, True),
        ("id", True, True),
        ("(o.id)::text", True, True),
        ("((o.id)::character varying(20))::text", True, False),
        ("(o.id)::numeric", True, False),
        ("lower(o.id)", True, False),
        ("other.id", False, False),
        ("o.idle", False, False),
        ("id(o.x)", False, False),
        ("'id'::text", False, False),
        ('"id"', True, True),
        ('o."ID"', False, False),
    ],
)
def test_a_column_is_known_in_an_expression(expression: str, *, occurs: bool, is_all: bool) -> None:
    column = ColumnOf("id", "o")
    assert column.occurs(expression) is occurs
    assert column.is_all_of(expression) is is_all


def test_a_name_that_needs_quotes_is_known_by_them() -> None:
    column = ColumnOf('a "b"', "Odd")
    assert column.is_all_of('"Odd"."a ""b"""')
    assert not column.occurs('"Odd".a')


def index(*keys: str, predicate: str | None = None, method: str = "btree") -> IndexDetails:
    details = tuple(KeyDetails(key, computed="(" in key, type="integer") for key in keys)
    return IndexDetails("ix", "public", "t", "public", details, method=method, predicate=predicate)


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (case_of(index("a"), "(t.a = 1)", "t"), []),
        (case_of(index("a"), "((t.a = 1) AND (t.b <> 2))", "t"), []),
        (case_of(index("a"), "(t.a <> 1)", "t"), [Why.NEGATION]),
        (case_of(index("a"), "((t.a <> 1) AND (t.a > 0))", "t"), []),
        (case_of(index("a"), "(t.b = 1)", "t"), [Why.NO_LEADING_COLUMN]),
        (case_of(index("a"), None, "t"), [Why.NO_LEADING_COLUMN]),
        (case_of(index("a"), "((t.a + 1) = 2)", "t"), [Why.WRAPPED]),
        (case_of(index("a"), "((t.a)::numeric = 2.5)", "t"), [Why.TYPE]),
        (case_of(index("a"), "((t.a = 1) OR (t.b = 2))", "t"), [Why.OR]),
        (case_of(index("a"), "((t.a = 1) OR (t.a = 2))", "t"), []),
        (case_of(index("a"), "(t.a = t.b)", "t"), [Why.CHANGING]),
        (case_of(index("a"), "(t.a = u.b)", "t"), []),
        (case_of(index("a", predicate="(b IS NULL)"), "(t.a = 1)", "t"), [Why.PREDICATE]),
        (case_of(index("a", predicate="(a > 5)"), "(t.a = 7)", "t"), [Why.PREDICATE]),
        (case_of(index("a", predicate="(b > 5)"), "((t.a = 1) AND (t.b > 3))", "t"),
         [Why.PREDICATE]),
        (case_of(index("a", predicate="(b IS NOT NULL)"), "((t.a + 1 = 1) AND (t.b > 3))", "t"),
         [Why.WRAPPED]),
        (case_of(index("lower(a)"), "(t.a = 1)", "t"), [Why.WRAPPED]),
        (case_of(index("lower(a)"), "(lower(t.a) = 'x'::text)", "t"), []),
        (case_of(index("a"), None, "t", ("t.a DESC",)), []),
        (case_of(index("a", "b"), None, "t", ("t.a", "t.b DESC")), [Why.ORDER]),
        (case_of(index("a", "b"), None, "t", ("t.a DESC", "t.b DESC")), []),
        (case_of(index("a"), None, "t", ("t.a NULLS FIRST",)), [Why.ORDER]),
        (case_of(index("a", method="hash"), None, "t", ("t.a",)), [Why.ORDER]),
    ],
    ids=lambda value: "" if isinstance(value, Case) else ", ".join(value) or "none",
)  # fmt: skip
def test_reasons_are_those_that_fit(case: Case, why: list[Why]) -> None:
    assert [each.why for each in reasons_against(case)] == why


@given(st.text(alphabet="()' tab.=<>~%1+:ANDOR", max_size=40), st.text(max_size=10))
def test_no_condition_breaks_the_reasons(condition: str, key: str) -> None:
    for reason in reasons_against(case_of(index(key or "a"), condition, "t")):
        assert reason.sentence
