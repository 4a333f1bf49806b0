"""How far a load has come, told to whoever wants to know; by default to a bar on the terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never, Protocol

from tqdm import tqdm

from lab.settings import read_settings


class Progress(Protocol):
    """What a load calls as it goes on, always in the thread that began it."""

    def begin(self, rows: int) -> None:
        """So many rows are to be sent."""

    def advance(self, table: str, rows: int) -> None:
        """So many more rows of a table were sent."""

    def say(self, step: str) -> None:
        """Another step has begun."""


class Silent:
    """Tells nobody."""

    def begin(self, rows: int) -> None:
        """Nothing."""

    def advance(self, table: str, rows: int) -> None:
        """Nothing."""

    def say(self, step: str) -> None:
        """Nothing."""


class TerminalBar:
    """A bar with rows/s that leaves no line behind."""

    def __init__(self, bar: "tqdm[Never]") -> None:
        self._bar = bar

    def begin(self, rows: int) -> None:
        """Set the length of the bar."""
        self._bar.reset(total=rows)

    def advance(self, table: str, rows: int) -> None:
        """Lengthen the bar."""
        self._bar.set_description_str(table, refresh=False)
        self._bar.update(rows)

    def say(self, step: str) -> None:
        """Name the step before the bar."""
        self._bar.set_description_str(step)


@contextmanager
def shown_to(progress: Progress | None) -> Iterator[Progress]:
    """The progress that was given, or else a bar where somebody can see it."""
    if progress is not None:
        yield progress
    elif read_settings().quiet or not somebody_looks():
        yield Silent()
    else:
        with tqdm(total=0, unit=" rows", unit_scale=True, leave=False) as bar:
            yield TerminalBar(bar)


def somebody_looks() -> bool:
    """Whether standard error is a terminal, or a notebook."""
    return sys.stderr.isatty() or _in_notebook()


def _in_notebook() -> bool:
    """Whether this is a kernel: only there has IPython's shell one."""
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")
