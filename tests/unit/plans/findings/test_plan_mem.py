import pytest

from lab.findings import Severity
from lab.plans.findings.plan_mem import LEAST_KB, MUCH_KB, RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


def test_twelve_hundred_partitions_are_looked_at_for_one() -> None:
    plan = golden("plan_mem")
    finding = the_one(RULE, plan)
    assert finding.severity is Severity.INFO
    assert finding.evidence["allocated_kb"] == plan.planning["Memory Allocated"]
    assert finding.evidence["used_kb"] == plan.planning["Memory Used"]
    assert finding.evidence["scans"] == 1
    assert finding.title.startswith("Planning took 1")
    assert finding.title.endswith(" MB of memory, for a plan with 1 scan of tables and indexes")
    assert not finding.rests_on_times


@pytest.mark.parametrize("name", ["plan_mem.fixed", "index_scan", "index_scan.pg15"])
def test_it_is_gone_when_the_planner_knows_the_partition(name: str) -> None:
    assert not found(RULE, golden(name))


@pytest.mark.parametrize(
    ("allocated", "severity"),
    [
        (LEAST_KB - 1, None),
        (LEAST_KB, Severity.INFO),
        (MUCH_KB - 1, Severity.INFO),
        (MUCH_KB, Severity.WARNING),
        ("much", None),
        (-5, None),
    ],
)
def test_from_ten_megabytes_on(allocated: object, severity: Severity | None) -> None:
    plan = made(node("Result"), Planning={"Memory Allocated": allocated})
    assert [finding.severity for finding in found(RULE, plan)] == ([severity] if severity else [])


def test_it_needs_no_execution() -> None:
    plan = made({"Node Type": "Result"}, Planning={"Memory Allocated": LEAST_KB})
    assert the_one(RULE, plan).title.startswith("Planning took 10.0 MB of memory")
