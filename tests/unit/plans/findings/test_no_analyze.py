import pytest

from lab.findings import Severity
from lab.plans.findings.no_analyze import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


@pytest.mark.parametrize("name", ["no_analyze", "no_analyze.pg15", "not_analyzed"])
def test_a_plan_that_was_not_run(name: str) -> None:
    finding = the_one(RULE, golden(name))
    assert finding.severity is Severity.INFO
    assert finding.title == "The statement was not run: there are estimates only"
    assert finding.evidence == {"analyzed": False}
    assert finding.node is None
    assert not finding.rests_on_times


@pytest.mark.parametrize("name", ["index_scan", "index_scan.pg15", "never_executed"])
def test_it_is_gone_when_it_was_run(name: str) -> None:
    assert not found(RULE, golden(name))


def test_a_plan_that_ran_without_times_or_rows_was_run() -> None:
    assert not found(RULE, made(node("Result", Actual_Total_Time=None, Actual_Rows=0)))
