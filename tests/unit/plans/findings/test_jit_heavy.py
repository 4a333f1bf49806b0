from typing import Any

import pytest

from lab.findings import Severity
from lab.plans import Plan
from lab.plans.findings.jit_heavy import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


def compiled(took: object, elapsed: float, *below: dict[str, Any]) -> Plan:
    jit = {"Functions": 7, "Timing": {"Total": took}}
    return made(node("Aggregate", *below, Total_Cost=4711.4), Execution_Time=elapsed, JIT=jit)


def test_a_short_query_is_compiled_for_longer_than_it_runs() -> None:
    plan = golden("jit_heavy.pg15")
    finding = the_one(RULE, plan)
    assert finding.severity is Severity.WARNING
    assert finding.evidence["functions"] == 11
    assert finding.evidence["plan_cost"] == plan.root.total_cost
    assert isinstance(finding.evidence["jit_ms"], float)
    assert plan.execution_time is not None
    assert finding.evidence["share"] == finding.evidence["jit_ms"] / plan.execution_time
    assert finding.title.startswith("Compiling 11 functions (JIT) took ")
    assert finding.advice.endswith(
        "raise jit_above_cost beyond the cost of plans like this one, 965."
    )
    assert finding.node is None
    assert finding.rests_on_times


@pytest.mark.parametrize("name", ["jit_heavy.fixed.pg15", "index_scan", "index_scan.pg15"])
def test_it_is_gone_without_jit(name: str) -> None:
    assert not found(RULE, golden(name))


@pytest.mark.parametrize(
    ("took", "elapsed", "appears"),
    [
        (250.0, 1000.0, True),
        (249.0, 1000.0, False),
        (99.9, 999.0, True),
        (99.8, 999.0, False),
        (0.99, 2.0, False),
        (1.0, 2.0, True),
        ("long", 2.0, False),
        (None, 2.0, False),
    ],
)
def test_a_quarter_of_the_time_or_a_tenth_of_a_short_one(
    took: object, elapsed: float, *, appears: bool
) -> None:
    assert bool(found(RULE, compiled(took, elapsed))) is appears


def test_what_workers_compiled_at_the_same_time_counts_once() -> None:
    gather = node("Gather", node("Seq Scan", Actual_Loops=3), Workers_Launched=2)
    assert the_one(RULE, compiled(600.0, 700.0, gather)).evidence["jit_ms"] == 200.0
    assert not found(RULE, compiled(600.0, 2001.0, gather))


@pytest.mark.parametrize("jit", [{}, {"Timing": 5}, {"Timing": {}}, {"Functions": 3}])
def test_what_is_not_told_is_not_found(jit: dict[str, object]) -> None:
    assert not found(RULE, made(node("Result"), Execution_Time=5.0, JIT=jit))


def test_a_plan_that_was_not_run_compiled_nothing() -> None:
    assert not found(RULE, made({"Node Type": "Result"}, JIT={"Functions": 3}))
