"""That the exercises can be solved, and as the hidden solutions say."""

import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SOLUTION = re.compile(r"<summary>Solution</summary>\s*`([^`]+)`")
ONE_ROUND = "from lab.experiments.comparing import running; running.MOST_ROUNDS = 1"
"""Solutions rest on plans and blocks, and times take the longest."""
BLANK = re.compile(r"^(my_\w+ = )(\.\.\.|\[\.\.\.\])$", re.MULTILINE)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_solutions_hold(path: Path) -> None:
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
    checked = [cell for cell in notebook.cells if "lab.check(" in cell.source]
    for cell in checked:
        assert "It holds" in json.dumps(cell.outputs), (cell.source, cell.outputs)
