"""Why a module did not import: one sentence with the line of the person's own file."""

import pkgutil
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from traceback import walk_tb

from lab.errors import did_you_mean
from lab.schema.classes.model_failures import one_line
from lab.schema.classes.source_places import short_path

HINTS = {
    "No module named": "Install it where the lab is installed, or run in the folder that holds it",
    "circular import": "Two modules import each other: one of them has to do without",
    "method resolution order": "Leave out the base that another of the bases inherits from",
}
LIBRARIES = {"site-packages", "dist-packages"}
LAB = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be read, and what to do about it."""

    message: str
    hint: str = ""


def refusal_of(error: BaseException, module: str, failing: str) -> Refused:
    """What the error amounts to that ended an import, or the look at what was imported."""
    place = place_of_error(error)
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if missing and place is None and f"{module}.".startswith(f"{missing}."):
        return no_module(module, missing)
    told = f"'{module}' {failing}: " + (f"{place}: " if place else "")
    if isinstance(error, SystemExit):
        return Refused(
            f"{told}it ends the program (exit code {error.code})",
            hint="""Put that below if __name__ == "__main__":""",
        )
    said = error.msg if isinstance(error, SyntaxError) else one_line(error)
    said = re.sub(r" \((/|[A-Z]:).*\)$", "", said)
    return Refused(told + ": ".join(filter(None, (type(error).__name__, said))), hint_at(said))


def hint_at(said: str) -> str:
    """What helps against the mistakes that models often have."""
    return next((advice for sign, advice in HINTS.items() if sign in said), "")


def no_module(module: str, missing: str) -> Refused:
    """There is no such module: the nearest that there is."""
    package, _, _ = missing.rpartition(".")
    path = getattr(sys.modules.get(package), "__path__", None) if package else [str(Path.cwd())]
    prefix = f"{package}." if package else ""
    near = [prefix + each.name for each in pkgutil.iter_modules(path or [])]
    advice = "Run it in the folder that holds the module or its package"
    return Refused(f"No module '{missing}'", hint=did_you_mean(module, near, advice))


def place_of_error(error: BaseException) -> str | None:
    """`models.py:7`: the innermost line of the person's own files."""
    if isinstance(error, SyntaxError) and error.filename and is_own_file(error.filename):
        return f"{short_path(error.filename)}:{error.lineno}"
    lines = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    return innermost(reversed(lines))


def place_of_dump(dump: str) -> str | None:
    """The same, of what faulthandler wrote of the threads; the main one comes last."""
    thread = dump.rpartition("(most recent call first):")[2]
    frames = re.findall(r'^  File "(.*)", line (\d+) in ', thread, re.MULTILINE)
    return innermost((file, int(line)) for file, line in frames)


def innermost(lines: Iterator[tuple[str, int]]) -> str | None:
    """The first of the lines, innermost first, that stands in a file of the person's own."""
    found = ((file, line) for file, line in lines if is_own_file(file))
    file, line = next(found, (None, 0))
    return f"{short_path(file)}:{line}" if file else None


def is_own_file(file: str) -> bool:
    """Whether it is neither of Python, nor of a library, nor of the lab."""
    path = Path(file)
    standard = Path(sysconfig.get_path("stdlib"))
    return (
        path.is_file()
        and not LIBRARIES & set(path.parts)
        and not path.is_relative_to(standard)
        and not path.is_relative_to(LAB)
    )
