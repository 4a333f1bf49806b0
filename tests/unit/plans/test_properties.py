"""What holds for every plan of the corpus: nothing is lost, counted twice, or below zero."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lab.plans import Plan, PlanNode, parse_plan
from lab.plans.attributing.sharing import GATHERS
from lab.plans.nodes import COUNTERS

PLANS = {path.stem: path for path in sorted((Path(__file__).parents[2] / "plans").glob("*.json"))}
RUNS_ON = "a data-modifying CTE runs to its end although the root has stopped"
MORE_THAN_THE_ROOT = {
    f"{name}{version}": RUNS_ON
    for name in ("cte_data_modifying", "cte_insert_and_update")
    for version in ("", ".pg15")
}
"""The only plans whose nodes do not add up to the root, and why."""

WORKERS_ONLY = "before PostgreSQL 17 a Gather Merge above a Sort left the leader out of its rows"
EXPECTS_LESS = dict.fromkeys(("gather_merge.pg15", "gather_merge_on_disk.pg15"), WORKERS_ONLY)
"""The only plans in which a Gather expects less than its participants together, and why."""

A_ROUNDED_TIME = 0.0005
"""EXPLAIN rounds the time of a loop to a microsecond."""

every_plan = pytest.mark.parametrize("name", PLANS)
every_sum = pytest.mark.parametrize("name", sorted(PLANS.keys() - MORE_THAN_THE_ROOT.keys()))


@cache
def golden(name: str) -> Plan:
    return parse_plan(PLANS[name].read_text())


def rounding(plan: Plan) -> float:
    return sum(A_ROUNDED_TIME * (node.loops or 0) / node.participants for node in plan.nodes)


@every_plan
def test_a_node_has_no_less_than_nothing_and_no_more_than_with_all_below(name: str) -> None:
    for node in golden(name).nodes:
        assert 0 <= (node.self_time or 0) <= max(node.inclusive_time or 0, 0)
        assert 0 <= (node.exclusive_blocks or 0) <= (node.blocks or 0)
        for counter, blocks in node.exclusive_buffers.items():
            assert 0 <= blocks <= getattr(node, counter)


@every_sum
def test_the_times_add_up_to_the_root(name: str) -> None:
    plan = golden(name)
    total = sum(node.self_time or 0 for node in plan.nodes)
    assert total == pytest.approx(plan.root.inclusive_time or 0, rel=0.02, abs=rounding(plan))


@every_sum
def test_the_blocks_add_up_to_the_root(name: str) -> None:
    plan = golden(name)
    assert sum(node.exclusive_blocks or 0 for node in plan.nodes) == (plan.blocks or 0)


@every_sum
def test_every_counter_of_buffers_adds_up_to_the_root(name: str) -> None:
    plan = golden(name)
    told = {
        each for each in COUNTERS if any(getattr(node, each) is not None for node in plan.nodes)
    }
    for node in plan.nodes:
        assert node.exclusive_buffers.keys() == told
    for counter in told:
        total = sum(node.exclusive_buffers[counter] for node in plan.nodes)
        assert total == getattr(plan.root, counter)


@every_plan
def test_the_blocks_of_a_node_are_those_hit_and_those_read(name: str) -> None:
    for node in golden(name).nodes:
        counted = node.exclusive_buffers
        hit, read = counted.get("shared_hit_blocks", 0), counted.get("shared_read_blocks", 0)
        assert (node.exclusive_blocks or 0) == hit + read


@pytest.mark.parametrize("name", MORE_THAN_THE_ROOT)
def test_an_exception_is_needed(name: str) -> None:
    plan = golden(name)
    assert sum(node.exclusive_blocks or 0 for node in plan.nodes) > (plan.blocks or 0)
    changes = [node for node in plan.nodes if node.is_cte and node.node_type == "ModifyTable"]
    assert changes


@every_plan
def test_what_was_never_executed_has_nothing(name: str) -> None:
    plan = golden(name)
    for node in plan.nodes if plan.analyzed else ():
        if not node.executed:
            assert (node.self_time or 0, node.total_rows or 0) == (0, 0)
            assert (node.exclusive_blocks or 0) == 0
            assert not any(node.exclusive_buffers.values())
            assert node.estimate_error is None
            assert not node.badly_estimated


def below_gathers(plan: Plan) -> Iterator[tuple[PlanNode, PlanNode]]:
    """Each Gather, with the node whose rows it gathers."""
    for gather in plan.nodes:
        if gather.node_type in GATHERS:
            hung = ("InitPlan", "SubPlan")
            yield gather, next(n for n in gather.children if n.parent_relationship not in hung)


@every_plan
def test_what_workers_did_is_marked_as_an_estimate(name: str) -> None:
    for gather, child in below_gathers(golden(name)):
        shared = (child.loops or 0) > (gather.loops or 0)
        waiting = [child]
        while waiting:
            node = waiting.pop()
            waiting += node.children
            assert node.inside_gather is shared
            assert node.time_is_estimated or not shared
            assert node.participants >= 1
            assert shared or node.participants == 1
        assert gather.time_is_estimated is shared
        assert not gather.inside_gather


@every_plan
def test_what_is_below_fits_into_what_is_above(name: str) -> None:
    for node in golden(name).nodes:
        below = [child for child in node.children if child.inside_gather]
        times = [child.inclusive_time or 0 for child in below if not child.runs_elsewhere]
        if node.inclusive_time:
            assert sum(times) <= node.inclusive_time * (1 + 1e-9) or not node.inside_gather


@every_plan
def test_a_gather_expects_what_all_participants_together_do(name: str) -> None:
    for gather, child in below_gathers(golden(name)):
        if child.plan_rows is not None and child.parallel_divisor > 1:
            divisor = child.parallel_divisor
            if name in EXPECTS_LESS:
                divisor = gather.workers_planned or 0
            rounded = pytest.approx(gather.plan_rows, abs=divisor / 2 + 1)
            assert child.plan_rows * divisor == rounded
            assert child.executions == gather.loops


@every_plan
def test_an_append_expects_what_its_children_do(name: str) -> None:
    for node in golden(name).nodes:
        below = [child for child in node.children if child.parent_relationship == "Member"]
        if node.node_type == "Append" and node.parallel_divisor > 1 and not node.subplans_removed:
            rounded = (node.parallel_divisor + sum(c.parallel_divisor for c in below)) / 2 + 1
            expected = sum(child.estimated_rows or 0 for child in below)
            assert expected == pytest.approx(node.estimated_rows, rel=0.05, abs=rounded)


@every_plan
def test_rows_and_loops_of_what_nobody_shared_are_left_as_they_are(name: str) -> None:
    for node in golden(name).nodes:
        if node.parallel_divisor == 1 and node.executions == node.loops:
            assert node.estimated_rows == node.plan_rows
            if node.executed and node.actual_rows is not None:
                assert node.rows_per_execution == pytest.approx(node.actual_rows)


@every_plan
def test_triggers_after_the_rows_and_serialization_are_outside_the_nodes(name: str) -> None:
    plan = golden(name)
    serialization = plan.serialization.get("Time", 0)
    if plan.execution_time is not None and plan.root.inclusive_time is not None:
        assert isinstance(serialization, int | float)
        assert plan.root.inclusive_time + serialization <= plan.execution_time + 0.002
        assert plan.elapsed == plan.execution_time


def test_what_auto_explain_writes_is_a_plan_whose_time_is_its_roots() -> None:
    [document] = json.loads(PLANS["nested_loop"].read_text())
    kept = {"Query Text": "SELECT 1", "Plan": document["Plan"]}
    plan = parse_plan(json.dumps(kept))
    assert plan.elapsed == plan.root.inclusive_time
    assert plan.extra == {"Query Text": "SELECT 1"}
