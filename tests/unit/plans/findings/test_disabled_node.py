"""DISABLED_NODE: methods switched off and used all the same, by flag and by cost."""

from typing import Any

import pytest

from lab.findings import Severity
from tests.findings import Raw, found, golden, only, step

CODE = "DISABLED_NODE"
OFF: dict[str, Any] = {"settings": {"enable_seqscan": "off"}}


@pytest.mark.parametrize("name", ["disabled_node", "disabled_node.pg15"])
def test_it_names_the_method_and_the_setting(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "Seq Scan on orders was used although it is switched off by enable_seqscan = off"
    )
    assert finding.evidence == {"node_type": "Seq Scan", "setting": "enable_seqscan"}
    assert (finding.severity, finding.table) == (Severity.WARNING, "orders")
    assert finding.advice.startswith("RESET enable_seqscan")


@pytest.mark.parametrize("name", ["disabled_node.fixed", "disabled_node.fixed.pg15"])
def test_what_is_not_switched_off_is_none(name: str) -> None:
    plan = golden(name)
    assert "Seq Scan" in plan.shape
    assert not found(CODE, plan)


def scan(cost: float, *children: Raw, **told: object) -> Raw:
    return step("Seq Scan", *children, total_cost=cost, **told)


@pytest.mark.parametrize(
    ("raw", "about", "places"),
    [
        (scan(1e10), OFF, [0]),
        (scan(1e10), {}, []),
        (scan(9.9e9), OFF, []),
        (step("Limit", scan(1e10), total_cost=1e10), OFF, [1]),
        (scan(1e10, disabled=False), OFF, []),
        (scan(10, disabled=True), {}, [0]),
        (scan(1e10, loops=0), OFF, []),
        (step("Index Scan", total_cost=1e10), OFF, []),
        (step("Limit", scan(1, disabled=True, loops=0)), OFF, []),
        (step("Something New", disabled=True), {}, [0]),
    ],
    ids=[
        *("cost", "nothing off", "cheap", "where it begins", "flag says no", "flag says yes"),
        *("never executed", "another method", "flagged, never executed", "unknown method"),
    ],
)
def test_the_flag_decides_and_before_18_the_cost(
    raw: Raw, about: dict[str, Any], places: list[int]
) -> None:
    assert [finding.node for finding in found(CODE, raw, **about)] == places


def test_without_analyze_it_is_told_too() -> None:
    raw = scan(1e10, loops=None, actual_rows=None)
    assert only(CODE, raw, **OFF).evidence["setting"] == "enable_seqscan"


@pytest.mark.parametrize(
    ("raw", "setting"),
    [
        (step("Aggregate", strategy="Hashed", disabled=True), "enable_hashagg"),
        (step("Aggregate", strategy="Mixed", disabled=True), "enable_hashagg"),
        (step("Bitmap Heap Scan", disabled=True), "enable_bitmapscan"),
        (step("Nested Loop", disabled=True), "enable_nestloop"),
    ],
)
def test_each_method_has_its_setting(raw: Raw, setting: str) -> None:
    assert only(CODE, raw).evidence["setting"] == setting


def test_a_method_without_a_setting_is_told_by_its_name() -> None:
    finding = only(CODE, step("Aggregate", strategy="Sorted", disabled=True))
    assert finding.title == "Aggregate was used although it is switched off"
    assert finding.advice
