"""A plan for strangers: the shape and the figures of the plan, no name and no value of it."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab.plans import Plan, parse_plan
from lab.plans.keys import OF_NODES
from lab.plans.nodes import PlanNode
from lab.plans.redacting.expressions import redacted_expression, tokens_of
from lab.plans.redacting.names import Kind, Masks
from lab.plans.redacting.trees import NAMES, WORDS

PLANS = sorted((Path(__file__).parents[2] / "plans").glob("*.json"))
by_name = pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])
NOT_OF_TABLES = re.compile(r"'[^']*'|\"[^\"]*\"")


def golden(name: str) -> Plan:
    return parse_plan((PLANS[0].parent / f"{name}.json").read_text())


def masked(expression: str, **tables: str) -> str:
    masks = Masks()
    for name in tables:
        masks.of(Kind.TABLE, name)
    return redacted_expression(expression, masks)


def figures(plan: Plan) -> list[tuple[object, ...]]:
    """All of a plan's nodes that is no text: counts, times, places, flags."""
    names = [f.name for f in fields(PlanNode) if f.name not in (*OF_NODES.texts, *OF_NODES.lists)]
    kept = [name for name in names if name not in ("children", "extra", "workers")]
    return [tuple(getattr(node, name) for name in kept) for node in plan.nodes]


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("(id = 4711)", "(c1 = 1)"),
        ("(o.id = i.order_id)", "(a1.c1 = a2.c2)"),
        ("((o.id > 5) AND (o.id < 5))", "((a1.c1 > 1) AND (a1.c1 < 1))"),
        ("((status)::text = 'paid'::text)", "((c1)::text = 'x1'::text)"),
        ("(status = 'paid'::public.order_status)", "(c1 = 'x1'::public.type1)"),
        ("(status = 'paid'::shop.order_status)", "(c1 = 'x1'::s1.type1)"),
        ('("weird ""name""" = 1)', "(c1 = 1)"),
        ("(x = E'it''s \\\\ \\'here')", "(c1 = 'x1')"),
        ("(x = $tag$it's$tag$)", "(c1 = 'x1')"),
        ("(x = $$a$b$$)", "(c1 = 'x1')"),
        ("(x = B'101'::\"bit\")", "(c1 = 'x1'::\"bit\")"),
        ("(x = '12'::numeric(10,2))", "(c1 = 'x1'::numeric(10,2))"),
        ("(x = 'a'::character varying(20))", "(c1 = 'x1'::character varying(20))"),
        (
            "(x < '1'::timestamp(3) without time zone)",
            "(c1 < 'x1'::timestamp(3) without time zone)",
        ),
        ("COALESCE(a, 'x'::text, 77)", "COALESCE(c1, 'x1'::text, 1)"),
        ("(a = ANY ('{1,2}'::integer[]))", "(c1 = ANY ('x1'::integer[]))"),
        ("(secret_of(lower(email)) = 1)", "(f1(lower(c1)) = 1)"),
        ("(shop.secret_of(a) > 0.5)", "(s1.f1(c1) > 1)"),
        ("count(*) FILTER (WHERE (x > 3))", "count(*) FILTER (WHERE (c1 > 1))"),
        ("(id > (InitPlan 12).col1)", "(c1 > (InitPlan 12).col1)"),
        ("((o.address).col1 = $0)", "((a1.c1).c2 = $0)"),
        ("(NOT (ANY (a = (hashed SubPlan 3).col1)))", "(NOT (ANY (c1 = (hashed SubPlan 3).col1)))"),
        (
            "(alternatives: SubPlan 1 or hashed SubPlan 2)",
            "(alternatives: SubPlan 1 or hashed SubPlan 2)",
        ),
        ("EXTRACT(year FROM o.year)", "EXTRACT(year FROM a1.c1)"),
        (
            "(d AT TIME ZONE 'UTC'::text) DESC NULLS LAST",
            "(c1 AT TIME ZONE 'x1'::text) DESC NULLS LAST",
        ),
        ("sum(a) OVER mine", "sum(c1) OVER w1"),
        ("mine AS (PARTITION BY a ORDER BY b)", "w1 AS (PARTITION BY c1 ORDER BY c2)"),
        ('name COLLATE "C"', 'c1 COLLATE "C"'),
        ('name COLLATE shop."my-order"', "c1 COLLATE s1.collation1"),
        ("(a OPERATOR(shop.@@@) b)", "(c1 OPERATOR(s1.@@@) c2)"),
        ('"*VALUES*".column1', '"*VALUES*".c1'),
        ("(data ->> 'key'::text)", "(c1 ->> 'x1'::text)"),
        ("(x = 'never closed", "(c1 = 'x1'"),
        ('(x = "never closed', "(c1 = c2"),
        ("SECRET", "c1"),
    ],
)
def test_an_expression_keeps_what_is_postgresqls(expression: str, shown: str) -> None:
    assert masked(expression) == shown


def test_the_same_thing_has_the_same_mask_wherever_it_stands() -> None:
    masks = Masks()
    first = redacted_expression("(o.a = 'x'::text)", masks)
    assert redacted_expression("(o.a = 'x'::text)", masks) == first
    assert redacted_expression("(o.b = 'y'::text)", masks) == "(a1.c2 = 'x2'::text)"


@by_name
def test_shape_and_figures_are_those_of_the_plan(path: Path) -> None:
    plan = parse_plan(path.read_text())
    redacted = plan.redacted()
    assert figures(redacted) == figures(plan)
    kinds = [(node.node_type, node.join_type, node.strategy) for node in plan.nodes]
    assert [(node.node_type, node.join_type, node.strategy) for node in redacted.nodes] == kinds
    assert redacted.execution_time == plan.execution_time
    assert [f.node for f in redacted.findings] == [f.node for f in plan.findings]
    again = parse_plan(redacted.to_json())
    assert again.timed().render_text() == redacted.timed().render_text()


@by_name
def test_the_same_is_found(path: Path) -> None:
    plan = parse_plan(path.read_text())
    found = [(each.code, each.severity) for each in plan.redacted().findings]
    assert found == [(each.code, each.severity) for each in plan.findings]


@by_name
def test_no_name_of_a_real_plan_is_left(path: Path) -> None:
    plan = parse_plan(path.read_text())
    shown = plan.redacted().to_json() + plan.redacted().timed().render_text(output=True)
    words = set(re.findall(r"\w+", shown))
    for node in plan.nodes:
        for name in (node.relation, node.index_name, node.cte_name):
            # A name may be a word of EXPLAIN's too: a CTE called `rows`.
            assert name is None or len(name) < 5 or name not in words
    for trigger in plan.triggers:
        for key in ("Trigger Name", "Constraint Name"):
            assert str(trigger.get(key) or "no such name") not in words


@by_name
def test_a_redacted_plan_is_redacted_in_the_same_way_again(path: Path) -> None:
    once = parse_plan(path.read_text()).redacted()
    assert once.redacted().shape == once.shape


def test_what_hangs_together_by_name_still_does() -> None:
    plan = golden("cte_scanned_twice").redacted()
    scans = [node for node in plan.nodes if node.node_type == "CTE Scan"]
    [cte] = [node for node in plan.nodes if node.is_cte]
    assert {f"CTE {scan.cte_name}" for scan in scans} == {cte.subplan_name}
    nested = golden("nested_loop_misestimated").redacted().render_text()
    assert "Seq Scan on t1 a2" in nested
    assert "(a1.c" in nested
    assert " = a2.c" in nested


def test_two_plans_of_one_question_get_the_same_masks() -> None:
    order, user = ({"Node Type": "Seq Scan", "Relation Name": name} for name in ("order", "user"))
    before, after = (
        parse_plan([{"Plan": {"Node Type": "Nested Loop", "Plans": each}}]).redacted()
        for each in ([order, user], [user, order])
    )
    shown = [[node.relation for node in plan.nodes[1:]] for plan in (before, after)]
    assert shown[0] == shown[1][::-1]


def test_the_statement_and_what_names_it_are_gone() -> None:
    [document] = json.loads((PLANS[0].parent / "index_scan.json").read_text())
    told = {"Query Text": "select secret", "Query Identifier": 42, "Query Parameters": "$1 = 'x'"}
    plan = parse_plan([document | told | {"Storage Calls": 7, "Host": "db.example"}])
    assert plan.extra.keys() >= told.keys()
    assert plan.redacted().extra == {"key1": 7, "key2": "..."}


def test_a_key_and_a_word_that_are_not_explains_own_are_masked() -> None:
    raw = {
        "Node Type": "sesame Scan",
        "Join Type": "sesame",
        "sesame Calls": 7,
        "Function Call": "now()",
        "Workers": [{"Worker Number": 0, "Sort Method": "sesame", "Actual Loops": 1}],
    }
    settings = {"sesame.user": "1", "work_mem": "4MB"}
    redacted = parse_plan([{"Plan": raw, "Settings": settings, "JIT": {"sesame": 1}}]).redacted()
    assert "sesame" not in redacted.to_json() + redacted.render_html() + redacted.to_svg()
    assert dict(redacted.root.extra) == {"key1": 7, "Function Call": "now()"}
    assert dict(redacted.settings) == {"setting1": "1", "work_mem": "4MB"}


def test_settings_keep_figures_and_lose_words_of_ones_own() -> None:
    [document] = json.loads((PLANS[0].parent / "index_scan.json").read_text())
    told = {
        "work_mem": "16MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "plan_cache_mode": "force_generic_plan",
        "search_path": "secret, public",
        "application_name": "payroll 2",
    }
    shown = parse_plan([document | {"Settings": told}]).redacted().settings
    del told["application_name"]
    assert dict(shown) == told | {"search_path": "...", "setting1": "..."}


def test_triggers_keep_their_calls_and_lose_their_names() -> None:
    plan = golden("insert_with_triggers")
    before, after = plan.triggers, plan.redacted().triggers
    assert [t.get("Calls") for t in after] == [t.get("Calls") for t in before]
    for trigger in after:
        name = str(trigger["Trigger Name"])
        assert re.fullmatch(r"(trigger|RI_ConstraintTrigger_[ac]_)\d+", name)
        assert re.fullmatch(r"constraint\d+", str(trigger.get("Constraint Name", "constraint1")))


def test_an_alias_with_a_number_keeps_its_table_and_loses_the_number() -> None:
    masks = Masks()
    masks.of(Kind.TABLE, "users")
    assert [masks.of_range(f"users_{n}") for n in (7, 2024, 7)] == ["t1_1", "t1_2", "t1_1"]
    assert [masks.of_range(f"sales_{n}") for n in (3, 5)] == ["a3_1", "a3_2"]


def test_a_field_of_a_node_is_masked_unless_it_is_known_to_hold_words_of_explain() -> None:
    secret = "sesame_4711"
    for name in OF_NODES.texts | OF_NODES.lists:
        if name in WORDS:
            continue
        value: Any = [secret] if name in OF_NODES.lists else secret
        raw = {"Node Type": "Seq Scan", OF_NODES.key_of_field[name]: value}
        shown = parse_plan([{"Plan": raw}]).redacted()
        assert secret not in shown.to_json(), name
    assert set(NAMES) <= OF_NODES.texts


letters = st.sampled_from("qxzjwvkQXZ éß日\"' .-_$<>&;\\\n")
rare = st.builds(
    lambda middle, number: f"zq{middle}{number}qz", st.text(letters, max_size=6), st.integers(10**8)
)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[str], dict[str, Any]]:
    """A plan with rare names wherever names can be, and these names."""
    table, alias, index, column, word = draw(st.lists(rare, min_size=5, max_size=5, unique=True))
    schema, cte, function, kind, trigger = draw(st.lists(rare, min_size=5, max_size=5, unique=True))
    number = str(draw(st.integers(10**12, 10**15)))
    reference = f"{quoted(alias)}.{quoted(column)}"
    condition = (
        f"(({reference} = {literal(word)}::{quoted(kind)}) AND "
        f"({quoted(schema)}.{quoted(function)}({reference}, {number}) > $0))"
    )
    scan = {
        "Node Type": "Index Scan",
        "Relation Name": table,
        "Schema": schema,
        "Alias": alias,
        "Index Name": index,
        "Index Cond": condition,
        "Filter": condition,
        "Output": [reference, quoted(column)],
        "Plan Rows": 10,
        "Actual Rows": 30,
        "Actual Loops": 2,
        "Told By": word,
        "Function Call": condition,
        "Deeper": {"names": [table, 7, True]},
    }
    made = {**scan, "Parent Relationship": "InitPlan", "Subplan Name": f"CTE {cte}"}
    read = {"Node Type": "CTE Scan", "CTE Name": cte, "Alias": cte, "Plan Rows": 1}
    root = {"Node Type": "Sort", "Sort Key": [reference], "Plan Rows": 1, "Plans": [made, read]}
    names = [table, alias, index, column, word, schema, cte, function, kind, trigger, number]
    beside = [{"Trigger Name": trigger, "Relation": table, "Calls": 3, "Time": 0.5}]
    document = {"Plan": root, "Triggers": beside, "Query Text": word, "Note": word}
    return names, document | {"Settings": {"search_path": schema}}


@settings(deadline=None)
@given(plans())
def test_no_rare_name_and_no_literal_survives(made: tuple[list[str], dict[str, Any]]) -> None:
    names, document = made
    plan = parse_plan([document])
    redacted = plan.redacted()
    shown = json.dumps(json.loads(redacted.to_json()), ensure_ascii=False)
    shown += redacted.timed().render_text(output=True) + redacted.render_html() + repr(redacted)
    assert not re.search(r"zq|qz|\d{9}", shown)
    assert not [name for name in names if name in shown]
    assert figures(redacted) == figures(plan)
    assert [f.code for f in redacted.findings] == [f.code for f in plan.findings]
    made_by, read_by = redacted.nodes[1], redacted.nodes[2]
    assert made_by.subplan_name == f"CTE {read_by.cte_name}"


@given(st.text())
def test_tokens_in_a_row_are_the_expression(expression: str) -> None:
    assert "".join(token.written for token in tokens_of(expression)) == expression


@given(st.text(alphabet="a1'\"$.:(){}[]E, \\=", max_size=60))
def test_any_expression_is_read_to_its_end(expression: str) -> None:
    assert isinstance(masked(expression), str)


def test_a_very_long_expression_takes_no_time() -> None:
    for piece in ("a.b + ", "'x', ", '"', "'", "$a$", "E'\\", "((", "::text"):
        masked(piece * 20_000)
