"""Golden plans from a real PostgreSQL 18, and what they look like. `--regenerate` writes anew."""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from lab.plans import Plan, parse_plan

TESTS = Path(__file__).parents[2]
PLANS = sorted((TESTS / "plans").glob("*.json"))
MILLISECONDS = re.compile(r"\d (ms|s|min)\b")
by_name = pytest.mark.parametrize("path", PLANS, ids=[path.stem for path in PLANS])


def golden(name: str) -> Plan:
    return parse_plan((TESTS / "plans" / f"{name}.json").read_text())


@by_name
@pytest.mark.parametrize("suffix", ["txt", "timed.txt", "html"])
def test_a_plan_looks_as_it_did(path: Path, suffix: str, request: pytest.FixtureRequest) -> None:
    plan = parse_plan(path.read_text())
    shown = plan.timed() if suffix.startswith("timed") else plan
    rendered = shown.render_html() if suffix == "html" else shown.render_text()
    kept = TESTS / "rendered" / f"{path.stem}.{suffix}"
    if request.config.getoption("--regenerate"):
        kept.write_text(f"{rendered}\n")
    assert f"{rendered}\n" == kept.read_text()


@by_name
def test_no_time_shows_unless_asked_for(path: Path) -> None:
    plan = parse_plan(path.read_text())
    for shown in (repr(plan), plan.render_text(), plan.render_html()):
        assert not MILLISECONDS.search(shown)
    assert not plan.analyzed or MILLISECONDS.search(plan.timed().render_html())


@by_name
def test_text_and_html_tell_the_same_figures(path: Path) -> None:
    plan = parse_plan(path.read_text()).timed()
    markup = re.compile(r"<style>.*?</style>|<[^>]+>", re.DOTALL)
    told = unescape(markup.sub(" ", plan.render_html()))
    figure = re.compile(r"(?<![\w.,])\d[\d,.]*(?!\w)")
    assert sorted(figure.findall(told)) == sorted(figure.findall(plan.render_text()))


@by_name
def test_a_plan_survives_being_written_and_read_again(path: Path) -> None:
    [document] = json.loads(path.read_text())
    told = {key: value for key, value in document.items() if value not in ([], {})}
    assert json.loads(parse_plan(path.read_text()).to_json()) == [told]


def test_html_holds_no_script_and_no_outside_address() -> None:
    for path in PLANS:
        html = parse_plan(path.read_text()).render_html()
        assert "<script" not in html
        assert "http" not in html


def test_hostile_names_stay_data_in_html_and_on_their_line_in_text() -> None:
    plan = golden("hostile_names")
    html = plan.render_html()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; a&lt;/td&gt;" in html
    assert "<b>bold" not in html
    assert "\u202e" not in html + plan.render_text() + repr(plan)
    assert r"\u202e" in plan.render_text()
    assert len(plan.render_text().splitlines()) == 7


def test_the_one_line_is_the_evidence() -> None:
    assert repr(golden("limit_sort_seq_scan")) == (
        "Plan(Limit > Sort > Seq Scan on orders: 20 rows, 229 blocks, cost 481)"
    )
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
    for shown in (plan.timed().render_text(), plan.timed().render_html()):
        times = re.findall(r"~?[\d.]+ ms", shown.split("execution")[1])
        assert [time.startswith("~") for time in times[1:]] == [False] + [True] * 7
        assert "this time is an estimate" in shown
    assert "~" not in plan.render_text() + plan.render_html()
    assert "~" not in golden("initplan").timed().render_text()


def test_the_html_of_a_plan_of_50_nodes_stays_under_60_kb() -> None:
    node = json.loads((TESTS / "plans" / "index_scan.json").read_text())[0]["Plan"]
    wide = parse_plan([{"Plan": node | {"Plans": [node] * 49}}])
    assert len(wide.timed().render_html().encode()) < 60_000
