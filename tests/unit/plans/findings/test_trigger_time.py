from typing import Any

import pytest

from lab.findings import Confidence, Severity
from lab.plans import Plan
from lab.plans.findings.trigger_time import OF_KEYS, RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one

DELETING, INSERTING = "RI_ConstraintTrigger_a_16749", "RI_ConstraintTrigger_c_16750"


def fired(*triggers: dict[str, Any]) -> Plan:
    """An execution of 100 ms with these triggers."""
    return made(node("ModifyTable"), Execution_Time=100.0, Triggers=list(triggers))


def trigger(name: str, took: float, calls: int = 10, constraint: str = "fk") -> dict[str, Any]:
    told = {"Trigger Name": name, "Relation": "orders", "Time": took, "Calls": calls}
    return told | ({"Constraint Name": constraint} if constraint else {})


@pytest.mark.parametrize("name", ["trigger_time", "trigger_time.pg15"])
def test_a_foreign_key_without_an_index(name: str) -> None:
    finding = the_one(RULE, golden(name))
    assert finding.severity is Severity.HIGH
    assert finding.confidence is Confidence.MEDIUM
    assert finding.evidence["trigger"] == "fk_order_items_order_id_orders on orders"
    assert finding.evidence["calls"] == 10
    assert finding.title.startswith("Triggers took ")
    assert finding.title.endswith(" in 10 calls")
    assert finding.advice.startswith(
        "See whether the referring columns of fk_order_items_order_id_orders have an index "
        "(\\d orders in psql"
    )
    assert (finding.table, finding.constraint) == ("orders", "fk_order_items_order_id_orders")
    assert finding.rests_on_times


@pytest.mark.parametrize(
    "name", ["trigger_time.fixed", "trigger_time.fixed.pg15", "insert_with_triggers"]
)
def test_it_is_gone_with_the_index(name: str) -> None:
    assert not found(RULE, golden(name))


@pytest.mark.parametrize(
    ("each", "severity"),
    [
        (trigger(DELETING, 20.0, calls=40), Severity.HIGH),
        (trigger(DELETING, 20.0, calls=41), Severity.WARNING),
        (trigger(DELETING, 20.0, calls=200), Severity.WARNING),
        (trigger(DELETING, 20.0, calls=201), Severity.INFO),
        (trigger(INSERTING, 20.0), Severity.INFO),
        (trigger("touch_updated_at", 20.0, constraint=""), Severity.WARNING),
        ({"Time": 20.0, "Calls": 1}, Severity.WARNING),
    ],
    ids=[
        *("half a millisecond a call", "less", "a tenth of one", "quick search"),
        *("check", "the application's own", "nameless"),
    ],
)
def test_how_grave_it_is(each: dict[str, Any], severity: Severity) -> None:
    assert the_one(RULE, fired(each)).severity is severity


@pytest.mark.parametrize("each", [trigger(INSERTING, 20.0), trigger(DELETING, 20.0, calls=201)])
def test_an_indexed_key_gets_no_advice_to_index_it(each: dict[str, Any]) -> None:
    assert the_one(RULE, fired(each)).advice == OF_KEYS


def test_it_names_the_one_that_took_most_of_all() -> None:
    plan = fired(trigger(INSERTING, 8.0), trigger("audit", 14.0, calls=1, constraint=""))
    finding = the_one(RULE, plan)
    assert finding.title == (
        "Triggers took 22.0 ms, 22 % of the execution: audit on orders 14.0 ms in 1 call"
    )
    assert finding.evidence == {
        "triggers_ms": 22.0,
        "share": 0.22,
        "trigger": "audit on orders",
        "trigger_ms": 14.0,
        "calls": 1,
    }


@pytest.mark.parametrize(
    "plan",
    [
        fired(),
        fired(trigger(DELETING, 19.9)),
        fired(trigger(DELETING, 50.0, calls=0)),
        fired({"Trigger Name": DELETING, "Calls": 3}),
        made(node("ModifyTable"), Execution_Time=2.0, Triggers=[trigger(DELETING, 0.99)]),
    ],
    ids=["none", "less than a fifth", "never called", "time not taken", "short"],
)
def test_silent(plan: Plan) -> None:
    assert not found(RULE, plan)
