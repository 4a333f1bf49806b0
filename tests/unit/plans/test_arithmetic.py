"""What follows from a plan's figures: rules of reference/explain.md, section 2."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.plans import Plan, PlanNode, parse_plan

PLANS = Path(__file__).parents[2] / "plans"


def golden(name: str) -> Plan:
    return parse_plan((PLANS / f"{name}.json").read_text())


def node_of(plan: Plan, node_type: str) -> PlanNode:
    return next(node for node in plan.nodes if node.node_type == node_type)


def one(**keys: Any) -> PlanNode:
    named = {key.replace("_", " "): value for key, value in keys.items()}
    return parse_plan({"Plan": {"Node Type": "Seq Scan", **named}}).root


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("limit_sort_seq_scan", "Limit > Sort > Seq Scan on orders"),
        ("index_scan", "Index Scan using pk_orders on orders"),
        (
            "hash_left_join",
            "Limit > Sort > HashAggregate > Hash Right Join (Seq Scan on orders, Ha",
        ),
        ("subplan", "Index Only Scan using pk_users on users > SubPlan 1: Aggregate > Index Only"),
        ("parallel", "Finalize GroupAggregate > Gather Merge > Sort > Partial HashAggregate > Par"),
        ("insert_with_triggers", "Insert on order_items > Function Scan on generate_series"),
        (
            "delete_cte",
            "Aggregate (CTE gone: Delete on order_items > Index Scan using pk_order_item",
        ),
    ],
)
def test_the_shape_is_the_plan_in_one_line(name: str, shape: str) -> None:
    assert golden(name).shape.startswith(shape)


def test_access_paths_say_how_each_table_is_read() -> None:
    assert golden("index_scan").access_paths == ("Index Scan using pk_orders on orders",)
    assert golden("bitmap_and").access_paths == (
        "Bitmap Heap Scan using b_total, b_user on orders",
    )
    assert golden("insert_with_triggers").access_paths == ()


def test_a_plan_uses_the_indexes_that_it_reads() -> None:
    assert golden("bitmap_and").uses("b_user")
    assert not golden("bitmap_and").uses("orders")


def test_rows_and_times_are_per_loop_but_blocks_are_totals() -> None:
    node = one(Actual_Rows=3, Actual_Loops=200, Actual_Total_Time=0.5, Shared_Hit_Blocks=600)
    assert node.total_rows == 600
    assert node.inclusive_time == 100.0
    assert node.blocks == 600


def test_heap_fetches_are_a_total() -> None:
    node = one(Actual_Rows=3, Actual_Loops=2000, Heap_Fetches=6000)
    assert node.heap_fetches == node.total_rows == 6000


def test_a_subplan_is_subtracted_as_often_as_it_ran() -> None:
    plan = golden("subplan")
    below = plan.root.children[0]
    assert below.loops == 50
    assert plan.root.exclusive_blocks == (plan.blocks or 0) - (below.blocks or 0)
    assert plan.root.self_time == pytest.approx(
        (plan.root.inclusive_time or 0) - (below.inclusive_time or 0)
    )


def test_what_was_never_executed_took_nothing() -> None:
    node = golden("never_executed").root.children[1]
    assert not node.executed
    assert (node.total_rows, node.inclusive_time, node.self_time) == (0, 0, 0)
    assert node.estimate_error is None


def test_a_bitmap_of_several_has_no_estimate_error() -> None:
    assert node_of(golden("bitmap_and"), "BitmapAnd").estimate_error is None


@pytest.mark.parametrize(
    ("planned", "actual", "error"), [(1, 40, 40), (40, 1, 40), (5, 0, 5), (0, 0, 1), (1, 0.3, 1)]
)
def test_the_estimate_error_never_divides_by_less_than_one(
    planned: float, actual: float, error: float
) -> None:
    assert one(Plan_Rows=planned, Actual_Rows=actual, Actual_Loops=1).estimate_error == error


def test_blocks_count_cached_and_read_ones_alike() -> None:
    assert one(Shared_Hit_Blocks=3, Shared_Read_Blocks=4).blocks == 7
    assert one().blocks is None


def test_time_below_a_gather_is_divided_by_those_who_shared_it() -> None:
    scan = {"Node Type": "Seq Scan", "Actual Total Time": 10.0, "Actual Rows": 5}
    alone = scan | {"Actual Loops": 1}
    shared = scan | {"Actual Loops": 3, "Plans": [alone]}
    gather = {"Node Type": "Gather", "Workers Launched": 2, "Actual Loops": 1, "Plans": [shared]}
    node = parse_plan([{"Plan": gather}]).root.children[0]
    assert node.inclusive_time == 10.0
    assert node.total_rows == 15
    assert node.children[0].inclusive_time == 10.0


@pytest.mark.parametrize("workers", [0, 2])
def test_a_time_is_an_estimate_where_workers_took_part(workers: int) -> None:
    inner = {"Node Type": "Seq Scan", "Actual Loops": 1 + workers, "Actual Total Time": 10.0}
    value = {"Node Type": "Result", "Parent Relationship": "InitPlan", "Actual Loops": 1}
    gather = {"Node Type": "Gather", "Workers Launched": workers, "Actual Loops": 1}
    plan = parse_plan(
        {"Plan": {"Node Type": "Limit", "Plans": [gather | {"Plans": [inner, value]}]}}
    )
    estimated = {node.node_type for node in plan.nodes if node.time_is_estimated}
    assert estimated == ({"Gather", "Seq Scan"} if workers else set())


def test_settings_and_planning_come_along() -> None:
    plan = golden("sort_on_disk")
    assert plan.settings["work_mem"] == "256kB"
    assert plan.planning_blocks is not None
    assert golden("update_with_trigger").triggers[0]["Calls"] == 6


@st.composite
def serial_plans(draw: st.DrawFn, depth: int = 4) -> dict[str, Any]:
    """Plans whose figures are consistent: a node's blocks include those of its children."""
    below = draw(st.lists(serial_plans(depth - 1), max_size=3)) if depth else []
    blocks = sum(child["Shared Hit Blocks"] + child["Shared Read Blocks"] for child in below)
    hit = draw(st.integers(0, blocks))
    return {
        "Node Type": draw(st.sampled_from(["Nested Loop", "Sort", "Limit", "Seq Scan"])),
        "Parent Relationship": draw(st.sampled_from(["Outer", "Inner", "SubPlan", "Member"])),
        "Actual Rows": draw(st.floats(0, 1e9)),
        "Actual Loops": draw(st.integers(0, 10**6)),
        "Actual Total Time": draw(st.floats(0, 1e6)),
        "Plan Rows": draw(st.integers(0, 10**9)),
        "Shared Hit Blocks": hit + draw(st.integers(0, 10**6)),
        "Shared Read Blocks": blocks - hit,
        "Something New": draw(st.text()),
        "Plans": below,
    }


@given(serial_plans())
def test_exclusive_blocks_add_up_to_the_roots(raw: dict[str, Any]) -> None:
    plan = parse_plan(json.dumps([{"Plan": raw}]))
    assert sum(node.exclusive_blocks or 0 for node in plan.nodes) == plan.blocks


@given(serial_plans())
def test_no_figure_is_out_of_its_range(raw: dict[str, Any]) -> None:
    for node in parse_plan({"Plan": raw}).nodes:
        assert (node.self_time or 0) >= 0
        assert node.estimate_error is None or node.estimate_error >= 1


@given(serial_plans())
def test_unknown_keys_survive(raw: dict[str, Any]) -> None:
    plan = parse_plan({"Plan": raw})
    assert plan.root.extra == {"Something New": raw["Something New"]}
    again = json.loads(plan.to_json())[0]["Plan"]
    assert again["Something New"] == raw["Something New"]
