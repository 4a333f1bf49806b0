from typing import Any

import pytest

from lab.findings import Severity
from lab.plans import Plan
from lab.plans.findings.never_exec import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


def joined(
    kind: str = "Hash Join",
    *,
    empty: dict[str, Any] | None = None,
    unneeded: dict[str, Any] | None = None,
    **keys: Any,
) -> dict[str, Any]:
    """A join whose outer side returned none of 100 rows, and whose inner side never ran."""
    outer = node("Seq Scan", Actual_Rows=0, Plan_Rows=100, Total_Cost=20.0) | (empty or {})
    scan = node("Seq Scan", Relation_Name="orders", Actual_Loops=0, Total_Cost=75.0)
    inner = node("Hash", scan, Actual_Loops=0, Total_Cost=80.0) | (unneeded or {})
    return node(kind, outer, inner, **{"Total_Cost": 100.0, **keys})


@pytest.mark.parametrize("name", ["never_exec", "never_exec.pg15"])
def test_a_queue_that_was_emptied(name: str) -> None:
    plan = golden(name)
    finding = the_one(RULE, plan)
    assert finding.severity is Severity.INFO
    assert finding.evidence == {"expected_rows": 10_000, "rows": 0}
    assert finding.title.startswith("Index Scan using ix_order_items_order_id on order_items never")
    assert finding.title.endswith("returned no row where 10,000 were expected")
    assert (finding.table, finding.index) == ("order_items", "ix_order_items_order_id")
    assert finding.node is not None
    assert plan.nodes[finding.node].executed
    assert not finding.rests_on_times


@pytest.mark.parametrize("name", ["never_exec.fixed", "never_exec.fixed.pg15", "never_executed"])
def test_it_is_gone_when_the_planner_expected_nothing(name: str) -> None:
    assert not found(RULE, golden(name))


def test_the_table_below_the_hash_is_named() -> None:
    finding = the_one(RULE, made(joined()))
    assert finding.title == (
        "Seq Scan on orders never ran: the other side of the join returned no row "
        "where 100 were expected"
    )


def test_only_the_costliest_is_told() -> None:
    cheaper, costlier = joined(), joined(unneeded={"Total Cost": 90.0})
    finding = the_one(RULE, made(node("Append", cheaper, costlier, Total_Cost=150.0)))
    assert finding.node == 5


@pytest.mark.parametrize(
    "plan",
    [
        made(joined(empty={"Plan Rows": 99})),
        made(joined(empty={"Actual Rows": 1})),
        made(joined(unneeded={"Total Cost": 50.0})),
        made(joined(unneeded={"Total Cost": None})),
        made(joined(unneeded={"Subplan Name": "SubPlan 1"})),
        made(joined(kind="Append")),
        made(joined(Actual_Loops=0)),
        made(node("Limit", joined(), Total_Cost=100.0)),
        made(joined(unneeded={"Actual Loops": None})),
        made(node("Result", Actual_Loops=0)),
    ],
    ids=[
        *("few rows expected", "a row came", "half of the cost", "cost not told", "a subplan"),
        *("no join", "the join never ran", "below a LIMIT", "loops not told", "the root"),
    ],
)
def test_silent(plan: Plan) -> None:
    assert not found(RULE, plan)


def test_a_deep_plan_is_no_trouble() -> None:
    below = node("Seq Scan", Actual_Loops=0, Total_Cost=70.0)
    for _ in range(3000):
        below = node("Materialize", below, Actual_Loops=0, Total_Cost=75.0)
    plan = made(joined(unneeded={"Plans": [below]}))
    assert the_one(RULE, plan).title.startswith("Seq Scan never ran")
