"""Each millisecond and each block has one owner: InitPlans and CTEs are paid where they ran."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.plans import Plan, PlanNode, parse_plan
from lab.plans.attributing.referring import cte_scans, init_plan_references
from lab.plans.trees import lay_out

PLANS = sorted((Path(__file__).parents[2] / "plans").glob("*.json"))


def golden(name: str) -> Plan:
    return parse_plan(next(path for path in PLANS if path.stem == name).read_text())


def step(node_type: str, *below: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A node whose `time` is the same number as its blocks, with those below."""
    named = {key.replace("_", " "): value for key, value in keys.items() if key != "time"}
    figures = {"Actual Loops": 1, "Actual Total Time": keys["time"] * 1.0}
    blocks = {"Shared Hit Blocks": keys["time"]}
    return {"Node Type": node_type, **figures, **blocks, **named, "Plans": list(below)}


def value(number: int, *below: dict[str, Any], time: int, returns: str = "") -> dict[str, Any]:
    name = f"InitPlan {number}{returns}"
    return step("Agg", *below, time=time, Parent_Relationship="InitPlan", Subplan_Name=name)


def cte(name: str, *below: dict[str, Any], time: int) -> dict[str, Any]:
    named = {"Parent_Relationship": "InitPlan", "Subplan_Name": f"CTE {name}"}
    return step("Sort", *below, time=time, **named)


def own(raw: dict[str, Any]) -> list[tuple[float | None, int | None]]:
    return [(node.self_time, node.exclusive_blocks) for node in parse_plan({"Plan": raw}).nodes]


def alike(*figures: int) -> list[tuple[float, int]]:
    return [(figure, figure) for figure in figures]


@pytest.mark.parametrize(
    ("name", "payer"),
    [
        ("initplan", "orders"),
        ("initplan_not_shown", "users"),
        ("initplan_min_max", None),
        ("initplans_of_postgresql_15.pg15", "orders"),
    ],
)
def test_an_init_plan_is_paid_by_the_node_that_used_it(name: str, payer: str | None) -> None:
    plan = golden(name)
    uses = sum(node.blocks or 0 for node in plan.root.children if node.runs_elsewhere)
    [paid] = [node for node in plan.nodes if _had(node) - (node.exclusive_blocks or 0) == uses]
    assert (paid.alias, uses > 0) == (payer, True)


def _had(node: PlanNode) -> int:
    below = (child.blocks or 0 for child in node.children if not child.runs_elsewhere)
    return (node.blocks or 0) - sum(below)


@pytest.mark.parametrize("key", ["Filter", "Index Cond", "One-Time Filter", "Run Condition"])
@pytest.mark.parametrize(
    ("returns", "shown"),
    [
        ("", "(x > (InitPlan 1).col1)"),
        (" (returns $1)", "(x > $1)"),
        (" (returns $0,$1)", "('it''s $7'::text || $1)"),
    ],
)
def test_the_node_that_names_the_value_pays(key: str, returns: str, shown: str) -> None:
    user = step("Seq Scan", time=60) | {key: shown}
    other = step("Seq Scan", time=80, Filter="(x > (InitPlan 10).col1) AND (y < $10)")
    raw = step("Join", value(1, time=50, returns=returns), user, other, time=200)
    assert own(raw) == alike(60, 50, 10, 80)


@pytest.mark.parametrize("shown", [["id", "(InitPlan 1).col1"], ["(InitPlan 1).col2"]])
def test_output_is_searched_too(shown: list[str]) -> None:
    scan = step("Seq Scan", time=70, Output=shown)
    assert own(step("Sort", value(1, time=50), scan, time=130)) == alike(60, 50, 20)


def test_1_and_10_are_two_values() -> None:
    one = step("Seq Scan", time=30, Filter="(a = (InitPlan 1).col1)")
    ten = step("Seq Scan", time=40, Filter="(a = (InitPlan 10).col1)")
    raw = step("Join", value(1, time=5), value(10, time=20), one, ten, time=70)
    assert own(raw) == alike(0, 5, 20, 25, 20)
    old = [value(1, time=5, returns=" (returns $1)"), value(2, time=20, returns=" (returns $10)")]
    scans = [step("Scan", time=30, Filter="a = $1"), step("Scan", time=40, Filter="a = $10")]
    assert own(step("Join", *old, *scans, time=70)) == alike(0, 5, 20, 25, 20)


@pytest.mark.parametrize(
    "keys",
    [
        {"Filter": "(a = '(InitPlan 1).col1'::text)"},
        {"Filter": 'a = "(InitPlan 1).col1"'},
        {"Alias": "(InitPlan 1).col1"},
        {"Index Name": "(InitPlan 1).col1"},
    ],
    ids=["literal", "quoted name", "alias", "index"],
)
def test_data_and_names_reference_nothing(keys: dict[str, str]) -> None:
    raw = step("Join", value(1, time=5), step("Scan", time=30) | keys, time=70)
    assert own(raw) == alike(35, 5, 30)


def test_of_several_that_name_a_value_only_the_largest_pays() -> None:
    shown = {"Filter": "(a = (InitPlan 1).col1)"}
    scans = [step("Scan", time=time, **shown) for time in (10, 60, 20)]
    assert own(step("Append", value(1, time=50), *scans, time=95)) == alike(5, 50, 10, 10, 20)


def test_who_touched_no_blocks_did_not_run_what_touched_some() -> None:
    scan = step("Scan", time=60, Output=["(InitPlan 1).col1"])
    slow = step("Sort", value(1, time=50), scan, time=60, Output=["(InitPlan 1).col1"])
    assert own(slow | {"Actual Total Time": 500.0})[0] == (440.0, 0)
    assert own(slow | {"Actual Total Time": 500.0})[2] == (10.0, 10)


def test_a_payer_never_pays_more_than_it_has() -> None:
    scan = step("Scan", time=30, Filter="(InitPlan 1).col1")
    assert own(step("Limit", value(1, time=50), scan, time=30)) == alike(0, 50, 0)


def test_a_value_that_nobody_shows_is_paid_by_its_parent_or_by_a_node_below_that_can() -> None:
    assert own(step("Result", value(1, time=50), time=60)) == alike(10, 50)
    sort = step("Sort", value(1, time=50), step("Scan", time=60), time=65)
    assert own(sort) == alike(5, 50, 10)


def test_a_cte_is_paid_by_its_scans_the_largest_first() -> None:
    a, b = step("CTE Scan", time=12, CTE_Name="x"), step("CTE Scan", time=45, CTE_Name="x")
    assert own(step("Join", cte("x", time=50), a, b, time=60)) == alike(3, 50, 7, 0)


def test_a_scan_pays_init_plans_before_its_cte() -> None:
    scan = step("CTE Scan", time=90, CTE_Name="x", Filter="(a > (InitPlan 2).col1)")
    raw = step("Sort", cte("x", time=50), value(2, time=30), scan, time=95)
    assert own(raw) == alike(5, 50, 30, 10)


def test_a_scan_reads_the_innermost_cte_of_its_name() -> None:
    inner_scan = step("CTE Scan", time=1, CTE_Name="x")
    inner = step("Sort", cte("x", inner_scan, time=1), inner_scan, time=1)
    plan = parse_plan({"Plan": step("Sort", cte("x", time=1), inner, inner_scan, time=1)})
    assert cte_scans(lay_out(plan.root)) == {1: [4, 6], 3: [5]}


def test_a_scan_at_which_its_cte_hangs_reads_no_other_of_that_name() -> None:
    inner = step("CTE Scan", cte("x", time=20), time=25, CTE_Name="x")
    outer = step("CTE Scan", time=40, CTE_Name="x")
    raw = step("Join", cte("x", time=30), inner, outer, time=65)
    assert cte_scans(lay_out(parse_plan({"Plan": raw}).root)) == {1: [4], 3: [2]}
    assert own(raw) == alike(0, 30, 5, 20, 10)


def test_a_value_is_out_of_sight_above_its_parent_and_inside_itself() -> None:
    shown = {"Filter": "(InitPlan 1).col1"}
    below = step("Limit", value(1, step("Scan", time=1, **shown), time=1), time=1)
    plan = parse_plan({"Plan": step("Sort", below, time=1, **shown)})
    assert init_plan_references(lay_out(plan.root)) == {2: []}


def test_without_times_or_blocks_there_is_nothing_to_attribute() -> None:
    raw = step("Result", value(1, time=50), time=60)
    for key in ("Actual Total Time", "Shared Hit Blocks"):
        del raw[key]
    assert own(raw)[0] == (None, None)


@pytest.mark.parametrize("kind", ["CTE", "InitPlan"])
def test_depth_1000_adds_up(kind: str) -> None:
    raw = step("Scan", time=3)
    for at in range(999):
        hung = cte(str(at), time=1) if kind == "CTE" else value(at, time=1)
        user = step("CTE Scan", time=2, CTE_Name=str(at), Filter=f"(InitPlan {at}).col1")
        raw = step("Join", hung, raw, user, time=raw["Shared Hit Blocks"] + 4)
    total = 3 + 999 * 4
    assert sum(blocks or 0 for _, blocks in own(raw)) == total
    assert sum(time or 0 for time, _ in own(raw)) == total


class Run:
    """A made-up execution: who runs what is known, so that the right answer is, too."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.true: list[int] = []
        self.made = 0

    def node(self, depth: int, *, extra: int = 0, **keys: Any) -> dict[str, Any]:
        """A node; `extra` is what it does on behalf of an InitPlan or CTE from above."""
        self.true.append(self.draw(st.integers(0, 50)))
        mine = self.true[-1] + extra
        below: list[dict[str, Any]] = []
        if depth and self.draw(st.booleans()):
            below, mine, keys = self.with_hung(depth, mine, keys)
        for _ in range(self.draw(st.integers(0, 2)) if depth else 0):
            below.append(self.node(depth - 1, Parent_Relationship="Outer"))
        paid = [each for each in below if each["Parent Relationship"] != "InitPlan"]
        total = mine + sum(each["Shared Hit Blocks"] for each in paid)
        return step(keys.pop("Node_Type", "Join"), *below, time=total, **keys)

    def with_hung(
        self, depth: int, mine: int, keys: dict[str, Any]
    ) -> tuple[list[dict[str, Any]], int, dict[str, Any]]:
        """An InitPlan that the node names itself, or a CTE that one scan below it drains."""
        self.made += 1
        name = self.made
        hangs: dict[str, Any] = {"Parent_Relationship": "InitPlan"}
        if self.draw(st.booleans()):
            hung = self.node(depth - 1, **hangs, Subplan_Name=f"InitPlan {name}")
            keys = {**keys, "Output": [f"((InitPlan {name}).col1 + 1)"]}
            return [hung], mine + hung["Shared Hit Blocks"], keys
        hung = self.node(depth - 1, **hangs, Subplan_Name=f"CTE c{name}")
        reads: dict[str, Any] = {
            "Node_Type": "CTE Scan",
            "CTE_Name": f"c{name}",
            "Parent_Relationship": "Outer",
        }
        scans = [self.node(0, extra=hung["Shared Hit Blocks"], **reads)]
        return [hung, *scans], mine, keys


@st.composite
def runs(draw: st.DrawFn) -> tuple[dict[str, Any], list[int]]:
    run = Run(draw)
    raw = run.node(4, Parent_Relationship="Outer")
    return raw, run.true


@given(runs())
def test_what_each_node_did_is_found_again(run: tuple[dict[str, Any], list[int]]) -> None:
    raw, true = run
    assert own(raw) == alike(*true)


@given(runs())
def test_every_counter_is_told_apart_in_the_same_way(
    run: tuple[dict[str, Any], list[int]],
) -> None:
    raw, true = run
    waiting = [raw]
    while waiting:
        each = waiting.pop()
        waiting += each["Plans"]
        each["Temp Written Blocks"] = 3 * each["Shared Hit Blocks"]
    counted = [dict(node.exclusive_buffers) for node in parse_plan({"Plan": raw}).nodes]
    expected = [{"shared_hit_blocks": own, "temp_written_blocks": 3 * own} for own in true]
    assert counted == expected


def test_what_the_payer_did_not_have_of_a_counter_is_paid_by_who_had_it() -> None:
    shown = {"Filter": "(a > (InitPlan 1).col1)"}
    hung = value(1, time=10) | {"Shared Read Blocks": 40}
    named = step("Scan", time=60, **shown)
    other = step("Scan", time=0) | {"Shared Read Blocks": 40}
    join = step("Join", hung, named, other, time=70) | {"Shared Read Blocks": 40}
    counted = [node.exclusive_buffers for node in parse_plan({"Plan": join}).nodes]
    assert [each["shared_hit_blocks"] for each in counted] == [10, 10, 50, 0]
    assert [each["shared_read_blocks"] for each in counted] == [0, 40, 0, 0]


LOOSE = st.sampled_from(["InitPlan 1", "InitPlan 2", "InitPlan 1 (returns $1)", "CTE x", "CTE y"])


@st.composite
def tangles(draw: st.DrawFn, depth: int = 3) -> dict[str, Any]:
    """Trees no server makes: names twice, references from anywhere, figures that do not fit."""
    below = draw(st.lists(tangles(depth - 1), max_size=3)) if depth else []
    return step(
        draw(st.sampled_from(["CTE Scan", "Join", "Gather"])),
        *below,
        time=draw(st.integers(-5, 100)),
        Parent_Relationship=draw(st.sampled_from(["InitPlan", "Outer", "SubPlan"])),
        Subplan_Name=draw(LOOSE),
        CTE_Name=draw(st.sampled_from("xy")),
        Filter=draw(st.sampled_from(["$1", "(InitPlan 1).col1", "(InitPlan 2).col1", "'"])),
    )


@given(tangles())
def test_nothing_is_ever_negative_nor_more_than_there_was(raw: dict[str, Any]) -> None:
    for node in parse_plan({"Plan": raw}).nodes:
        assert 0 <= (node.self_time or 0) <= max(node.inclusive_time or 0, 0)
        assert 0 <= (node.exclusive_blocks or 0) <= max(node.blocks or 0, 0)
