"""That nbval compares what it should: a changed output, or a cell that fails, is noticed."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
SANITIZE = Path(__file__).parent / "sanitize.cfg"
SUBJECT = FOLDER / "00_start_here.ipynb"
IGNORED = "nbval-ignore-output"


def nbval(notebook: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", "--nbval-current-env"]
    command += ["-p", "no:cacheprovider", f"--nbval-sanitize-with={SANITIZE}", str(notebook)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=notebook.parent, env=os.environ
    )


def compared(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells that show a result which is compared."""
    return [
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        and IGNORED not in cell["metadata"].get("tags", [])
        and any("data" in output for output in cell["outputs"])
    ]


@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_changed_output_makes_it_fail(tmp_path: Path, kind: str) -> None:
    notebook = json.loads(SUBJECT.read_text())
    outputs = [output for cell in compared(notebook) for output in cell["outputs"]]
    output = next(output for output in outputs if kind in output.get("data", {}))
    output["data"][kind] = ["something else"]
    changed = tmp_path / "changed.ipynb"
    changed.write_text(json.dumps(notebook))
    result = nbval(changed)
    assert result.returncode == 1, result.stdout
    assert "1 failed" in result.stdout


def test_the_notebook_as_it_is_passes(tmp_path: Path) -> None:
    unchanged = tmp_path / "unchanged.ipynb"
    unchanged.write_text(SUBJECT.read_text())
    result = nbval(unchanged)
    assert result.returncode == 0, result.stdout
