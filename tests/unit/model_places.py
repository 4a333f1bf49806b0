"""For the tests of models: registries that are forgotten, and where a line of a test stands."""

from pathlib import Path

from sqlalchemy import MetaData
from sqlalchemy.orm import registry

from lab.schema import Place

REGISTRIES: list[registry] = []


def fresh() -> registry:
    """A registry with tables of its own."""
    REGISTRIES.append(registry(metadata=MetaData()))
    return REGISTRIES[-1]


def forget_registries() -> None:
    """Broken mappers would meet whoever calls configure_mappers() next in this process."""
    while REGISTRIES:
        REGISTRIES.pop().dispose()


def place_in(file: str, text: str) -> Place:
    """The first line of a file that begins with that text."""
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next(at for at, line in enumerate(lines, 1) if line.strip().startswith(text))
    return Place(f"tests/unit/{path.name}", line)
