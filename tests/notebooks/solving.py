"""Exercises solved as their hidden solutions say, in a run of the whole notebook."""

import json
import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
ONE_ROUND = "from lab.experiments.comparing import running; running.MOST_ROUNDS = 1"
"""Solutions rest on plans and blocks, and times take the longest."""

SOLUTION = re.compile(r"<summary>Solution</summary>\s*`([^`]+)`")
BLANK = re.compile(r"^(my_\w+ = )(\.\.\.|\[\.\.\.\])$", re.MULTILINE)


def assert_solved(path: Path) -> None:
    """Fill each blank with the solution that stands before it; every check has to hold."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    solution = ""
    for cell in notebook.cells:
        if found := SOLUTION.search(cell.source):
            solution = found[1]
        if "lab.check(" in cell.source:
            cell.source, filled = BLANK.subn(rf"\g<1>{solution}", cell.source)
            assert filled == 1, cell.source
    notebook.cells.insert(0, nbformat.v4.new_code_cell(ONE_ROUND))  # type: ignore[no-untyped-call]
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER)}}).execute()
    for cell in notebook.cells:
        if "lab.check(" in cell.source:
            assert "It holds" in json.dumps(cell.outputs), (cell.source, cell.outputs)
