"""A copy of the course: with and without solutions, never over one's work, and how far one is."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from lab.course import State, copy_course, read_status, run_status
from lab.errors import LabError
from lab.files import travelling

GIVEN = sorted(travelling("notebooks").glob("*.ipynb"))
Run = Callable[..., tuple[int, str, str]]
FIRST = "00_start_here"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "my course"
    copy_course(folder)
    return folder


def change(path: Path, find: str, **fields: Any) -> None:
    """Give the first code cell that holds a text other fields; without any the cell is removed."""
    notebook = json.loads(path.read_text())
    cells = notebook["cells"]
    found = next(
        each for each in cells if each["cell_type"] == "code" and find in "".join(each["source"])
    )
    if fields:
        found.update(fields)
    else:
        cells.remove(found)
    path.write_text(json.dumps(notebook))


def said(words: str) -> list[dict[str, Any]]:
    return [{"output_type": "execute_result", "data": {"text/plain": [words]}, "metadata": {}}]


def states(folder: Path, notebook: str = FIRST) -> list[str]:
    return [each.state for each in read_status(folder).exercises if each.notebook == notebook]


def test_the_copy_is_the_course(course: Path) -> None:
    assert [path.name for path in sorted(course.glob("*.ipynb"))] == [path.name for path in GIVEN]
    for path in GIVEN:
        assert (course / path.name).read_bytes() == path.read_bytes()


def test_students_get_everything_but_the_solutions(tmp_path: Path) -> None:
    copy_course(tmp_path / "students", for_students=True)
    for path in GIVEN:
        cells = json.loads((tmp_path / "students" / path.name).read_text())["cells"]
        given = json.loads(path.read_text())["cells"]
        assert [cell["id"] for cell in cells] == [cell["id"] for cell in given]
        assert any("<summary>Solution" in "".join(cell["source"]) for cell in given)
        for cell, whole in zip(cells, given, strict=True):
            words = "".join(cell["source"])
            if cell["cell_type"] == "code":
                assert cell == whole, "what the experiments gave is there to compare with"
            else:
                assert "Solution" not in words
                assert "".join(whole["source"]).startswith(words)
                assert words.strip()


def test_nobodys_work_is_overwritten(course: Path, run_lab: Run) -> None:
    (course / f"{FIRST}.ipynb").write_text("mine")
    for option in ((), ("--student",)):
        code, _, told = run_lab("course", str(course), *option)
        assert (code, told.count("\n")) == (2, 1)
        assert "is there already. Name a folder that does not exist yet" in told
    assert (course / f"{FIRST}.ipynb").read_text() == "mine"


def test_a_folder_alone_stands_for_its_copy(tmp_path: Path, run_lab: Run) -> None:
    for at, words in enumerate((("course",), ("course", "copy"), ("course", "--student"))):
        code, told, _ = run_lab(*words, str(tmp_path / f"c{at}"))
        assert code == 0
        assert f"Next: lab serve {tmp_path / f'c{at}'}" in told


def test_a_course_that_nobody_touched_has_no_answer_yet(course: Path) -> None:
    status = read_status(course)
    assert len(status.exercises) >= 2 * len(GIVEN)
    assert {each.state for each in status.exercises} == {State.UNANSWERED}
    assert repr(status).startswith(f"0 of {len(status.exercises)} exercises hold")


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        (
            {"source": "my_answer = 13\nlab.check(my_answer, 13)", "outputs": said("It holds: 13")},
            State.HOLDS,
        ),
        (
            {
                "source": "my_answer = 1\nlab.check(my_answer, 13)",
                "outputs": said("Not yet: 1 is not it"),
            },
            State.NOT_YET,
        ),
        ({"source": "my_answer = 13\nlab.check(my_answer, 13)"}, State.CHANGED),
        ({"source": 'my_answer = ["a", ...]\nlab.check(my_answer, 13)'}, State.UNANSWERED),
        ({"outputs": said("It holds: 13")}, State.CHANGED),
        ({"outputs": said("Not yet: 21 is not it")}, State.UNANSWERED),
        ({"outputs": []}, State.NOT_RUN),
        (
            {"outputs": [{"output_type": "error", "ename": "NameError", "evalue": "no lab"}]},
            State.FAILED,
        ),
    ],
    ids=[
        "right",
        "wrong",
        "changed",
        "a gap",
        "taken back",
        "judged without an answer",
        "cleared",
        "an error",
    ],
)
def test_the_last_run_tells_how_far_one_is(
    course: Path, fields: dict[str, Any], state: State
) -> None:
    change(course / f"{FIRST}.ipynb", "my_answer = ", **fields)
    assert states(course) == [State.UNANSWERED, state]


def test_what_holds_is_counted_and_shown(course: Path, run_lab: Run) -> None:
    answer = {"source": "my_answer = 13\nlab.check(my_answer, 13)", "outputs": said("It holds: 13")}
    change(course / f"{FIRST}.ipynb", "my_answer = ", **answer)
    code, told, _ = run_lab("course", "status", str(course))
    assert code == 0
    assert f"{FIRST} 2  holds: 13\n" in told
    assert "\n1 of " in told
    listed = json.loads(run_lab("course", "status", str(course), "--json")[1])
    assert {"notebook": FIRST, "number": 2, "state": "holds", "told": "13"} in listed
    assert "holds" in read_status(course).render_html()


def test_a_check_that_was_removed_is_missed_and_keeps_its_number(course: Path) -> None:
    change(course / f"{FIRST}.ipynb", "my_indexes = ")
    assert states(course) == [State.GONE, State.UNANSWERED]


def test_cells_with_new_ids_are_told_by_their_order(course: Path) -> None:
    path = course / f"{FIRST}.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        del cell["id"]
    path.write_text(json.dumps(notebook))
    assert states(course) == [State.UNANSWERED, State.UNANSWERED]


def test_a_notebook_of_ones_own_counts_too(course: Path) -> None:
    given = json.loads((course / f"{FIRST}.ipynb").read_text())
    (course / "99_mine.ipynb").write_text(json.dumps(given))
    change(course / "99_mine.ipynb", "my_indexes = ")
    assert states(course, "99_mine") == [State.UNANSWERED]


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"cells": [1]}', '{"cells": [{"cell_type": "code"}]}', "\0"]
)
def test_what_is_no_notebook_is_told_and_the_others_read(course: Path, content: str) -> None:
    (course / f"{FIRST}.ipynb").write_text(content)
    status = read_status(course)
    assert status.exercises[0].state == State.UNREADABLE
    assert "is no notebook, or was saved only in part" in status.exercises[0].told
    assert {each.state for each in status.exercises[1:]} == {State.UNANSWERED}
    assert "cannot be read" in status.render_text()


def test_a_folder_without_a_course_is_told(tmp_path: Path, run_lab: Run) -> None:
    for folder, words in (
        (tmp_path / "x", "There is no folder"),
        (tmp_path, "There is no notebook"),
    ):
        for option in ((), ("--run",)):
            code, _, told = run_lab("course", "status", str(folder), *option)
            assert code == 2
            assert words in told
            assert "Copy the course with 'lab course DIR'" in told


def write_notebook(path: Path, *sources: str) -> None:
    """A notebook of code cells that nobody has run."""
    notebook = json.loads((travelling("notebooks") / f"{FIRST}.ipynb").read_text())
    code: dict[str, Any] = {"cell_type": "code", "metadata": {}, "outputs": []}
    notebook["cells"] = [
        {**code, "execution_count": None, "id": f"99-{at:02}", "source": source}
        for at, source in enumerate(sources)
    ]
    path.write_text(json.dumps(notebook))


def test_running_anew_finds_an_answer_that_was_not_run_and_leaves_the_files_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "99_mine.ipynb"
    write_notebook(
        path,
        "import lab",
        "my_answer = 13\nlab.check(my_answer, 13)",
        "my_answer = ...\nlab.check(my_answer, 13)",
        "lab.check(nothing, 13)",
        "import os; os._exit(1)",
        "lab.check(1, 1)",
    )
    before = path.read_bytes()
    told: list[str] = []
    found = [each.state for each in run_status(tmp_path, tell=told.append).exercises]
    assert found == [State.HOLDS, State.UNANSWERED, State.FAILED, State.NOT_RUN]
    assert told == ["99_mine"]
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_ctrl_c_ends_the_run_and_its_processes(tmp_path: Path) -> None:
    write_notebook(tmp_path / "99_mine.ipynb", "import time; time.sleep(60)", "lab.check(1, 1)")
    before = set(psutil.Process().children(recursive=True))

    def interrupt_its_kernel() -> None:
        while not any(is_kernel(each) for each in new()):
            time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGINT)

    def is_kernel(process: psutil.Process) -> bool:
        # What else was started may have ended since.
        with suppress(psutil.NoSuchProcess):
            return "ipykernel_launcher" in " ".join(process.cmdline())
        return False

    def new() -> set[psutil.Process]:
        return set(psutil.Process().children(recursive=True)) - before

    interrupting = threading.Thread(target=interrupt_its_kernel)
    interrupting.start()
    with pytest.raises(KeyboardInterrupt):
        run_status(tmp_path)
    interrupting.join()
    assert not new()


def test_a_notebook_whose_kernel_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "99_mine.ipynb"
    write_notebook(path, "lab.check(1, 1)")
    path.write_text(path.read_text().replace('"name": "python3"', '"name": "no such kernel"'))
    (unread,) = run_status(tmp_path).exercises
    assert unread.state == State.UNREADABLE
    assert "99_mine.ipynb cannot be run: " in unread.told
    assert "no such kernel" in unread.told
    assert "\n" not in unread.told


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LabError, match="cannot be written: "):
        copy_course(tmp_path / "file" / "course")
