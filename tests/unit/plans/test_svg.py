"""The big picture of a plan: nothing overlaps, nothing runs, and it says what the text says."""

import json
import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.plans import Plan, parse_plan
from lab.show import text
from lab.show.tree_boxes import HEIGHT, WIDTH
from lab.show.tree_layout import columns, levels

PLANS = sorted((Path(__file__).parents[2] / "plans").glob("*.json"))
SVG = "{http://www.w3.org/2000/svg}"
FIGURE = re.compile(r"\d[\d,.]*")
by_name = pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])


def golden(name: str) -> Plan:
    return parse_plan((PLANS[0].parent / f"{name}.json").read_text())


def frames(svg: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{SVG}rect"))


def chain(length: int, below: dict[str, object] | None = None) -> dict[str, object]:
    node: dict[str, object] = below or {"Node Type": "Result", "Plan Rows": 1}
    for _ in range(length - 1):
        node = {"Node Type": "Limit", "Plan Rows": 1, "Plans": [node]}
    return node


@by_name
def test_every_word_of_the_picture_is_in_the_text_too(path: Path) -> None:
    plan = parse_plan(path.read_text()).timed()
    told = plan.render_text()
    figures = set(FIGURE.findall(told))
    for element in ET.fromstring(plan.to_svg()).iter():
        for word in (element.text or "").removeprefix("Plan: ").split():
            assert word.removesuffix("…") in f"{told} · more below: see the table"
            assert word.endswith("…") or set(FIGURE.findall(word)) <= figures


@by_name
def test_boxes_do_not_overlap_and_stay_inside(path: Path) -> None:
    svg = parse_plan(path.read_text()).to_svg()
    width, height = (float(ET.fromstring(svg).get(side, 0)) for side in ("width", "height"))
    corners = [(float(each.get("x", 0)), float(each.get("y", 0))) for each in frames(svg)]
    for left, top in corners:
        assert 0 <= left <= width - WIDTH
        assert 0 <= top <= height - HEIGHT
    for one, other in pairwise(sorted(corners, key=lambda corner: corner[::-1])):
        assert one[1] != other[1] or other[0] - one[0] > WIDTH


@st.composite
def trees(draw: st.DrawFn) -> list[int]:
    """The parents of the nodes of a tree, in the order of reading."""
    path, parents = [0], [-1]
    for at in range(1, draw(st.integers(1, 40))):
        above = draw(st.integers(0, len(path) - 1))
        parents.append(path[above])
        path = [*path[: above + 1], at]
    return parents


@given(trees())
def test_any_tree_is_tidy(parents: list[int]) -> None:
    found, level = columns(parents), levels(parents)
    assert min(found) == 0
    for row in set(level):
        of_row = [at for at in range(len(parents)) if level[at] == row]
        assert all(found[b] - found[a] > 0.999 for a, b in pairwise(of_row))
    for at in range(len(parents)):
        children = [each for each, parent in enumerate(parents) if parent == at]
        if children:
            middle = (found[children[0]] + found[children[-1]]) / 2
            assert found[at] == pytest.approx(middle)


def test_the_fuller_a_box_the_more_of_the_blocks_were_its() -> None:
    plan = golden("nested_loop_misestimated")
    filled = [float(each.get("fill-opacity", 0)) for each in frames(plan.to_svg())]
    blocks = [node.exclusive_blocks or 0 for node in plan.nodes]
    assert sorted(range(3), key=filled.__getitem__) == sorted(range(3), key=blocks.__getitem__)


def test_with_times_a_box_is_filled_by_its_own_time() -> None:
    plan = golden("sort_on_disk")
    by_blocks, by_time = (
        [float(each.get("fill-opacity", 0)) for each in frames(shown.to_svg())]
        for shown in (plan, plan.timed())
    )
    assert by_blocks[0] < by_blocks[1]
    assert by_time[0] > by_time[1]


def test_a_line_is_the_wider_the_more_rows_come_along_it() -> None:
    plan = golden("parallel")
    lines = list(ET.fromstring(plan.to_svg()).iter(f"{SVG}path"))
    widths = [float(each.get("stroke-width", 0)) for each in lines]
    rows = [node.total_rows or 0 for node in plan.nodes[1:]]
    assert [width > 5 for width in widths] == [each > 10_000 for each in rows]


def test_a_finding_marks_its_box_and_is_told_in_its_tip() -> None:
    plan = golden("sort_on_disk")
    finding = next(each for each in plan.findings if each.code == "SORT_SPILL")
    assert finding.node is not None
    marked = frames(plan.to_svg())[finding.node]
    assert marked.get("stroke") == "#d9822b"
    assert finding.title in (marked.findtext(f"{SVG}title") or "")
    assert ">!</text>" in plan.to_svg()


def test_what_never_ran_is_dashed() -> None:
    plan = golden("never_executed")
    dashed = [each.get("stroke-dasharray") is not None for each in frames(plan.to_svg())]
    assert dashed == [node.loops == 0 for node in plan.nodes]
    assert any(dashed)


def test_of_a_very_large_plan_the_upper_part_is_drawn_and_the_rest_named() -> None:
    leaf: dict[str, object] = {"Node Type": "Result", "Plan Rows": 1}
    fan = {"Node Type": "Append", "Plan Rows": 1, "Plans": [leaf] * 100}
    for raw, stubs in ((chain(9000), 1), (fan, 1), (fan | {"Plans": [fan] * 20}, 20)):
        svg = parse_plan([{"Plan": raw}]).to_svg()
        assert svg.count("more below: see the table") == stubs
        assert len(frames(svg)) == 60 + stubs
    assert "more below" not in parse_plan([{"Plan": chain(60)}]).to_svg()


@by_name
def test_it_is_a_file_of_its_own_and_follows_the_page_inside_one(path: Path) -> None:
    plan = parse_plan(path.read_text())
    assert plan.to_svg().startswith('<svg xmlns="http://www.w3.org/2000/svg" role="img"')
    assert plan.to_svg() == parse_plan(path.read_text()).to_svg()
    assert "currentColor" in plan.to_svg()
    for hidden in ("<script", "href", "<style", "onload"):
        assert hidden not in plan.to_svg()
    inside = plan.to_svg().replace(' xmlns="http://www.w3.org/2000/svg"', "")
    assert inside in plan.render_html()


def test_a_label_is_cut_where_its_box_ends() -> None:
    name = "a_very_long_name_of_a_table_that_no_box_has_room_for"
    raw = {"Node Type": "Seq Scan", "Relation Name": name, "Plan Rows": 1}
    svg = parse_plan([{"Plan": raw}]).to_svg()
    labels = [unescape(label) for label in re.findall(r"<text[^>]*>([^<]*)", svg)]
    assert any(label.endswith("…") and name.startswith(label[:-1]) for label in labels)
    assert all(text.display_width(label) <= 27 for label in labels)
    assert name in json.dumps(re.findall(r"<title>([^<]*)", svg))
