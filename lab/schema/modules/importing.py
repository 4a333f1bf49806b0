"""The process that imports a module of models and hands back its picture, or why there is none.

It is a process of its own because an import runs what the module says: it may print, wait, end
the program, or register classes that the caller has nothing to do with.
"""

import faulthandler
import importlib
import io
import os
import pickle
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from types import ModuleType, TracebackType
from typing import Any

from lab.errors import LabError, did_you_mean
from lab.schema.classes.from_models import ModelSource, source_of
from lab.schema.modules.import_failures import Refused, refusal_of

START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from lab.schema.modules.importing import main; "
    "sys.path.remove(sys.argv[1]); main(*sys.argv[2:])"
)
"""What `python -c` runs: the lab is found first, the person's modules after it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be read."""

    name: str
    """As the person gave it."""
    module: str
    attribute: str = ""
    """What of the module, with dots; all of it where empty."""
    folder: str = ""
    """The folder that the module is imported from."""
    file: str = ""
    """The file that it has to be, where a path was given."""


def main(request: str, answer: str, hanging: str, limit_s: str, alive: str = "") -> None:
    """Read what the request file asks for and write the answer file; never returns.

    Where `alive` numbers a pipe's end, this process ends with the one that holds the other.
    """
    if alive:
        Thread(target=end_with, args=(int(alive),), daemon=True).start()
    wanted: Wanted = pickle.loads(Path(request).read_bytes())
    sys.argv = [wanted.module]
    sys.path.insert(0, wanted.folder)
    with Path(hanging).open("w", encoding="utf-8") as log:
        faulthandler.dump_traceback_later(float(limit_s), exit=True, file=log)
        found = read(wanted)
        faulthandler.cancel_dump_traceback_later()
    # Under another name first: half an answer, on a full disk, would be taken for one.
    begun = Path(f"{answer}.{os.getpid()}")
    begun.write_bytes(plainly_pickled(found))
    begun.replace(answer)
    # Not through the end of the program: a thread of the module's may never end.
    os._exit(0)


def end_with(pipe: int) -> None:
    """Kill this process and what it started as soon as nobody holds the pipe's other end."""
    os.read(pipe, 1)
    os.killpg(0, signal.SIGKILL)


def read(wanted: Wanted) -> ModelSource | Refused:
    """The models, or why they cannot be read."""
    imported = Guarded(wanted.module)
    with imported:
        imported.module = importlib.import_module(wanted.module)
    if imported.module is None:
        return imported.refused
    file = getattr(imported.module, "__file__", None) or ""
    if wanted.file and os.path.realpath(file) != os.path.realpath(wanted.file):
        return Refused(
            f"{wanted.name} has the name of another module, '{wanted.module}'",
            hint="Give the file another name",
        )
    found: ModelSource | Refused | None = None
    described = Guarded(wanted.module, "cannot be read")
    with described:
        found = models_in(imported.module, wanted)
    return found or described.refused


def models_in(module: ModuleType, wanted: Wanted) -> ModelSource | Refused:
    """What there is in a module that was imported."""
    try:
        return replace(source_of(chosen(module, wanted.attribute)), name=wanted.name)
    except LabError as error:
        return Refused(error.message, error.hint)


class Guarded:
    """Running the module's code, which may end in anything, SystemExit included; tells why."""

    def __init__(self, name: str, failing: str = "does not import") -> None:
        self.module: ModuleType | None = None
        self.refused = Refused(f"'{name}' {failing}")
        self._name, self._failing = name, failing

    def __enter__(self) -> None:
        """Nothing is prepared."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Keep what went wrong."""
        if error is not None:
            self.refused = refusal_of(error, self._name, self._failing)
        return True


def chosen(module: ModuleType, attribute: str) -> Any:
    """What a name with dots means in a module.

    Raises:
        LabError: nothing.
    """
    found: Any = module
    for name in filter(None, attribute.split(".")):
        if not hasattr(found, name):
            known = [each for each in dir(found) if not each.startswith("_")]
            owner = (
                found.__name__ if isinstance(found, (ModuleType, type)) else type(found).__name__
            )
            hint = did_you_mean(name, known) or "Leave it out to take the whole module"
            raise LabError(f"'{owner}' has no '{name}'", hint=hint)
        found = getattr(found, name)
    return found


class PlainPickler(pickle.Pickler):
    """Writes texts of any kind as texts: the reader does not know the module's own classes."""

    def reducer_override(self, value: Any) -> Any:
        """Subclasses of str become str, but for the lab's own."""
        if isinstance(value, str) and not type(value).__module__.startswith("lab."):
            return str, (str.__str__(value),)
        return NotImplemented


def plainly_pickled(value: object) -> bytes:
    """The value for another process."""
    written = io.BytesIO()
    PlainPickler(written).dump(value)
    return written.getvalue()
