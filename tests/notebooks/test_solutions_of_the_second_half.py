"""That the exercises of the second half of the course can be solved, and as the solutions say."""

from pathlib import Path

import pytest

from tests.notebooks.solving import NOTEBOOKS, assert_solved

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.mark.parametrize("path", NOTEBOOKS[len(NOTEBOOKS) // 2 :], ids=lambda path: path.stem)
def test_the_solutions_hold(path: Path) -> None:
    assert_solved(path)
