"""Run the course with another seed, and see that every verdict is the ledger's.

python -m tests.verdicts --seed 7 [notebook ...]
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.claims import CLAIMS
from lab.course import run_cells
from lab.server import Cluster
from lab.show import text

CLONE = Path(__file__).parents[1]
FOLDER = CLONE / "notebooks"
SETTLED = re.compile(r"(?:^|\[|,\s+)([CB]\d+) (confirmed|refuted|cannot tell): ", re.MULTILINE)
"""How a settlement begins in its text form, alone or in a list."""


@dataclass(frozen=True)
class Found:
    """What a notebook says of a claim."""

    notebook: str
    claim: str
    answer: str

    @property
    def agrees(self) -> bool:
        return self.claim in CLAIMS and CLAIMS[self.claim].verdict == self.answer


def settlements(notebook: str, cells: Sequence[Mapping[str, Any]]) -> Iterator[Found]:
    """The settlements among the outputs of a notebook's cells."""
    for cell in cells:
        for output in cell.get("outputs", ()):
            shown = "".join(output.get("text", output.get("data", {}).get("text/plain", "")))
            for told in SETTLED.finditer(shown):
                yield Found(notebook, told[1], told[2])


def failures(cells: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What went wrong in which cell."""
    for cell in cells:
        if cell["cell_type"] == "code" and cell["execution_count"] is None:
            yield f"{cell['id']}: not run, for the kernel died or a cell before took too long"
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                yield f"{cell['id']}: {output['ename']}: {output['evalue']}".splitlines()[0]


def check(paths: Sequence[Path]) -> bool:
    """Run the notebooks, print what they found, and tell whether all agree with the ledger."""
    rows, wrong = [], []
    settled: set[tuple[str, str]] = set()
    for path in paths:
        print(f"running {path.stem}", file=sys.stderr)
        cells = run_cells(path)
        if failed := list(failures(cells)):
            # Those after the first mostly follow from it.
            wrong.append(f"{path.stem}: {failed[0]} ({text.plural(len(failed), 'cell')} in all)")
        for found in settlements(path.stem, cells):
            ledger = CLAIMS[found.claim].verdict if found.claim in CLAIMS else "-"
            mark = "" if found.agrees else "differs"
            rows.append([found.claim, ledger, found.answer, found.notebook, mark])
            settled.add((found.claim, found.notebook))
    here = {path.stem for path in paths}
    named = {(claim.id, name) for claim in CLAIMS.values() for name in claim.notebooks}
    wrong += [
        f"{name}: the ledger says that it settles {id_}, and it did not"
        for id_, name in sorted(named - settled)
        if name in here
    ]
    print(text.table(["claim", "ledger", "here", "notebook", ""], sorted(rows)))
    print("\n".join(wrong) if wrong else "No cell failed.")
    return not wrong and not any(row[-1] for row in rows)


def main() -> None:
    """Run the notebooks that are named, or all, on a server of their own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7, help="of the data; 42 made the saved ones")
    parser.add_argument("notebooks", nargs="*", help="such as 05_column_order; all if none")
    asked = parser.parse_args()
    paths = [FOLDER / f"{name}.ipynb" for name in asked.notebooks] or sorted(FOLDER.glob("*.ipynb"))
    if missing := [path.name for path in paths if not path.is_file()]:
        parser.error(f"there is no {missing[0]}")
    # Not by mkdtemp: the server's account has to enter it.
    home = Path(tempfile.gettempdir()) / f"lab-verdicts-{os.getpid()}"
    for name in ("LAB_DATABASE_URL", "MIGRATION_DATABASE_URL", "LAB_SCALE"):
        os.environ.pop(name, None)
    os.environ |= {"LAB_HOME": str(home), "LAB_QUIET": "1", "LAB_SEED": str(asked.seed)}
    os.environ |= {"LAB_ENV_FILE": "", "PYTHONPATH": str(CLONE)}
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    try:
        agreed = check(paths)
    finally:
        Cluster(home).reset()
        shutil.rmtree(home, ignore_errors=True)
    sys.exit(0 if agreed else 1)


if __name__ == "__main__":
    main()
