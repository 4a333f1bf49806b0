"""Text in a terminal: colours, and lines that end where the window ends.

The codes are those of ECMA-48, "Select Graphic Rendition"; each terminal has its own palette for
them, so that they are readable on a light and on a dark one.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum

from lab.show.text import display_width, plain

CUT = "…"
NARROWEST = 20
LONGEST_NAME = 130
"""Two names of PostgreSQL with a dot between them, quoted: 63 bytes each."""

_CODE = re.compile(r"\x1b\[[\d;]*m")
_LITERAL = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
_HELD = "\x1f"
"""Stands for a blank that no line may break at; plain text has no such character."""


class Tone(StrEnum):
    """How a piece of text looks, as the numbers of its code."""

    QUIET = "2"
    STRONG = "1"
    RED = "1;31"
    AMBER = "33"
    BLUE = "34"


def painted(text: str, tone: Tone | None) -> str:
    """The text in that tone; as it is where there is none, and where there is nothing to see."""
    return f"\x1b[{tone.value}m{text}\x1b[0m" if tone and text.strip() else text


def unpainted(text: str) -> str:
    """The text without its colours."""
    return _CODE.sub("", text)


def wrapped(text: str, width: int, most: int | None = None) -> list[str]:
    """The text in lines of at most `width` columns, broken at blanks, so that no name is broken.

    Of more than `most` lines the last one that is left ends in a sign that there were others, and
    a word that no name can be as long as (a list of values, say) is cut.
    """
    width = max(width, NARROWEST)
    words = text.split(" ")
    if most is not None:
        words = [cut(word, width) if display_width(word) > LONGEST_NAME else word for word in words]
    lines = list(_lines(words, width))
    if most is None or len(lines) <= most:
        return lines
    return [*lines[: most - 1], cut(f"{lines[most - 1]} {CUT}", width)]


def wrapped_code(code: str, width: int) -> list[str]:
    """One line of Python in lines that are Python still: no literal is broken, however long."""
    indent = code[: len(code) - len(code.lstrip(" "))]
    held = _LITERAL.sub(lambda found: found[0].replace(" ", _HELD), code.lstrip(" "))
    lines = wrapped(held, width - len(indent))
    return [indent + line.replace(_HELD, " ") for line in lines]


def hanging(line: str, width: int, inset: int) -> list[str]:
    """The line as it is where it fits; else wrapped, all but its first part further in."""
    whole = plain(line)
    if display_width(whole) <= width:
        return [whole]
    first, *rest = wrapped(whole, width - inset)
    return [first, *(f"{' ' * inset}{each}" for each in rest)]


def _lines(words: Sequence[str], width: int) -> Iterator[str]:
    line: list[str] = []
    filled = -1
    for word in words:
        wide = display_width(word)
        if line and filled + 1 + wide > width:
            yield " ".join(line)
            line, filled = [], -1
        line.append(word)
        filled += 1 + wide
    yield " ".join(line)


def cut(text: str, width: int) -> str:
    """The text, cut with a sign where it is longer than `width` columns."""
    if display_width(text) <= width:
        return text
    kept, filled = [], 1
    for character in text:
        filled += display_width(character)
        if filled > width:
            break
        kept.append(character)
    return "".join(kept).rstrip() + CUT
