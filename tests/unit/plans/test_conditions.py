"""Conditions: which columns an expression names, how it compares them, which index would serve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.plans.conditions import (
    columns_of,
    create_index,
    equal_columns,
    index_columns,
    index_for,
    operators,
    sort_columns,
    table_name,
    unquoted,
)
from lab.plans.nodes import PlanNode

ORDERS = PlanNode("Seq Scan", relation="orders", alias="o")
JOIN = PlanNode("Hash Join")


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        ("((o.status)::text = 'pending'::text)", ("status",)),
        ("((status = 'it''s (o.x)'::text) AND (user_id = 5))", ("status", "user_id")),
        ("((o.user_id = u.id) AND (o.user_id > 3))", ("user_id",)),
        ("(lower((o.email)::text) = 'a'::text)", ("email",)),
        ("(ROW(o.created_at, o.id) < ROW('2025-01-01'::date, 5))", ("created_at", "id")),
        ('(o."we""ird" = 1)', ('"we""ird"',)),
        ("(o.total > (InitPlan 1).col1)", ("total",)),
        ("((o.a = $0) AND (NOT (hashed SubPlan 1)))", ("a",)),
        ("(NOT (ANY (o.id = (hashed SubPlan 1).col1)))", ("id",)),
        ("(EXISTS(SubPlan 1) AND o.open)", ("open",)),
        ("(alternatives: SubPlan 1 or hashed SubPlan 2)", ()),
        ("(o.a = E'a\\\\b''(')", ("a",)),
        ("((o.data ->> 'k'::text) = 'v'::text)", ("data",)),
        ("(to_tsvector('simple'::regconfig, o.title) @@ '''x'''::tsquery)", ("title",)),
        ("(o.a OPERATOR(pg_catalog.=) 5)", ("a",)),
        ("(EXTRACT(year FROM o.placed) = '2024'::numeric)", ("placed",)),
        ("((o.name COLLATE \"C\") < 'b'::text)", ("name",)),
        ("(o.at < (now() - make_interval(days => 5)))", ("at",)),
        ("((o.at)::timestamp(3) with time zone < 'x'::pg_catalog.\"char\")", ("at",)),
        ("(CASE WHEN (o.a AND (o.b > 1)) THEN o.c ELSE NULL::integer END = 5)", ("a", "b", "c")),
        ("(((o.place).city = 'x'::text) AND (o.* IS NOT NULL))", ("place",)),
        ("completed", ("completed",)),
        ("(", ()),
        ("(o.a = 1]", ()),
        ("(o.a = 'never closed)", ()),
        ("this is no (SQL", ()),
        ("(" * 5_000, ()),
        ("o.a = " + "o.b + " * 5_000 + "1", ()),
        (None, ()),
    ],
)
def test_the_columns_of_the_nodes_own_table(
    expression: str | None, columns: tuple[str, ...]
) -> None:
    assert columns_of(expression, ORDERS) == columns


def test_a_node_without_a_table_has_the_columns_of_all() -> None:
    assert columns_of("(o.user_id = u.id)", JOIN) == ("user_id", "id")


def test_a_long_list_is_read_as_any_other_literal() -> None:
    listed = ",".join(map(str, range(50_000)))
    assert columns_of(f"(o.id = ANY ('{{{listed}}}'::bigint[]))", ORDERS) == ("id",)


@pytest.mark.parametrize(
    ("expression", "pairs"),
    [
        ("(o.a = 1)", (("a", "="),)),
        ("((o.a)::text = 'x'::text)", (("a", "="),)),
        ("((o.a)::numeric = 1.5)", ()),
        ("(5 < o.a)", (("a", ">"),)),
        ("((o.a >= 1) AND ((o.b <= 2) AND (o.c <> 3)))", (("a", ">="), ("b", "<="), ("c", "<>"))),
        ("(o.a = ANY ('{1,2}'::bigint[]))", (("a", "= ANY"),)),
        ("(o.a <> ALL ('{1,2}'::bigint[]))", (("a", ""),)),
        ("((NOT o.a) AND o.b)", (("a", "IS FALSE"), ("b", "IS TRUE"))),
        ("((o.a IS NULL) AND (o.b IS NOT NULL))", (("a", "IS NULL"), ("b", ""))),
        ("(o.a ~~ 'x%'::text)", (("a", ""),)),
        ("(o.a = u.b)", (("a", "="),)),
        ("(o.a = (InitPlan 1).col1)", (("a", "="),)),
        ("(o.a = (SubPlan 1))", (("a", ""),)),
        ("(o.a = o.b)", ()),
        ("((o.a = 1) OR (o.b = 2))", ()),
        ("(o.a IS DISTINCT FROM 5)", (("a", ""),)),
        ("(CASE WHEN (o.a) AND (o.b) THEN 1 ELSE 2 END = 1)", ()),
        ("(o.a = '-5'::integer)", (("a", "="),)),
        ("(o.a = - 5)", (("a", "="),)),
        ("(o.a = NULL)", (("a", ""),)),
        ("((o.a)::character varying(20) = $1)", (("a", "="),)),
        ("(o.a = ANY (u.list))", (("a", "= ANY"),)),
        ("o.a DESC", ()),
        ("(lower(o.a) = 'x'::text)", ()),
        (None, ()),
    ],
)
def test_the_comparisons_that_and_joins(
    expression: str | None, pairs: tuple[tuple[str, str], ...]
) -> None:
    assert operators(expression, ORDERS) == pairs


@pytest.mark.parametrize(
    ("conditions", "statement"),
    [
        (["((o.day > 1) AND (o.a = 2))"], "CREATE INDEX ON orders (a, day)"),
        (["((o.day > 1) AND (o.hour < 2))"], "CREATE INDEX ON orders (day)"),
        (["(o.day > 1)", "(o.a = ANY ('{1}'::int[]))"], "CREATE INDEX ON orders (a, day)"),
        (["((o.a = 1) AND (o.a > 0))"], "CREATE INDEX ON orders (a)"),
        (["((o.a = 1) AND (NOT o.done))"], "CREATE INDEX ON orders (a) WHERE NOT done"),
        (
            ["((o.a = 1) AND o.open AND (o.gone IS NULL))"],
            "CREATE INDEX ON orders (a) WHERE open AND gone IS NULL",
        ),
        (["(NOT o.done)"], "CREATE INDEX ON orders (done)"),
        (["(o.title ~~ '%x%'::text)"], ""),
        ([None], ""),
    ],
)
def test_the_index_has_equalities_first_and_one_range(
    conditions: list[str | None], statement: str
) -> None:
    assert index_for(ORDERS, *conditions) == statement


def test_the_columns_of_an_index_and_those_held_to_one_value() -> None:
    condition = "((o.a = ANY ('{1}'::int[])) AND (o.b = 2) AND (o.c > 3))"
    assert index_columns(ORDERS, condition) == ("b", "a", "c")
    assert equal_columns(ORDERS, condition) == ("b",)


@pytest.mark.parametrize(
    ("keys", "columns"),
    [
        (["o.created_at DESC", "o.id"], ("created_at DESC", "id")),
        (
            ["name DESC NULLS LAST", '"Weird" NULLS FIRST'],
            ("name DESC NULLS LAST", '"Weird" NULLS FIRST'),
        ),
        (["((o.a)::text)"], ("a",)),
        (["o.a", "lower(o.b)"], ()),
        (['o.a COLLATE "C"'], ()),
        (["o.a USING ~<~"], ()),
        (["u.a"], ()),
        ([], ()),
    ],
)
def test_a_sort_by_plain_columns_is_an_index(keys: list[str], columns: tuple[str, ...]) -> None:
    assert sort_columns(keys, ORDERS) == columns


@pytest.mark.parametrize(
    ("schema", "relation", "name"),
    [
        ("public", "orders", "orders"),
        (None, "order", '"order"'),
        ("my shop", 'We"ird', '"my shop"."We""ird"'),
    ],
)
def test_a_table_is_written_as_sql_writes_it(schema: str | None, relation: str, name: str) -> None:
    node = PlanNode("Seq Scan", schema=schema, relation=relation)
    assert table_name(node) == name
    assert create_index(node, ["a", "b"]) == f"CREATE INDEX ON {name} (a, b)"


def test_names_without_their_quotes_are_those_of_the_catalog() -> None:
    assert unquoted('"we""ird"') == 'we"ird'
    assert unquoted("plain") == "plain"


@given(st.text(alphabet="o.ab()'\"$1 =<>ANDORTNL,[]:-", max_size=60))
def test_whatever_the_text_nothing_breaks(expression: str) -> None:
    assert set(columns_of(expression, JOIN)) >= set(columns_of(expression, ORDERS)) - {""}
    operators(expression, ORDERS)
    sort_columns([expression], ORDERS)
    index_for(ORDERS, expression)
