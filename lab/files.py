"""Where the lab's own files are: those that travel with it, and the modules of a folder."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from lab.errors import LabError

PACKAGE = Path(__file__).parent


def travelling(name: str) -> Path:
    """A file or folder that stands beside the package in a clone and inside it in a wheel.

    Raises:
        LabError: it is in neither place; the installation is broken.
    """
    for folder in (PACKAGE / "_files", PACKAGE.parent):
        if (folder / name).exists():
            return folder / name
    raise LabError(
        f"The lab's {name} did not come with this installation",
        hint="Install the wheel anew, or work in a clone with 'pip install -e .'",
    )


def modules_in(package: str) -> Iterator[ModuleType]:
    """The modules of a folder in alphabetical order, imported: a registry is a folder."""
    for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
        yield importlib.import_module(f"{package}.{found.name}")
