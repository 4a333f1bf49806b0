"""Plans of real servers, and what they look like. `--regenerate` writes the golden ones anew."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.plans import Plan, parse_plan
from lab.plans.wording import title_parts
from lab.show import text
from lab.show.terminal import unpainted

TESTS = Path(__file__).parents[2]
PLANS = sorted((TESTS / "plans").glob("*.json"))
GOLDEN = (
    *("bitmap_and", "cte_and_initplans", "cte_data_modifying", "hostile_names", "index_scan"),
    *("initplans_nested_and_over_ten", "insert_with_triggers", "limit_sort_seq_scan"),
    *("nested_loop_misestimated", "never_executed", "not_analyzed", "parallel", "sort_on_disk"),
    "window",
)
MILLISECONDS = re.compile(r"\d (ms|s|min)\b")
MARKUP = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)
PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)
FIGURE = re.compile(r"(?<![\w.,])\d[\d,.]*(?!\w)")
by_name = pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])


def golden(name: str) -> Plan:
    return parse_plan((TESTS / "plans" / f"{name}.json").read_text())


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("suffix", ["txt", "timed.txt", "html"])
def test_a_plan_looks_as_it_did(name: str, suffix: str, request: pytest.FixtureRequest) -> None:
    plan = golden(name)
    shown = plan.timed() if suffix.startswith("timed") else plan
    rendered = shown.render_html() if suffix == "html" else shown.render_text()
    kept = TESTS / "rendered" / f"{name}.{suffix}"
    if request.config.getoption("--regenerate"):
        kept.write_text(f"{rendered}\n")
    assert f"{rendered}\n" == kept.read_text()


def test_nothing_is_rendered_that_no_test_reads() -> None:
    kept = {path.name for path in (TESTS / "rendered").iterdir()}
    assert kept == {f"{n}.{suffix}" for n in GOLDEN for suffix in ("txt", "timed.txt", "html")}


@by_name
def test_no_time_shows_unless_asked_for(path: Path) -> None:
    plan = parse_plan(path.read_text())
    for shown in (repr(plan), plan.render_text(), plan.render_html(), plan.to_svg()):
        assert not MILLISECONDS.search(shown)
    measured = plan.root.inclusive_time is not None
    assert not measured or MILLISECONDS.search(plan.timed().render_html())


@by_name
def test_text_and_html_tell_the_same_figures(path: Path) -> None:
    plan = parse_plan(path.read_text()).timed()
    told = unescape(MARKUP.sub(" ", PICTURE.sub("", plan.render_html())))
    assert sorted(FIGURE.findall(told)) == sorted(FIGURE.findall(plan.render_text()))


@by_name
def test_a_plan_survives_being_written_and_read_again(path: Path) -> None:
    plan = parse_plan(path.read_text())
    [document] = json.loads(path.read_text())
    [written] = json.loads(plan.to_json())
    told = {key: value for key, value in document.items() if value not in ([], {})}
    assert written.pop("Findings", []) == [finding.to_json() for finding in plan.findings]
    assert written == told
    again = parse_plan(plan.to_json())
    assert again.timed().render_html() == plan.timed().render_html()


@by_name
def test_html_holds_no_script_and_no_outside_address(path: Path) -> None:
    html = parse_plan(path.read_text()).timed().render_html()
    assert "<script" not in html
    assert "http" not in html


@by_name
@pytest.mark.parametrize("width", [80, 120])
def test_in_a_window_every_line_fits_or_is_a_name(path: Path, width: int) -> None:
    plan = parse_plan(path.read_text()).timed()
    names = tuple(text.plain(part) for node in plan.nodes for part in title_parts(node, alias=True))
    for line in plan.render_text(width=width).splitlines():
        assert text.display_width(line) <= width or line.endswith(names)


@by_name
def test_a_window_that_is_wide_enough_changes_nothing(path: Path) -> None:
    plan = parse_plan(path.read_text())
    assert plan.render_text(width=10_000) == plan.render_text()


@by_name
def test_colours_are_only_added(path: Path) -> None:
    plan = parse_plan(path.read_text()).timed()
    assert "\x1b" not in plan.render_text()
    assert unpainted(plan.render_text(colour=True)) == plan.render_text()
    assert unpainted(plan.render_text(colour=True, width=80)) == plan.render_text(width=80)


def test_colours_say_what_is_hot_and_what_was_found() -> None:
    shown = golden("nested_loop_misestimated").render_text(colour=True)
    assert "\x1b[1mSeq Scan on orders o" in shown
    assert "\x1b[33m40x too low" in shown
    assert "\x1b[33m! warning SEQ_DISCARD" in shown
    assert "\x1b[2mfilter: ((o.total_amount" in shown


def test_a_narrow_window_breaks_no_name_and_cuts_what_is_endless() -> None:
    values = ",".join(map(str, range(5000)))
    node = {
        "Node Type": "Seq Scan",
        "Relation Name": "a table with a very long name that fills the line",
        "Plan Rows": 3,
        "Filter": f"""("my own column with blanks" = ANY ('{{{values}}}'::integer[]))""",
    }
    plan = parse_plan([{"Plan": node}])
    lines = plan.render_text(width=50).splitlines()
    assert any("a table with a very long name that fills the line" in line for line in lines)
    assert any('"my own column with blanks"' in line for line in lines)
    assert "…" in plan.render_text(width=50)
    assert values in plan.render_text()


def test_hostile_names_stay_data_in_html_and_on_their_line_in_text() -> None:
    plan = golden("hostile_names")
    for html in (plan.render_html(), plan.to_svg()):
        assert "&lt;script&gt;alert(1)" in html
        assert "<b>bold" not in html
        assert "<script" not in html
        assert "\u202e" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; a&lt;/td&gt;" in plan.render_html()
    assert "\u202e" not in plan.render_text() + repr(plan)
    assert r"\u202e" in plan.render_text()
    assert "\n     index cond: " in plan.render_text()


def test_the_one_line_is_the_evidence() -> None:
    plan = golden("limit_sort_seq_scan")
    assert repr(plan).startswith("Plan(Limit > Sort > Seq Scan on orders: 20 rows, ")
    assert f" {plan.blocks} blocks, cost " in repr(plan)
    assert "not run, 20 rows planned" in repr(golden("not_analyzed"))
    assert "execution" in repr(golden("index_scan").timed())


def test_a_notebook_gets_both_forms() -> None:
    plan = golden("index_scan")
    bundle = plan._repr_mimebundle_()
    assert bundle == {"text/plain": plan.render_text(), "text/html": plan.render_html()}


def test_a_far_estimate_wears_a_badge() -> None:
    assert "40x too low" in golden("nested_loop_misestimated").render_text()
    assert 'class="lab-badge"' in golden("nested_loop_misestimated").render_html()


def test_fewer_rows_than_planned_are_no_bad_estimate_below_a_limit() -> None:
    plan = golden("exists_semi_join")
    worst = max(node.estimate_error or 0 for node in plan.nodes)
    assert worst >= 100
    assert "too high" not in plan.render_text()


def test_times_that_were_not_measured_are_told_as_such() -> None:
    assert "they were not measured" in golden("not_analyzed").timed().render_text()


def test_a_time_that_workers_shared_is_marked_as_an_estimate() -> None:
    plan = golden("parallel")
    for row in plan.to_frame().itertuples():
        line = (
            next(
                each
                for each in plan.timed().render_text().splitlines()
                if f"─ {row.title} " in each
            )
            if row.depth
            else ""
        )
        assert ("~" in line) == (row.depth > 0)
    for shown in (plan.timed().render_text(), plan.timed().render_html()):
        assert "this time is an estimate" in shown
    assert "~" not in plan.render_text() + plan.render_html()
    assert "~" not in golden("initplan").timed().render_text()


def test_what_was_planned_compares_with_the_rows_whatever_the_workers() -> None:
    plan = golden("parallel")
    scan = next(node for node in plan.nodes if node.relation == "orders")
    assert scan.total_rows is not None
    assert scan.plan_rows is not None
    assert scan.plan_rows < scan.total_rows / 2
    line = next(each for each in plan.render_text().splitlines() if "on orders" in each)
    rows, planned = (int(f.replace(",", "")) for f in FIGURE.findall(line)[:2])
    assert rows == scan.total_rows
    assert abs(planned - rows) <= 3


@pytest.mark.parametrize("kind", ["text", "html"])
def test_a_finding_stands_beside_its_node_and_is_explained_below(kind: str) -> None:
    plan = golden("sort_on_disk")
    shown = plan.render_text() if kind == "text" else plan.render_html()
    finding = next(each for each in plan.findings if each.code == "SORT_SPILL")
    beside, below = shown.split("Findings", 1)
    assert "warning SORT_SPILL" in beside
    assert finding.title in beside
    assert finding.title not in below.split("Big picture")[0]
    for words in ("warning SORT_SPILL", finding.meaning, "confidence"):
        assert words in below
    assert finding.meaning not in beside


def test_a_finding_that_rests_on_times_shows_with_times_alone() -> None:
    resting = [
        plan
        for plan in (parse_plan(path.read_text()) for path in PLANS)
        if any(finding.rests_on_times for finding in plan.findings)
    ]
    assert resting
    for plan in resting:
        title = next(each.title for each in plan.findings if each.rests_on_times)
        assert title not in plan.render_text()
        assert title in plan.timed().render_text()


def test_findings_that_are_explained_alike_are_explained_once() -> None:
    [document] = json.loads((TESTS / "plans" / "sort_on_disk.json").read_text())
    sort = document["Plan"]
    plan = parse_plan([{"Plan": {"Node Type": "Append", "Plan Rows": 1, "Plans": [sort, sort]}}])
    spills = [finding for finding in plan.findings if finding.code == "SORT_SPILL"]
    assert len(spills) == 2
    assert plan.render_text().count(spills[0].meaning) == 1


def test_lists_of_columns_show_when_asked_for() -> None:
    plan = golden("sort_on_disk")
    output = plan.nodes[0].output
    assert output
    assert "output: " not in plan.render_text() + plan.render_html()
    assert f"output: {', '.join(output)}" in plan.render_text(output=True)
    assert ", ".join(output) in plan.render_html(output=True)


def test_long_conditions_are_folded_away_and_short_ones_are_not() -> None:
    node = {"Node Type": "Seq Scan", "Relation Name": "t", "Plan Rows": 1}
    short = parse_plan([{"Plan": node | {"Filter": "(a = 1)"}}]).render_html()
    long = parse_plan([{"Plan": node | {"Filter": f"(a = {'1' * 200})"}}]).render_html()
    assert 'class="lab-cut"' not in short.split("</style>")[1]
    assert '<details><summary class="lab-cut">filter: ' in long


def test_the_html_of_a_plan_of_50_nodes_stays_under_60_kb() -> None:
    node = json.loads((TESTS / "plans" / "sort_on_disk.json").read_text())[0]["Plan"]
    scan = node["Plans"][0]
    wide = parse_plan([{"Plan": node | {"Plans": [node, *[scan] * 47]}}])
    assert len(wide.nodes) == 50
    assert wide.findings
    assert len(wide.timed().render_html().encode()) < 60_000


def test_a_page_stands_alone(tmp_path: Path) -> None:
    plan = parse_plan(
        [
            json.loads((TESTS / "plans" / "parallel.json").read_text())[0]
            | {"Query Text": "select '<b>'\n  from orders"}
        ]
    )
    path = plan.timed().to_html(tmp_path / "plan.html")
    page = path.read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">')
    assert "<title>Plan: Finalize GroupAggregate" in page
    assert "prefers-color-scheme:dark" in page
    assert "select &#x27;&lt;b&gt;&#x27;\n  from orders" in page
    assert unescape(page).count(plan.timed().render_text()) == 1
    assert "<script" not in page
    assert "http" not in page


def test_a_page_is_refused_where_none_can_be(tmp_path: Path) -> None:
    plan = golden("index_scan")
    with pytest.raises(LabError, match=r"is a folder\. Name a file in it"):
        plan.to_html(tmp_path)
    with pytest.raises(LabError, match="cannot be written: No such file or directory"):
        plan.to_html(tmp_path / "nowhere" / "plan.html")
