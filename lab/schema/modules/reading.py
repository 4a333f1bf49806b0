"""Reading the models of a module by its name, in a process of its own."""

import contextlib
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from lab.errors import LabError
from lab.schema.classes.from_models import ModelSource
from lab.schema.modules.import_failures import LAB, Refused, place_of_dump
from lab.schema.modules.importing import START, Wanted

IMPORT_LIMIT_S = 60.0
START_LIMIT_S = 60.0
"""How long Python and the lab may take to start in the other process."""

SCRATCH = "lab-models-"
"""How the folder for the answer begins; the number of the process that made it follows."""

FORM = "Give a module such as shop.models, MODULE:NAME, or the path of a .py file"


def read_models(name: str, *, limit_s: float = IMPORT_LIMIT_S) -> ModelSource:
    """The models of MODULE, MODULE:NAME or a path to a .py file, as they stand.

    The module is imported in another process, from the current folder: what it prints is dropped,
    and nothing of it stays here.

    Args:
        name: what to read; NAME is a class, a list of classes, a MetaData, a base.
        limit_s: how many seconds the import may take.

    Raises:
        LabError: there is no such module or name, it does not import, or it has no table.
    """
    wanted = wanted_by(name)
    remove_left_over()
    with tempfile.TemporaryDirectory(prefix=f"{SCRATCH}{os.getpid()}-") as scratch:
        return answer_of(wanted, Path(scratch), limit_s)


def remove_left_over() -> None:
    """Remove the folders of processes that were killed while they waited for an answer."""
    for folder in Path(tempfile.gettempdir()).glob(f"{SCRATCH}*"):
        pid = folder.name.removeprefix(SCRATCH).partition("-")[0]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def wanted_by(name: str) -> Wanted:
    """What a name asks for.

    Raises:
        LabError: it is neither a module nor a file that exists.
    """
    target, colon, attribute = name.rpartition(":")
    if not colon or not all(each.isidentifier() for each in attribute.split(".")):
        target, attribute = name, ""
    if target.endswith(".py") or "/" in target or os.sep in target:
        return wanted_file(name, Path(target), attribute)
    if not all(each.isidentifier() for each in target.split(".")):
        raise LabError(f"'{name}' names no module", hint=FORM)
    return Wanted(name, target, attribute, str(Path.cwd()))


def wanted_file(name: str, path: Path, attribute: str) -> Wanted:
    """A file, or the folder of a package, as the module that it is within its packages."""
    file = path / "__init__.py" if path.is_dir() else path
    if not file.is_file():
        raise LabError(f"No file '{file}'", hint=FORM)
    top = path.resolve()
    parts = [top.stem]
    while (top.parent / "__init__.py").is_file():
        top = top.parent
        parts.insert(0, top.name)
    return Wanted(name, ".".join(parts), attribute, str(top.parent), str(file.resolve()))


def answer_of(wanted: Wanted, scratch: Path, limit_s: float) -> ModelSource:
    """What the other process made of it."""
    request, answer, hanging, said = (scratch / each for each in ("wanted", "found", "at", "said"))
    request.write_bytes(pickle.dumps(wanted))
    files = [str(each) for each in (request, answer, hanging)]
    # -P: the current folder comes after the lab, whatever it has of that name.
    command = [sys.executable, "-P", "-c", START, str(LAB.parent), *files, str(limit_s)]
    with said.open("wb") as log:
        code = run_alone(command, log.fileno(), START_LIMIT_S + limit_s)
    if not answer.exists():
        raise no_answer(wanted, code, hanging, said, limit_s)
    found: ModelSource | Refused = pickle.loads(answer.read_bytes())
    if isinstance(found, Refused):
        raise LabError(found.message, hint=found.hint)
    return found


def run_alone(command: list[str], log: int, limit_s: float) -> int | None:
    """The exit code of a program in a session of its own; None: it took too long and was killed.

    What it says goes to a file, not to a pipe that something it started might hold open. The one
    pipe says nothing: that it is closed tells the program that this process was killed.
    """
    with (
        life_line() as ends,
        subprocess.Popen(
            [*command, *map(str, ends)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
            pass_fds=ends,
        ) as child,
    ):
        try:
            return child.wait(limit_s)
        except subprocess.TimeoutExpired:
            return None
        finally:
            # Also where it ended by itself: what it started or forked may not have.
            kill_session(child)


@contextlib.contextmanager
def life_line() -> Iterator[tuple[int, ...]]:
    """The end of a pipe for another process, open as long as this one lives; none on Windows."""
    if os.name == "nt":
        yield ()
        return
    theirs, ours = os.pipe()
    try:
        yield (theirs,)
    finally:
        os.close(theirs)
        os.close(ours)


def kill_session(child: subprocess.Popen[bytes]) -> None:
    """Kill a program and what it started."""
    if os.name == "nt":
        child.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def no_answer(
    wanted: Wanted, code: int | None, hanging: Path, said: Path, limit_s: float
) -> LabError:
    """Why the other process ended without a word."""
    dump = hanging.read_text(encoding="utf-8") if hanging.exists() else ""
    if code is None or dump:
        place = place_of_dump(dump)
        return LabError(
            f"'{wanted.module}' took longer than {limit_s:g} s to import"
            + (f", at {place}" if place else ""),
            hint="A module of models should neither wait nor connect when it is imported",
        )
    ended = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    lines = said.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return LabError(
        f"Python ended while it imported '{wanted.module}' ({ended})",
        hint=f"It said: {lines[-1].strip()}" if lines else "Look for what ends the process there",
    )
