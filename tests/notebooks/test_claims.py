"""That the ledger and the notebooks say the same of every claim."""

import json
import re
from pathlib import Path

import pytest
from IPython.lib.pretty import pretty

import lab
from lab.claims import CLAIMS, OPEN
from tests.verdicts import Found, failures, settlements

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
BY_HAND = re.compile(r"lab\.settle\(\s*\"\w+\",\s*(?:found=)?(?:True|False|lab\.Answer\.)")
FIRST_THAT_SETTLES = 5
"""Those before lead into the lab; from here on each notebook is about claims."""


def saved(path: Path) -> list[Found]:
    return list(settlements(path.stem, json.loads(path.read_text())["cells"]))


def test_every_settled_claim_is_in_the_notebooks_it_names() -> None:
    found = {(each.claim, each.notebook, each.answer) for path in NOTEBOOKS for each in saved(path)}
    for claim in CLAIMS.values():
        assert (claim.verdict == OPEN) == (not claim.notebooks), claim
        for name in claim.notebooks:
            assert (FOLDER / f"{name}.ipynb").is_file(), claim
            assert (claim.id, name, claim.verdict) in found, claim


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_a_notebook_settles_stands_in_the_ledger(path: Path) -> None:
    for found in saved(path):
        assert found.agrees, found
        assert path.stem in CLAIMS[found.claim].notebooks, found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_verdict_settles_a_claim(path: Path) -> None:
    if int(path.stem[:2]) >= FIRST_THAT_SETTLES:
        assert saved(path)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_verdict_is_never_written_by_hand(path: Path) -> None:
    for cell in json.loads(path.read_text())["cells"]:
        assert not BY_HAND.search("".join(cell["source"])), cell["source"]


def test_settlements_are_found_alone_and_in_a_list_and_the_ledger_is_none() -> None:
    one, other = lab.settle("C14", found=False), lab.settle("B8", found=True)
    listed: str = pretty([one, other, one])  # type: ignore[no-untyped-call]
    for shown, found in (
        (one.render_text(), [("C14", "refuted")]),
        (repr([one, other]), [("C14", "refuted"), ("B8", "confirmed")]),
        (listed, [("C14", "refuted"), ("B8", "confirmed"), ("C14", "refuted")]),
        (CLAIMS.render_text(), []),
        (repr(CLAIMS["C14"]), []),
    ):
        cells = [{"outputs": [{"output_type": "display_data", "data": {"text/plain": shown}}]}]
        assert [(each.claim, each.answer) for each in settlements("05", cells)] == found, shown


def test_a_verdict_that_differs_and_a_cell_that_fails_are_told() -> None:
    opposite = "refuted" if CLAIMS["B8"].verdict == "confirmed" else "confirmed"
    assert not Found("13_types", "B8", opposite).agrees
    assert not Found("13_types", "C99", "confirmed").agrees
    error = {"output_type": "error", "ename": "LabError", "evalue": "No table\nmore"}
    code = {"cell_type": "code", "id": "05-01", "execution_count": 1, "outputs": [error]}
    bare: dict[str, object] = {
        "cell_type": "code",
        "id": "05-02",
        "execution_count": None,
        "outputs": [],
    }
    assert [*failures([code, bare])] == [
        "05-01: LabError: No table",
        "05-02: not run, for the kernel died or a cell before took too long",
    ]
