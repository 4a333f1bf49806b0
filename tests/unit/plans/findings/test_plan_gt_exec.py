import pytest

from lab.plans.findings.plan_gt_exec import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


@pytest.mark.parametrize("name", ["plan_gt_exec", "plan_gt_exec.pg15"])
def test_nine_tables_joined_for_one_row(name: str) -> None:
    plan = golden(name)
    finding = the_one(RULE, plan)
    assert finding.evidence == {
        "planning_ms": plan.planning_time,
        "execution_ms": plan.execution_time,
        "planning_blocks": plan.planning_blocks,
    }
    assert finding.title.startswith("Planning took ")
    assert "force_generic_plan" in finding.advice
    assert finding.node is None
    assert finding.rests_on_times


@pytest.mark.parametrize("name", ["plan_gt_exec.fixed", "plan_gt_exec.fixed.pg15", "index_scan"])
def test_it_is_gone_when_the_plan_is_kept(name: str) -> None:
    assert not found(RULE, golden(name))


def test_the_title_has_both_times() -> None:
    plan = made(node("Result"), Planning_Time=5.0, Execution_Time=5.0)
    assert the_one(RULE, plan).title == "Planning took 5.00 ms, the execution 5.00 ms"


@pytest.mark.parametrize(
    "whole",
    [
        {"Planning_Time": 4.99, "Execution_Time": 0.1},
        {"Planning_Time": 50.0, "Execution_Time": 50.1},
        {"Planning_Time": 50.0},
        {"Execution_Time": 0.1},
        {},
    ],
    ids=["short", "execution longer", "not run", "planning not told", "nothing told"],
)
def test_silent(whole: dict[str, float]) -> None:
    assert not found(RULE, made(node("Result"), **whole))
