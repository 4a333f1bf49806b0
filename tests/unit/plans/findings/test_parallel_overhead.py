from typing import Any

import pytest

from lab.plans import Plan
from lab.plans.findings.parallel_overhead import FETCHED_MANY, RULE, overhead_ms
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


def gathered(whole: float, below: float, elapsed: float | None = None, **keys: Any) -> Plan:
    """A Gather of two workers; its child took that long in each of the three processes."""
    scan = node("Seq Scan", Actual_Total_Time=below, Actual_Loops=3)
    told: dict[str, Any] = {"Actual_Total_Time": whole, "Workers_Launched": 2, **keys}
    return made(node("Gather", scan, **told), Execution_Time=elapsed or whole)


@pytest.mark.parametrize("name", ["parallel_overhead", "parallel_overhead.pg15"])
def test_workers_for_two_thousand_rows(name: str) -> None:
    plan = golden(name)
    finding = the_one(RULE, plan)
    assert finding.evidence["workers_launched"] == 2
    assert finding.evidence["fetched_rows"] == 3
    assert finding.title.startswith("Starting 2 workers and fetching 3 rows from them took ")
    assert finding.title.endswith(" up to the Gather")
    assert finding.advice.endswith("RESET parallel_setup_cost; RESET parallel_tuple_cost.")
    assert finding.rests_on_times


@pytest.mark.parametrize("name", ["parallel_overhead.fixed", "worker_skew", "worker_skew.fixed"])
def test_it_is_gone_without_workers_or_where_they_had_enough_to_do(name: str) -> None:
    assert not found(RULE, golden(name))


def test_the_overhead_is_what_the_busiest_process_does_not_explain() -> None:
    slow = {"Worker Number": 0, "Actual Total Time": 9.0, "Actual Loops": 1}
    fast = {"Worker Number": 1, "Actual Total Time": 1.0, "Actual Loops": 1}
    scan = node("Seq Scan", Actual_Total_Time=4.0, Actual_Loops=3, Workers=[slow, fast])
    plan = made(node("Gather", scan, Actual_Total_Time=10.0, Workers_Launched=2))
    assert overhead_ms(plan.root) == pytest.approx(1.0)


def test_advice_for_many_rows() -> None:
    plan = gathered(20.0, 9.0, Actual_Rows=10_000)
    assert the_one(RULE, plan).advice == FETCHED_MANY
    few = gathered(20.0, 9.0, Actual_Rows=9_999)
    assert the_one(RULE, few).advice == RULE.advice


@pytest.mark.parametrize(
    "plan",
    [
        gathered(20.0, 10.1),
        gathered(1.5, 0.6),
        gathered(20.0, 5.0, elapsed=61.0),
        gathered(20.0, 5.0, Workers_Launched=0),
        gathered(20.0, 5.0, Single_Copy=True),
        gathered(20.0, 5.0, Actual_Loops=0),
        made(node("Gather", Workers_Launched=2)),
        made({"Node Type": "Gather", "Plans": [{"Node Type": "Seq Scan"}]}),
    ],
    ids=[
        *("less than half", "less than a millisecond", "little of the whole", "no workers"),
        "a single copy, to test",
        *("never executed", "nothing below", "not run"),
    ],
)
def test_silent(plan: Plan) -> None:
    assert not found(RULE, plan)


def test_without_times_there_is_no_overhead() -> None:
    scan = {"Node Type": "Seq Scan", "Actual Rows": 1, "Actual Loops": 3}
    gather = {"Node Type": "Gather", "Actual Rows": 1, "Actual Loops": 1, "Workers Launched": 2}
    assert not found(RULE, made(gather | {"Plans": [scan]}))
