import pytest

from lab.findings import Severity
from lab.plans.findings.workers_short import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


@pytest.mark.parametrize("name", ["workers_short", "workers_short.pg15"])
def test_one_of_four_workers(name: str) -> None:
    finding = the_one(RULE, golden(name))
    assert finding.severity is Severity.WARNING
    assert finding.title == "Only 1 of 4 planned workers was launched"
    assert finding.evidence == {"workers_planned": 4, "workers_launched": 1}
    assert finding.advice == "max_parallel_workers is 1 here: RESET it, and run this again."


@pytest.mark.parametrize("name", ["workers_short.fixed", "workers_short.fixed.pg15", "parallel"])
def test_it_is_gone_when_all_are_launched(name: str) -> None:
    assert not found(RULE, golden(name))


def test_none_of_the_workers() -> None:
    plan = made(node("Gather Merge", Workers_Planned=4, Workers_Launched=0))
    finding = the_one(RULE, plan)
    assert finding.title == "None of 4 planned workers was launched"
    assert finding.advice == RULE.advice


@pytest.mark.parametrize(
    "gather",
    [
        node("Gather", Workers_Planned=2, Workers_Launched=2),
        node("Gather", Workers_Planned=2),
        node("Gather", Workers_Launched=2),
        node("Gather", Workers_Planned=2, Workers_Launched=0, Actual_Loops=0),
        {"Node Type": "Gather", "Workers Planned": 2},
    ],
    ids=["all launched", "launched not told", "planned not told", "never executed", "not run"],
)
def test_silent(gather: dict[str, object]) -> None:
    assert not found(RULE, made(gather))
