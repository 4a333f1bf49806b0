"""A notebook run anew from its first cell; its file is left alone."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from lab.course.exercises import Cell
from lab.course.status import CourseStatus, read_status, saved_cells
from lab.errors import LabError


def run_status(folder: Path, *, tell: Callable[[str], None] | None = None) -> CourseStatus:
    """What is known of the exercises once every notebook has run, in a copy of the folder.

    A notebook makes its own database anew, as it does for whoever runs it by hand.

    Args:
        folder: a copy of the course, or other notebooks with `lab.check`.
        tell: is given the name of each notebook when its turn has come.

    Raises:
        LabError: there is no such folder, no notebook in it, or it cannot be copied.
    """
    if not folder.is_dir():
        return read_status(folder)

    def run(path: Path) -> Sequence[Cell]:
        if tell is not None:
            tell(path.stem)
        return run_cells(path)

    with tempfile.TemporaryDirectory(prefix="lab-course-") as scratch:
        copied = Path(scratch) / "course"
        try:
            shutil.copytree(folder, copied, ignore=shutil.ignore_patterns(".*"))
        except OSError as error:
            reason = error.strerror or "some of its files could not be read"
            raise LabError(
                f"{folder} cannot be copied to run it: {reason}",
                hint="Put the notebooks alone into a folder",
            ) from None
        return read_status(copied, read=run)


def run_cells(path: Path) -> Sequence[Cell]:
    """The cells of a notebook after a run; a cell that fails does not stop the others.

    Where the kernel dies, or a cell takes too long, it ends: the cells after have not run, and so
    have neither output nor execution count.

    Raises:
        LabError: it is no notebook, or there is no kernel to run it.
    """
    saved_cells(path)
    with tempfile.TemporaryDirectory(prefix="lab-course-") as scratch:
        done = Path(scratch) / path.name
        command = [sys.executable, "-m", "lab.course.executing", str(path.resolve()), str(done)]
        # In a session of its own, so that Ctrl-C reaches the one who can end it in good order.
        with subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as child:
            try:
                _, said = child.communicate()
            finally:
                if child.poll() is None:
                    child.terminate()
                    child.wait()
        if child.returncode:
            reason = (said.strip().splitlines() or ["no reason was given"])[-1]
            raise LabError(
                f"{path.name} cannot be run: {reason}", hint="Try it with 'lab serve DIR'"
            )
        return saved_cells(done)
