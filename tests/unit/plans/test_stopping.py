"""Where fewer rows than expected are no bad estimate, since something above had enough."""

from typing import Any

import pytest

from lab.plans import PlanNode
from tests.unit.plans.made_up import Raw, node, parsed


def scan(name: str = "Seq Scan", *, actual: float = 1, **keys: Any) -> Raw:
    """A scan that was expected to return a hundred times as many rows."""
    return node(name, rows=100, Actual_Rows=actual, **keys)


def stopped(raw: Raw) -> list[str]:
    """The nodes that may have been stopped."""
    return [_named(each) for each in parsed(raw) if each.may_stop_early]


def _named(each: PlanNode) -> str:
    return each.alias or each.node_type


A, B = scan(Alias="a"), scan(Alias="b")
EMPTY = scan(Alias="b", actual=0)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (node("Limit", node("Sort", A)), ["Sort"]),
        (node("Limit", node("Incremental Sort", A)), ["Incremental Sort", "a"]),
        (node("Limit", node("Aggregate", A, Strategy="Hashed")), ["Aggregate"]),
        (node("Limit", node("Aggregate", A, Strategy="Sorted")), ["Aggregate", "a"]),
        (node("Limit", node("SetOp", A, Strategy="Hashed")), ["SetOp"]),
        (node("Limit", node("Hash Join", A, node("Hash", B))), ["Hash Join", "a"]),
        (node("Limit", node("Nested Loop", A, node("Memoize", B))), "all"),
        (node("Limit", node("Gather", A)), ["Gather", "a"]),
        (node("Limit", node("Bitmap Heap Scan", A)), ["Bitmap Heap Scan"]),
        (node("WindowAgg", A, Run_Condition="(row_number() OVER w1 <= 3)"), ["a"]),
        (node("Merge Join", A, node("Sort", B)), ["a", "Sort"]),
        (node("Nested Loop", A, B, Join_Type="Inner"), []),
        (node("Nested Loop", A, B, Join_Type="Semi"), ["b"]),
        (node("Nested Loop", A, B, Join_Type="Anti"), ["b"]),
        (node("Nested Loop", A, B, Join_Type="Inner", Inner_Unique=True), ["b"]),
        (node("Hash Join", A, node("Hash", B), Join_Type="Semi"), []),
        (node("Hash Join", A, node("Hash", B), Join_Type="Right Semi"), []),
        (node("Hash Join", A, node("Hash", EMPTY, Actual_Rows=0), Join_Type="Inner"), ["a"]),
        (node("Hash Join", A, node("Hash", EMPTY, Actual_Rows=0), Join_Type="Left"), []),
        (node("Hash Join", A, node("Hash", B, loops=0, Actual_Rows=0), Join_Type="Inner"), []),
    ],
    ids=[
        *("sort", "incremental sort", "hashed groups", "sorted groups", "hashed set operation"),
        *("hash join", "memoize", "gather", "bitmap", "run condition", "merge join", "inner join"),
        *("semi join", "anti join", "inner unique", "hash semi join", "hash right semi join"),
        *("empty hash", "empty hash of a left join", "hash never built"),
    ],
)
def test_who_asks_for_all_rows_and_who_does_not(raw: Raw, expected: list[str] | str) -> None:
    if expected == "all":
        expected = [_named(each) for each in parsed(raw)[1:]]
    assert stopped(raw) == expected


def hung(below: Raw, relationship: str, name: str) -> Raw:
    return below | {"Parent Relationship": relationship, "Subplan Name": name}


@pytest.mark.parametrize(
    ("shown", "stops"),
    [
        ("EXISTS(SubPlan 1)", True),
        ("(ANY (a.id = (SubPlan 1).col1))", True),
        ("(SubPlan 1)", True),
        ("(ANY (a.id = (hashed SubPlan 1).col1))", False),
        ("(hashed SubPlan 1)", False),
        ("ARRAY(SubPlan 1)", False),
        ("(EXISTS(SubPlan 1) AND (ARRAY(SubPlan 11) IS NULL))", True),
    ],
)
def test_a_subplan_is_read_as_far_as_its_answer_takes(shown: str, *, stops: bool) -> None:
    below = hung(B, "SubPlan", "SubPlan 1")
    assert stopped(node("Seq Scan", below, Filter=shown)) == (["b"] if stops else [])


@pytest.mark.parametrize(("actual", "stops"), [(0, True), (1, True), (7, False)])
def test_an_init_plan_of_one_row_may_have_had_more(actual: int, *, stops: bool) -> None:
    below = hung(scan(Alias="b", actual=actual), "InitPlan", "InitPlan 1")
    assert stopped(node("Result", below)) == (["b"] if stops else [])


def reading(name: str, *below: Raw) -> Raw:
    return node("CTE Scan", *below, Alias=f"from {name}", CTE_Name=name)


@pytest.mark.parametrize("joined", [False, True])
def test_a_cte_is_read_as_far_as_its_scans_ask(*, joined: bool) -> None:
    x = hung(A, "InitPlan", "CTE x")
    y = hung(reading("x"), "InitPlan", "CTE y")
    limit = node("Limit", reading("y"))
    other = node("Sort", reading("y") if joined else scan())
    found = stopped(node("Append", x, y, limit, other))
    assert found == (["from y"] if joined else ["a", "from x", "from y"])


def test_a_cte_that_changes_rows_runs_to_its_end() -> None:
    changed = hung(node("ModifyTable", A), "InitPlan", "CTE x")
    assert stopped(node("Limit", changed, reading("x"))) == ["from x"]


def test_a_cte_that_is_scanned_where_it_hangs_is_found() -> None:
    raw = node("Limit", reading("x", hung(node("Unique", A), "InitPlan", "CTE x")))
    assert stopped(raw) == ["from x", "Unique", "a"]


def test_only_too_high_estimates_are_excused() -> None:
    for actual, bad in ((1, False), (100_000, True)):
        [_, below] = parsed(node("Limit", scan(actual=actual)))
        assert below.badly_estimated is bad
    [_, below] = parsed(node("Sort", scan(actual=1)))
    assert below.badly_estimated
