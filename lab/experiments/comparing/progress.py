"""How far the rounds have come, told on a terminal or in a notebook where they take a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never

from tqdm import tqdm

from lab.data.progress import somebody_looks
from lab.settings import read_settings

PATIENCE_S = 2.0


@contextmanager
def rounds_bar(most: int) -> Iterator["tqdm[Never]"]:
    """A bar that appears after two seconds and leaves no line behind; it may end before `most`."""
    silent = read_settings().quiet or not somebody_looks()
    with tqdm(total=most, unit=" rounds", leave=False, delay=PATIENCE_S, disable=silent) as bar:
        yield bar
