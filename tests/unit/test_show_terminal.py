"""Text for a terminal: lines that end where the window ends, colours that can be taken off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.show.terminal import LONGEST_NAME, Tone, cut, painted, unpainted, wrapped
from lab.show.text import display_width

words = st.lists(st.text(st.characters(exclude_characters=" \x1b"), max_size=30), max_size=20)


@given(words, st.integers(1, 60))
def test_wrapping_loses_nothing_and_breaks_no_word(several: list[str], width: int) -> None:
    assert " ".join(wrapped(" ".join(several), width)) == " ".join(several)


@given(words, st.integers(20, 60))
def test_a_line_is_too_long_only_where_it_is_one_word(several: list[str], width: int) -> None:
    for line in wrapped(" ".join(several), width):
        assert display_width(line) <= width or " " not in line.strip(" ")


@given(words, st.integers(20, 60), st.integers(1, 4))
def test_of_too_many_lines_the_last_one_says_so(several: list[str], width: int, most: int) -> None:
    whole = wrapped(" ".join(several), width)
    shown = wrapped(" ".join(several), width, most)
    assert len(shown) == min(len(whole), most)
    assert (len(whole) > most) <= shown[-1].endswith("…")


def test_a_word_that_is_no_name_is_cut() -> None:
    values = "1," * LONGEST_NAME
    assert wrapped(f"a = {values}", 40, most=3)[-1].endswith("1…")
    assert values in wrapped(f"a = {values}", 40)[-1]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("orders", 6, "orders"),
        ("orders", 5, "orde…"),
        ("日本語", 6, "日本語"),
        ("日本語", 5, "日本…"),
        ("two words", 5, "two…"),
    ],
)
def test_a_text_is_cut_to_the_columns_that_it_may_fill(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


@given(st.text(st.characters(exclude_characters="\x1b")), st.sampled_from([None, *Tone]))
def test_colours_come_off_again(text: str, tone: Tone | None) -> None:
    assert unpainted(painted(text, tone)) == text


def test_what_cannot_be_seen_is_not_painted() -> None:
    assert painted("  ", Tone.RED) == "  "
    assert painted("!", Tone.RED) == "\x1b[1;31m!\x1b[0m"
    assert painted("!", None) == "!"
