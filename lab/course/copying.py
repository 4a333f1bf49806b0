"""The notebooks copied into a folder of the reader's, for students without the solutions."""

import json
import re
import shutil
from pathlib import Path

from lab.errors import LabError
from lab.files import travelling

SOLUTION = re.compile(r"\s*<details>\s*<summary>Solution</summary>.*?</details>", re.DOTALL)


def copy_course(folder: Path, *, for_students: bool = False) -> None:
    """Copy the course; what the experiments gave stays in it, so that one can compare.

    Args:
        folder: one that does not exist yet, so that nobody's work is overwritten.
        for_students: without the solutions of the exercises.

    Raises:
        LabError: the folder is there already, or cannot be written.
    """
    if folder.exists():
        raise LabError(
            f"{folder} is there already",
            hint="Name a folder that does not exist yet; your work in this one is left alone",
        )
    try:
        shutil.copytree(
            travelling("notebooks"),
            folder,
            ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
            copy_function=_copy_without_solutions if for_students else shutil.copy2,
        )
    except OSError as error:
        raise LabError(
            f"{folder} cannot be written: {error.strerror}", hint="Name another folder"
        ) from None


def _copy_without_solutions(source: str, target: str) -> None:
    if not source.endswith(".ipynb"):
        shutil.copy2(source, target)
        return
    notebook = json.loads(Path(source).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            without = SOLUTION.sub("", "".join(cell["source"]))
            cell["source"] = without.splitlines(keepends=True)
    written = json.dumps(notebook, indent=1, ensure_ascii=False)
    Path(target).write_text(f"{written}\n", encoding="utf-8")
