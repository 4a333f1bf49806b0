import pytest

from lab.findings import Severity
from lab.plans.findings.settings import RULE, switched_off
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


@pytest.mark.parametrize("name", ["settings", "settings.pg15"])
def test_a_method_that_is_switched_off(name: str) -> None:
    finding = the_one(RULE, golden(name))
    assert finding.severity is Severity.WARNING
    assert finding.title == "The planner could not choose freely: enable_seqscan is off"
    assert finding.evidence == {"enable_seqscan": "off"}
    assert "RESET enable_seqscan." in finding.advice
    assert finding.node is None
    assert not finding.rests_on_times


@pytest.mark.parametrize("name", ["settings.fixed", "settings.fixed.pg15", "sort_on_disk"])
def test_it_is_gone_when_it_is_reset(name: str) -> None:
    assert not found(RULE, golden(name))


def test_several_are_told_at_once() -> None:
    plan = golden("bitmap_and")
    assert switched_off(plan.settings) == ("enable_seqscan", "enable_indexscan")
    assert the_one(RULE, plan).advice.startswith(
        "To see the plan that it would choose: RESET enable_seqscan; RESET enable_indexscan."
    )


@pytest.mark.parametrize("name", ["debug_parallel_query", "force_parallel_mode"])
def test_workers_that_are_forced_upon_it(name: str) -> None:
    plan = made(node("Gather"), Settings={name: "regress"})
    assert the_one(RULE, plan).evidence == {name: "regress"}


@pytest.mark.parametrize(
    "settings",
    [
        {"work_mem": "4MB", "jit": "off", "max_parallel_workers_per_gather": "0"},
        {"enable_partitionwise_join": "on"},
        {"force_parallel_mode": "off"},
        {},
    ],
    ids=["other settings", "a method switched on", "not forced", "none"],
)
def test_silent(settings: dict[str, str]) -> None:
    assert not found(RULE, made(node("Result"), Settings=settings))


def test_it_needs_no_execution() -> None:
    plan = made({"Node Type": "Result"}, Settings={"enable_sort": "OFF"})
    assert the_one(RULE, plan).evidence == {"enable_sort": "OFF"}


def test_a_method_that_is_used_although_it_is_off_is_left_to_the_rule_for_it() -> None:
    used = made(node("Seq Scan", Disabled=True), Settings={"enable_seqscan": "off"})
    assert not found(RULE, used)
    raw = node("Seq Scan", Disabled=True)
    both = made(raw, Settings={"enable_seqscan": "off", "enable_sort": "off"})
    assert the_one(RULE, both).evidence == {"enable_sort": "off"}
