"""The window that a command writes to: how wide it is, and whether it gets colours."""

import sys

import pytest

from lab.cli.window import in_colour, window_width


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Somebody looks at a window of 72 columns."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "72")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return monkeypatch


@pytest.mark.usefixtures("seen")
def test_a_window_has_a_width_and_colours() -> None:
    assert window_width() == 72
    assert in_colour()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_window_without_colours_keeps_its_width(
    seen: pytest.MonkeyPatch, name: str, value: str
) -> None:
    seen.setenv(name, value)
    assert not in_colour()
    assert window_width() == 72


def test_what_goes_to_a_file_is_as_wide_as_it_likes_and_plain(seen: pytest.MonkeyPatch) -> None:
    seen.setattr(sys.stdout, "isatty", lambda: False)
    assert window_width() is None
    assert not in_colour()
