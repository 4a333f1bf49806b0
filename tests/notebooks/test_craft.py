"""What every notebook keeps to: run in order, readable cells, a verdict, checked exercises."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
HEADINGS = ("Question", "Prediction", "Experiment", "Evidence", "Verdict", "Try it")
LONGEST_CELL = 12
LONGEST_WORDS = 5
IGNORED = "nbval-ignore-output"
MACHINE = re.compile(r"(^|[\s\"'(=])/(home|root|tmp|work|Users|var)/")


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    found = json.loads(path.read_text())["cells"]
    return [cell for cell in found if cell["cell_type"] == kind]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def name(path: Path) -> str:
    return path.stem


def test_the_course_is_numbered_without_gaps() -> None:
    assert [int(path.stem[:2]) for path in NOTEBOOKS] == list(range(len(NOTEBOOKS)))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_it_was_run_from_top_to_bottom_and_kept_its_outputs(path: Path) -> None:
    code = cells(path, "code")
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert any(cell["outputs"] for cell in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_it_goes_from_question_to_verdict(path: Path) -> None:
    headings = re.findall(r"^## (.+)$", "\n".join(map(source, cells(path, "markdown"))), re.M)
    assert [heading for heading in headings if heading in HEADINGS] == list(HEADINGS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_no_cell_is_too_long_to_project(path: Path) -> None:
    for cell in cells(path, "code"):
        assert len(source(cell).splitlines()) <= LONGEST_CELL, source(cell)
    for cell in cells(path, "markdown"):
        words = [line for line in source(cell).splitlines() if line and line[0] not in "#|"]
        assert len(words) <= LONGEST_WORDS, source(cell)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_it_defines_no_function_and_builds_no_sql_from_pieces(path: Path) -> None:
    for cell in cells(path, "code"):
        assert not re.search(r"^\s*(async\s+)?def\s", source(cell), re.M), source(cell)
        assert not re.search(r"f[\"'].*\b(select|insert|update|delete)\b", source(cell), re.I)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_most_of_its_outputs_are_compared(path: Path) -> None:
    code = cells(path, "code")
    ignored = [cell for cell in code if IGNORED in cell["metadata"].get("tags", [])]
    assert len(ignored) * 4 <= len(code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_no_output_is_an_error_or_names_a_machine(path: Path) -> None:
    for cell in cells(path, "code"):
        for output in cell["outputs"]:
            assert output["output_type"] != "error"
            assert output.get("name") != "stderr", output
            assert not re.search(
                r"(^|[\s\"'(=])/(home|root|tmp|work|Users|var)/", json.dumps(output)
            )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_its_first_cell_opens_a_database_of_its_own(path: Path) -> None:
    first = source(cells(path, "code")[0])
    assert f'lab.fresh("nb{path.stem[:2]}"' in first


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_its_exercises_are_checked_and_their_solutions_hidden(path: Path) -> None:
    words = "\n".join(map(source, cells(path, "markdown")))
    exercises = words.split("## Try it")[1]
    checks = [cell for cell in cells(path, "code") if "lab.check(" in source(cell)]
    assert 2 <= exercises.count("<summary>Solution") <= 3
    assert len(checks) == exercises.count("<summary>Solution")
