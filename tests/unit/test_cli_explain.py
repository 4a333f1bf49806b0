"""`lab explain --file`: plans that somebody saved or pasted, with no server at all."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PLANS = Path(__file__).parent.parent / "plans"
SPILLED, MENDED = PLANS / "sort_spill.json", PLANS / "sort_spill.fixed.json"
RunLab = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that nothing may be made in: these calls need no server."""
    monkeypatch.setenv("LAB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_saved_plan_is_shown_with_its_findings(run_lab: RunLab, home: Path) -> None:
    code, out, err = run_lab("explain", "--file", str(SPILLED))
    assert (code, err) == (0, "")
    assert "Sort" in out
    assert "SORT_SPILL" in out
    assert " ms" not in out
    assert "\x1b[" not in out
    assert " ms" in run_lab("explain", "-f", str(SPILLED), "--times")[1]
    assert not home.exists()


def test_the_text_form_says_the_same_codes_as_the_json(run_lab: RunLab) -> None:
    found = []
    for path in (SPILLED, SPILLED.with_suffix(".txt")):
        told = run_lab("explain", "--file", str(path), "--findings", "--json")[1]
        found.append([each["code"] for each in json.loads(told)])
    assert found[0] == found[1]
    assert "SORT_SPILL" in found[0]


def test_json_can_be_read_again_and_holds_the_findings(run_lab: RunLab, tmp_path: Path) -> None:
    told = run_lab("explain", "--file", str(SPILLED), "--json")[1]
    [document] = json.loads(told)
    assert {"code", "severity", "title", "evidence", "advice", "node"} <= set(
        next(each for each in document["Findings"] if each["code"] == "SORT_SPILL")
    )
    (tmp_path / "again.json").write_text(told)
    assert run_lab("explain", "--file", str(tmp_path / "again.json"), "--json")[1] == told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_standard_input_is_read_in_the_encodings_of_terminals(
    encoding: str, run_lab: RunLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = io.BytesIO(SPILLED.with_suffix(".txt").read_text().encode(encoding))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given, "utf-8"))
    assert "SORT_SPILL" in run_lab("explain", "--file", "-")[1]


@pytest.mark.parametrize(
    ("level", "code"), [("info", 1), ("warning", 1), ("high", 0)], ids=["info", "warning", "high"]
)
def test_fail_on_is_for_pipelines(level: str, code: int, run_lab: RunLab) -> None:
    assert run_lab("explain", "--file", str(SPILLED), "--fail-on", level)[0] == code
    assert run_lab("explain", "--file", str(SPILLED))[0] == 0
    assert run_lab("explain", "--file", str(MENDED), "--fail-on", "warning")[0] == 0


def test_against_a_saved_plan_it_says_what_changed(run_lab: RunLab) -> None:
    call = ("explain", "--file", str(SPILLED), "--against", str(MENDED))
    code, out, err = run_lab(*call)
    assert (code, err) == (0, "")
    assert "finding new: warning SORT_SPILL" in out
    assert json.loads(run_lab(*call, "--json")[1])["changes"]


def test_worse_fails_and_better_does_not(run_lab: RunLab, tmp_path: Path) -> None:
    few, many = tmp_path / "few.json", tmp_path / "many.json"
    for path, blocks in ((few, 10), (many, 1000)):
        node = {"Node Type": "Seq Scan", "Relation Name": "t", "Alias": "t", "Actual Rows": 1}
        figures = {"Actual Loops": 1, "Shared Hit Blocks": blocks}
        path.write_text(json.dumps([{"Plan": {**node, **figures}}]))
    gate = ("--fail-on", "worse", "--against")
    assert run_lab("explain", "--file", str(many), *gate, str(few))[0] == 1
    assert run_lab("explain", "--file", str(few), *gate, str(many))[0] == 0
    assert run_lab("explain", "--file", str(few), *gate, str(few))[0] == 0


def test_a_gate_is_not_passed_where_nobody_can_tell(run_lab: RunLab) -> None:
    call = ("explain", "--file", str(SPILLED), "--against", str(MENDED))
    assert "cannot tell" in run_lab(*call)[1]
    assert run_lab(*call, "--fail-on", "worse")[0] == 1


def test_a_redacted_comparison_names_nothing_and_stays_a_comparison(run_lab: RunLab) -> None:
    call = ("explain", "--file", str(SPILLED), "--against", str(SPILLED))
    out = run_lab(*call, "--redacted")[1]
    assert "orders" not in out
    assert "The plan is the same" in out


def test_a_page_is_written(run_lab: RunLab, tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    assert run_lab("explain", "--file", str(SPILLED), "--html", str(page))[0] == 0
    assert "<script" not in page.read_text()
    assert "SORT_SPILL" in page.read_text()


def test_a_redacted_plan_names_nothing(run_lab: RunLab) -> None:
    out = run_lab("explain", "--file", str(SPILLED), "--redacted", "--json")[1]
    assert "orders" not in out
    assert "SORT_SPILL" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "lab: Give either a statement or a plan. lab explain 'SELECT ...'"),
        (("SELECT 1", "--file", "x"), "Give either a statement or a plan"),
        (("--file", "no such file"), "no such file: No such file or directory. Name a file"),
        (("--file", "."), "Is a directory"),
        (("--file", str(SPILLED), "--generic"), "A plan in a file cannot be run"),
        (("--file", str(SPILLED), "--verify"), "A plan in a file cannot be run"),
        (("--file", str(SPILLED), "--why-not", "i"), "Give the statement instead"),
        (("--file", str(SPILLED), "--fail-on", "worse"), "Worse than what. Give --against"),
        (("--file", str(SPILLED), "--fail-on", "bad"), "'bad' is not one of"),
        (("--file", "-", "--against", "-"), "Standard input can be read once"),
        (("--file", str(Path(__file__))), "Not a plan"),
        (("--file", str(SPILLED), "--against", str(Path(__file__))), "Not a plan"),
        (("--file", str(SPILLED), "--html", "/no/such/folder/x.html"), "No such file"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    arguments: tuple[str, ...], message: str, run_lab: RunLab, home: Path
) -> None:
    code, out, err = run_lab("explain", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert not home.exists()
