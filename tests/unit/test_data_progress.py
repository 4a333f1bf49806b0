"""The bar of a load: rows/s while it lasts, nothing afterwards, silence where nobody looks."""

import io

import pytest
from tqdm import tqdm

from lab.data.progress import Silent, TerminalBar, shown_to


def test_the_bar_names_the_table_and_the_rate_and_leaves_no_line() -> None:
    terminal = io.StringIO()
    with tqdm(
        total=0, unit=" rows", unit_scale=True, leave=False, file=terminal, ascii=True
    ) as bar:
        shown = TerminalBar(bar)
        shown.begin(1_000)
        shown.advance("orders", 400)
        shown.say("foreign keys")
    lines = terminal.getvalue().split("\r")
    assert any("foreign keys:  40%" in line and "400/1.00k" in line for line in lines)
    assert any("rows/s" in line for line in lines)
    assert lines[-1] == ""
    assert lines[-2].strip() == ""


def test_lab_quiet_silences_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_QUIET", "1")
    with shown_to(None) as progress:
        assert isinstance(progress, Silent)


def test_it_is_silent_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_QUIET", "0")
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with shown_to(None) as progress:
        assert isinstance(progress, Silent)


def test_who_is_given_is_told() -> None:
    given = Silent()
    with shown_to(given) as progress:
        assert progress is given
