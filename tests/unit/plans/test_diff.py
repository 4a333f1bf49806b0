"""How two plans are matched, judged and shown side by side, without a server."""

import json
import re
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.plans import Plan, parse_plan
from lab.plans.diffing import Class, Judgement, diff_of

PLANS = sorted((Path(__file__).parents[2] / "plans").glob("*.json"))
by_name = pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])


def scan(table: str, blocks: int = 100, **keys: Any) -> dict[str, Any]:
    figures = {"Actual Rows": 1, "Actual Loops": 1, "Shared Hit Blocks": blocks}
    named = {key.replace("_", " "): value for key, value in keys.items()}
    return {"Node Type": "Seq Scan", "Relation Name": table, "Alias": table, **figures, **named}


def plan(node: dict[str, Any], **top: Any) -> Plan:
    return parse_plan({"Plan": node} | {key.replace("_", " "): v for key, v in top.items()})


def join(kind: str, outer: dict[str, Any], inner: dict[str, Any], **keys: Any) -> dict[str, Any]:
    sides = [
        {**outer, "Parent Relationship": "Outer"},
        {**inner, "Parent Relationship": "Inner"},
    ]
    below = sum(each["Shared Hit Blocks"] for each in sides)
    return {**scan("", below), "Node Type": kind, "Join Type": "Inner", "Plans": sides, **keys}


def bare(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in ("Relation Name", "Alias")}


@by_name
def test_a_plan_is_the_same_as_itself(path: Path) -> None:
    read = parse_plan(path.read_text())
    diff = diff_of(read, read)
    assert not diff.changes
    known = read.blocks is not None or not read.analyzed
    assert diff.judgement is (Judgement.SAME if known else Judgement.CANNOT_TELL)


@by_name
def test_all_blocks_are_in_the_steps(path: Path) -> None:
    read = parse_plan(path.read_text())
    told = sum(match.step.blocks or 0 for match in diff_of(read, read).matches)
    assert told == sum(node.exclusive_blocks or 0 for node in read.nodes)


def test_text_html_and_json_tell_the_same_of_any_two_plans() -> None:
    for before, after in pairwise(PLANS):
        diff = diff_of(parse_plan(before.read_text()), parse_plan(after.read_text())).timed()
        told = unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", diff.render_html(), flags=re.S))
        figure = re.compile(r"(?<![\w.,])\d[\d,.]*(?!\w)")
        assert sorted(figure.findall(told)) == sorted(figure.findall(diff.render_text()))
        assert json.loads(json.dumps(diff.to_json()))["judgement"] == diff.judgement
        untimed = diff_of(parse_plan(before.read_text()), parse_plan(after.read_text()))
        assert not re.search(r"\d ms\b", untimed.render_text() + untimed.render_html())


@pytest.mark.parametrize(
    ("was", "now", "judgement"),
    [
        (100, 109, Judgement.SAME),
        (100, 120, Judgement.WORSE),
        (120, 100, Judgement.BETTER),
        (1, 9, Judgement.SAME),
        (1, 12, Judgement.WORSE),
        (0, 0, Judgement.SAME),
    ],
)
def test_blocks_decide_beyond_a_tolerance(was: int, now: int, judgement: Judgement) -> None:
    assert diff_of(plan(scan("a", was)), plan(scan("a", now))).judgement is judgement


def test_temporary_and_local_blocks_count_too() -> None:
    spilled = plan(scan("a", Temp_Written_Blocks=500, Temp_Read_Blocks=500))
    assert diff_of(plan(scan("a")), spilled).reason == "100 blocks -> 1,100 (11x more)"
    assert diff_of(plan(scan("a", Local_Hit_Blocks=900)), plan(scan("a"))).judgement == "better"


def test_where_blocks_were_not_counted_nothing_can_be_told() -> None:
    one = {"Node Type": "Result", "Actual Rows": 1, "Actual Loops": 1}
    assert diff_of(plan(one), plan(one)).reason == "blocks were not counted (BUFFERS)"


def test_other_servers_forbid_a_judgement() -> None:
    one = plan(scan("a"))
    old, new = (replace(one, server_version_num=number) for number in (150018, 180006))
    assert diff_of(old, new).judgement is Judgement.CANNOT_TELL
    assert diff_of(one, new).judgement is Judgement.SAME


def test_the_same_table_under_two_aliases_is_two_scans() -> None:
    a, b = scan("t", Alias="a"), scan("t", Alias="b", Node_Type="Index Scan", Index_Name="i")
    before = plan(bare(join("Nested Loop", a, b)))
    after = plan(bare(join("Nested Loop", b, a)))
    assert [change.kind for change in diff_of(before, after).changes] == [Class.OUTER_SIDE]


def test_a_table_under_another_alias_is_the_same_scan() -> None:
    before = plan(bare(join("Hash Join", scan("t", Alias="a"), scan("u"))))
    after = plan(bare(join("Hash Join", scan("t", Alias="b", Node_Type="Tid Scan"), scan("u"))))
    assert [change.kind for change in diff_of(before, after).changes] == [Class.ACCESS_PATH]


def test_a_partition_is_the_same_scan_where_fewer_are_left() -> None:
    def parts(*tables: int) -> Plan:
        scans = [scan(f"p{n}", Alias=f"p_{at}") for at, n in enumerate(tables, 1)]
        return plan({"Node Type": "Append", "Plans": scans})

    changes = diff_of(parts(1, 2, 3), parts(2, 3)).changes
    assert [(each.kind, each.name) for each in changes] == [(Class.STEP_REMOVED, "p1 p_1")]


def test_what_workers_finish_is_the_step_that_was_done_alone() -> None:
    alone = {**scan(""), "Node Type": "Aggregate", "Strategy": "Plain", "Partial Mode": "Simple"}
    [change] = diff_of(plan(bare(alone)), plan(bare({**alone, "Partial Mode": "Finalize"}))).changes
    assert (change.kind, change.before, change.after) == (
        Class.METHOD,
        "Aggregate",
        "Finalize Aggregate",
    )


def test_a_bitmap_without_its_scan_is_a_step() -> None:
    below = [{**bare(scan("", 6)), "Node Type": "Bitmap Index Scan", "Index Name": "i"}]
    whole = plan({**bare(scan("", 8)), "Node Type": "BitmapOr", "Plans": below})
    assert [match.step.blocks for match in diff_of(whole, whole).matches] == [2, 6]


def test_a_schema_counts_only_where_both_plans_tell_it() -> None:
    told, untold = scan("t", Schema="s"), scan("t")
    assert not diff_of(plan(told), plan(untold)).changes
    other = scan("t", Schema="another")
    kinds = [change.kind for change in diff_of(plan(told), plan(other)).changes]
    assert kinds == [Class.STEP_ADDED, Class.STEP_REMOVED]


def test_a_subplan_does_not_change_which_tables_were_joined() -> None:
    extra = {**scan("c"), "Parent Relationship": "SubPlan", "Subplan Name": "SubPlan 1"}
    joined = bare(join("Hash Join", scan("a"), scan("b")))
    with_subplan = {**joined, "Plans": [*joined["Plans"], extra]}
    changes = diff_of(plan(joined), plan(with_subplan)).changes
    assert [change.kind for change in changes] == [Class.STEP_ADDED]


def test_memoize_is_told_and_hash_belongs_to_the_joins_method() -> None:
    inner = scan("b")
    memoized = {**bare(scan("", 100)), "Node Type": "Memoize", "Plans": [inner]}
    hashed = {**memoized, "Node Type": "Hash"}
    plain = plan(bare(join("Nested Loop", scan("a"), inner)))
    [change] = diff_of(plain, plan(bare(join("Nested Loop", scan("a"), memoized)))).changes
    assert (change.kind, change.name, change.after) == (Class.PASSED_ON, "b", "memoized")
    [change] = diff_of(plain, plan(bare(join("Hash Join", scan("a"), hashed)))).changes
    assert change.kind is Class.JOIN_METHOD


def test_many_tables_are_named_in_part() -> None:
    node = scan("t0")
    for at in range(1, 7):
        node = bare(join("Hash Join", node, scan(f"t{at}")))
    names = [match.step.name for match in diff_of(plan(node), plan(node)).matches]
    assert names[0] == "join of t0, t1, t2, t3 and 3 more"


def test_hostile_names_stay_data() -> None:
    hostile = plan(scan("<script>x</script>\n\u202e"))
    diff = diff_of(hostile, plan(scan("b")))
    assert "<script" not in diff.render_html()
    assert "\u202e" not in diff.render_html() + diff.render_text()


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.randoms())
def test_what_is_in_one_plan_alone_is_told_once(tables: list[int], random: Any) -> None:
    shuffled = list(tables)
    random.shuffle(shuffled)
    before, after = (
        plan({"Node Type": "Append", "Plans": [scan(f"t{n}") for n in each]})
        for each in (tables, [*shuffled, 9])
    )
    [change] = diff_of(before, after).changes
    assert (change.kind, change.name) == (Class.STEP_ADDED, "t9")


def test_a_deep_plan_is_compared_without_recursion() -> None:
    node = scan("t0")
    for at in range(1, 1000):
        node = bare(join("Hash Join", node, scan(f"t{at}")))
    deep = plan(node)
    assert diff_of(deep, deep).judgement is Judgement.SAME
