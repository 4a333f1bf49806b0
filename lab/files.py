"""Where the files that travel with the lab are: migrations, notebooks, alembic.ini."""

from pathlib import Path

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
