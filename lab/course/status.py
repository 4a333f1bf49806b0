"""Which exercises of a copy of the course hold, from what its notebooks keep or from a new run."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lab.course.exercises import Cell, Exercise, State, find_exercises
from lab.errors import LabError
from lab.files import travelling
from lab.show import Shown, fragment, html, text

Read = Callable[[Path], Sequence[Cell]]
"""How the cells of a notebook are come by."""


@dataclass(frozen=True, slots=True, repr=False)
class CourseStatus(Shown):
    """The exercises of a folder of notebooks, and what is known of each."""

    exercises: tuple[Exercise, ...]

    def __repr__(self) -> str:
        counted = Counter(each.state for each in self.exercises if each.number)
        of = text.plural(counted.total(), "exercise")
        rest = [f"{counted[state]} {state}" for state in State if counted[state]]
        others = f" ({', '.join(rest)})" if counted[State.HOLDS] < counted.total() else ""
        return f"{counted[State.HOLDS]} of {of} hold{others}"

    def render_text(self) -> str:
        """A line for each exercise, and how many hold."""
        lines = []
        for each in self.exercises:
            told = f": {text.plain(each.told)}" if each.told else ""
            number = f" {each.number}" if each.number else ""
            lines.append(f"{each.notebook}{number}  {each.state}{told}")
        return "\n".join([*lines, "", repr(self)])

    def render_html(self) -> str:
        """The same as a table."""
        rows = [
            [each.notebook, each.number or "", _badge(each.state), each.told]
            for each in self.exercises
        ]
        table = html.table(["notebook", "exercise", "", "said"], rows, align="<>")
        return fragment(html.title(repr(self)), table)

    def to_json(self) -> list[dict[str, Any]]:
        """Every exercise with its fields by name."""
        return [asdict(each) for each in self.exercises]


def read_status(folder: Path, *, read: Read | None = None) -> CourseStatus:
    """What is known of the exercises in a folder of notebooks.

    Args:
        folder: a copy of the course, or other notebooks with `lab.check`.
        read: how the cells of a notebook are come by; as they were saved, unless said otherwise.

    Raises:
        LabError: there is no such folder, or no notebook in it.
    """
    if not folder.is_dir():
        raise LabError(f"There is no folder {folder}", hint="Copy the course with 'lab course DIR'")
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        raise LabError(
            f"There is no notebook in {folder}", hint="Copy the course with 'lab course DIR'"
        )
    found = [each for path in paths for each in _exercises(path, read or saved_cells)]
    return CourseStatus(tuple(found))


def saved_cells(path: Path) -> Sequence[Cell]:
    """The cells of a notebook as its file has them.

    Raises:
        LabError: the file cannot be read, or is no notebook.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            # What the rest of this room takes for granted.
            _ = "".join(cell["source"]), cell["cell_type"]
            if cell["cell_type"] == "code":
                _ = [output["output_type"] for output in cell["outputs"]]
    except OSError as error:
        raise LabError(f"{path}: {error.strerror}", hint="See who may read it") from None
    except (ValueError, KeyError, TypeError):
        raise LabError(
            f"{path.name} is no notebook, or was saved only in part",
            hint="Copy the course anew with 'lab course DIR', and compare",
        ) from None
    return list(cells)


def _exercises(path: Path, read: Read) -> tuple[Exercise, ...]:
    given = travelling("notebooks") / path.name
    try:
        cells = read(path)
    except LabError as error:
        return (Exercise(path.stem, 0, State.UNREADABLE, str(error)),)
    return find_exercises(path.stem, cells, saved_cells(given) if given.is_file() else None)


def _badge(state: State) -> html.Markup:
    hot = state in (State.FAILED, State.GONE, State.UNREADABLE)
    return html.badge(state, hot=hot, good=state == State.HOLDS)
