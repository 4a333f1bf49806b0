"""What is a plan, what is none, and how the difference is told."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.errors import LabError
from lab.plans import Plan, parse_plan
from lab.plans.encoding import decode
from lab.plans.keys import OF_NODES

SCAN: dict[str, Any] = {"Node Type": "Seq Scan", "Relation Name": "orders"}


def nested(depth: int) -> dict[str, Any]:
    node = dict(SCAN)
    for _ in range(depth - 1):
        node = {"Node Type": "Limit", "Plans": [node]}
    return node


@pytest.mark.parametrize(
    "obj",
    [[{"Plan": SCAN}], {"Plan": SCAN}, json.dumps([{"Plan": SCAN}]), json.dumps({"Plan": SCAN})],
    ids=["list", "object", "text of a list", "text of an object"],
)
def test_every_form_of_the_json_is_read(obj: object) -> None:
    assert parse_plan(obj).shape == "Seq Scan on orders"


@pytest.mark.parametrize(
    ("obj", "message"),
    [
        ("", "Not a plan: the text is empty"),
        ("select 1", "Not a plan: line 1 'select 1' begins no plan"),
        ('[{"Plan": {"Node Type": "Limit",', "Not a plan: line 1 of the text is not JSON"),
        ("[]", "Not a plan: it should be a list of one object, this one has 0"),
        ([{"Plan": SCAN}] * 2, "this one has 2"),
        ("3", "Not a plan: [0] should be an object, not 3"),
        (None, "Not a plan: [0] should be an object, not null"),
        ({}, "Not a plan: [0] has no 'Plan'"),
        ({"Plan": []}, "Not a plan: [0].Plan should be an object, not a list"),
        ({"Plan": {}}, "Not a plan: [0].Plan has no 'Node Type'"),
        ({"Plan": {"Node Type": " "}}, "Not a plan: [0].Plan has no 'Node Type'"),
        (
            {"Plan": SCAN | {"Plans": [SCAN, {"Node": 1}]}},
            "Not a plan: [0].Plan.Plans[1] has no 'Node Type'",
        ),
        (
            {"Plan": SCAN | {"Plans": [SCAN | {"Plans": {}}]}},
            "Not a plan: [0].Plan.Plans[0].Plans should be a list, not an object",
        ),
        (
            {"Plan": SCAN | {"Plans": [SCAN | {"Plan Rows": "many"}]}},
            'Not a plan: [0].Plan.Plans[0].Plan Rows should be a number, not "many"',
        ),
        ({"Plan": SCAN | {"Actual Loops": 1.5}}, "[0].Plan.Actual Loops should be a whole number"),
        ({"Plan": SCAN | {"Total Cost": float("nan")}}, "Total Cost should be a finite number"),
        ({"Plan": SCAN | {"Sort Key": ["a", 1]}}, "[0].Plan.Sort Key[1] should be text, not 1"),
        ({"Plan": SCAN | {"Parallel Aware": 1}}, "Parallel Aware should be true or false"),
        ({"Plan": SCAN, "Settings": {"work_mem": 4}}, "[0].Settings.work_mem should be text"),
        ({"Plan": SCAN, "Triggers": [3]}, "[0].Triggers[0] should be an object"),
        ({"Plan": SCAN, "Triggers": [{"Time": float("inf")}]}, "Triggers[0].Time should be a fin"),
        ({"Plan": SCAN, "Execution Time": "x"}, "[0].Execution Time should be a number"),
    ],
)
def test_what_is_no_plan_is_told_with_the_place(obj: object, message: str) -> None:
    with pytest.raises(LabError) as caught:
        parse_plan(obj)
    assert message in caught.value.message
    assert caught.value.hint


def test_a_plan_of_depth_1000_is_read_shown_and_written() -> None:
    deep = nested(1000)
    plan = parse_plan({"Plan": deep})
    again = parse_plan(plan.to_json())
    assert len(again.nodes) == 1000
    assert again.nodes[-1].relation == "orders"
    assert again.shape == plan.shape
    assert again.render_text() == plan.render_text()
    assert again.render_html()


def test_nesting_beyond_pythons_limit_is_decoded_alike() -> None:
    shallow = '{"a": [1, "]}\\"{", {"b": {}}], "c": null}'
    deep = '{"x": [' * 1500 + shallow + "]}" * 1500
    value: Any = decode(deep)
    for _ in range(1500):
        value = value["x"][0]
    assert value == json.loads(shallow)


@pytest.mark.parametrize("broken", ["[" * 5000, '{"a":' * 5000 + "]" * 5000, "[" * 5000 + '"'])
def test_deep_nonsense_is_no_plan(broken: str) -> None:
    with pytest.raises(LabError, match="Not a plan: "):
        parse_plan(broken)


def test_10000_nodes_are_read_in_order() -> None:
    wide = {"Node Type": "Append", "Plans": [SCAN | {"Alias": str(at)} for at in range(9_999)]}
    plan = parse_plan([{"Plan": wide}])
    assert [node.alias for node in plan.nodes[1:]] == [str(at) for at in range(9_999)]


def test_a_plan_that_holds_itself_ends() -> None:
    circle: dict[str, Any] = dict(SCAN)
    circle["Plans"] = [circle]
    with pytest.raises(LabError, match="200,000 nodes"):
        parse_plan({"Plan": circle})


def test_a_plan_without_figures_still_has_a_shape() -> None:
    plan = parse_plan({"Plan": SCAN})
    assert (plan.analyzed, plan.blocks, plan.total_rows) == (False, None, None)
    assert plan.root.self_time is None
    assert plan.render_text()
    assert plan.timed().render_html()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.text() | st.sampled_from([*OF_NODES.field_of_key, "Plan", "Plans"]), inner
        )
    ),
)


def only_lab_errors(obj: object) -> None:
    try:
        plan = parse_plan(obj)
    except LabError:
        return
    assert isinstance(plan, Plan)
    assert plan.timed().render_text()
    assert plan.render_html()
    assert repr(plan)


@given(JSON)
def test_no_json_breaks_the_parser(value: object) -> None:
    only_lab_errors(value)
    only_lab_errors(json.dumps(value))
    only_lab_errors([{"Plan": value}])


@given(st.dictionaries(st.sampled_from([*OF_NODES.field_of_key, "Plans", "New"]), JSON))
def test_no_node_breaks_the_parser(keys: dict[str, object]) -> None:
    only_lab_errors({"Plan": {"Node Type": "Gather", **keys}})
    only_lab_errors({"Plan": SCAN | {"Plans": [{**SCAN, **keys}]}})


@given(st.dictionaries(st.sampled_from([*OF_NODES.field_of_key]), st.integers() | st.floats()))
def test_no_figure_breaks_the_arithmetic(keys: dict[str, object]) -> None:
    only_lab_errors({"Plan": keys | {"Node Type": "Gather", "Plans": [keys | SCAN, keys | SCAN]}})


@given(JSON, st.sampled_from(["Settings", "Planning", "Triggers", "Planning Time", "JIT"]))
def test_no_key_beside_the_plan_breaks_the_parser(value: object, key: str) -> None:
    only_lab_errors({"Plan": SCAN | {"Actual Loops": 1}, key: value})
    only_lab_errors({"Plan": SCAN, "Triggers": [{"Calls": value, "Time": value, key: value}]})


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    only_lab_errors(text)


def test_a_figure_that_is_told_again_gets_a_number_so_that_none_is_lost() -> None:
    lines = ["Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)", *(f"  Odd: {n}" for n in (7, 8, 9))]
    assert parse_plan("\n".join(lines)).root.extra == {"Odd": 7, "Odd 2": 8, "Odd 3": 9}
