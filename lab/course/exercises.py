"""The exercises of a notebook: the cells that call `lab.check`, and what they said when they ran.

A notebook keeps what a cell gave when it was run last, even if the cell was changed since. That is
noticed where it shows: an answer is there but the cell found none, or the other way round.
"""

import enum
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.experiments.exercising.checking import HOLDS, NO_ANSWER, NOT_YET

CHECK = "lab.check("
BLANK = re.compile(r"^my_\w+\s*=.*(?:\.\.\.|\bNone\b)", re.MULTILINE)


class State(enum.StrEnum):
    """What is known of an exercise."""

    HOLDS = "holds"
    NOT_YET = "not yet"
    UNANSWERED = "no answer yet"
    CHANGED = "not run since it was changed"
    NOT_RUN = "not run"
    FAILED = "failed"
    GONE = "its check is gone"
    UNREADABLE = "cannot be read"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, or, with the number 0, a notebook that cannot be read.

    Attributes:
        notebook: its name without the ending.
        number: counted from 1 within the notebook.
        state: what its cell's last output tells.
        told: what the check, or Python, said.
    """

    notebook: str
    number: int
    state: State
    told: str = ""


Cell = Mapping[str, Any]


def find_exercises(
    name: str, cells: Sequence[Cell], given: Sequence[Cell] | None
) -> tuple[Exercise, ...]:
    """The exercises of a notebook in their order.

    Args:
        name: of the notebook.
        cells: as they are now.
        given: as the course has them; None for a notebook that is not of the course.
    """
    found = _checks(cells)
    wanted: list[Cell | None] = [*found]
    if given is not None:
        by_id = {cell.get("id"): cell for cell in found}
        asked = [cell.get("id") for cell in _checks(given)]
        # Some programs give new ids; then the order tells which is which.
        if by_id.keys() & set(asked) or len(asked) != len(found):
            wanted = [by_id.get(each) for each in asked]
    return tuple(
        Exercise(name, number, *(_state(cell) if cell else (State.GONE, "")))
        for number, cell in enumerate(wanted, start=1)
    )


def _checks(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell["cell_type"] == "code" and CHECK in _source(cell)]


def _source(cell: Cell) -> str:
    return "".join(cell["source"])


def _state(cell: Cell) -> tuple[State, str]:
    """What the last output of a check tells, and in which words."""
    for output in cell["outputs"]:
        if output["output_type"] == "error":
            return State.FAILED, f"{output['ename']}: {output['evalue']}".splitlines()[0]
    shown = ["".join(each.get("data", {}).get("text/plain", "")) for each in cell["outputs"]]
    said = next((each for each in shown if each.startswith((HOLDS, NOT_YET))), None)
    if said is None:
        return State.NOT_RUN, ""
    words = said.removeprefix(HOLDS).removeprefix(NOT_YET)
    has_gap, holds = bool(BLANK.search(_source(cell))), said.startswith(HOLDS)
    if has_gap and not holds:
        return State.UNANSWERED, ""
    if has_gap or words.startswith(NO_ANSWER):
        return State.CHANGED, ""
    return (State.HOLDS if holds else State.NOT_YET), words
