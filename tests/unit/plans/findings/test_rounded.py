from typing import Any

import pytest

from lab.plans import Plan
from lab.plans.findings.rounded import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


def often(elapsed: float = 20.0, **keys: Any) -> Plan:
    """A lookup that ran 4,000 times in an execution of 20 ms."""
    told = {"Actual_Loops": 4000, "Actual_Total_Time": 0.003, "Relation_Name": "users", **keys}
    return made(node("Nested Loop", node("Seq Scan", **told)), Execution_Time=elapsed)


@pytest.mark.parametrize("name", ["rounded", "rounded.pg15"])
def test_a_subquery_that_runs_once_a_row(name: str) -> None:
    plan = golden(name)
    finding = the_one(RULE, plan)
    assert finding.evidence["loops"] == 20_000
    assert finding.evidence["rounding_ms"] == 10.0
    assert finding.title.startswith("The time of SubPlan 1: Index Scan using pk_users on users ")
    assert finding.title.endswith(" of the execution: it ran 20,000 times")
    assert finding.node == 1
    assert finding.rests_on_times


@pytest.mark.parametrize("name", ["rounded.fixed", "rounded.fixed.pg15", "index_scan"])
def test_it_is_gone_with_a_join(name: str) -> None:
    assert not found(RULE, golden(name))


def test_a_tenth_of_the_time_is_told() -> None:
    assert the_one(RULE, often()).title == (
        "The time of Seq Scan on users is rounded by up to 2.00 ms, 10 % of the execution: "
        "it ran 4,000 times"
    )


def test_rounding_is_never_more_than_the_execution() -> None:
    finding = the_one(RULE, often(elapsed=1.5))
    assert (finding.evidence["rounding_ms"], finding.evidence["share"]) == (1.5, 1.0)


@pytest.mark.parametrize(
    "plan",
    [
        often(elapsed=20.1),
        often(Actual_Total_Time=0.006),
        often(Actual_Total_Time=None),
        often(Actual_Loops=0),
        often(Actual_Loops=999, elapsed=1.0),
        often(Actual_Loops=1999, elapsed=2.0),
        made({"Node Type": "Seq Scan"}),
    ],
    ids=[
        *("less than a tenth", "not so short", "time not taken", "never executed"),
        *("not so often", "less than a millisecond", "not run"),
    ],
)
def test_silent(plan: Plan) -> None:
    assert not found(RULE, plan)
