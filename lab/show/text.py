"""Text for people: numbers with their units, and tables whose columns line up."""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

FULL_BAR = "█"
PART_BARS = " ▏▎▍▌▋▊▉"
TEXT_DIRECTION = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
GAP = 2
HIDDEN = frozenset(("Cc", "Cs", "Zl", "Zp"))


def plain(value: object) -> str:
    """The value on one line, with what would break or reorder the line made visible."""
    text = str(value)
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in TEXT_DIRECTION or unicodedata.category(character) in HIDDEN:
        return character.encode("unicode_escape").decode("ascii")
    return character


def count(value: float) -> str:
    """A number of things: `1,234`."""
    return f"{round(value):,}"


def plural(value: float, singular: str, several: str = "") -> str:
    """A number with its noun: `1 row`, `1,234 rows`."""
    number = round(value)
    return f"{number:,} {singular if number == 1 else several or singular + 's'}"


def size(value: float) -> str:
    """Bytes in PostgreSQL's units of 1,024: `64 bytes`, `8.0 kB`, `1.2 GB`."""
    if abs(value) < 1024:
        return f"{value:.0f} bytes"
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1024
        if abs(value) < 1023.95:
            return f"{value:.1f} {unit}"
    return f"{value / 1024:,.1f} PB"


def duration(milliseconds: float) -> str:
    """A time that was given in milliseconds: `0.042 ms`, `12.3 ms`, `4.5 s`, `2 min 5 s`."""
    if milliseconds < 999.5:
        decimals = 3 if milliseconds < 1 else 2 if milliseconds < 9.995 else 1
        return f"{milliseconds:.{decimals if milliseconds < 99.95 else 0}f} ms"
    seconds = milliseconds / 1000
    if seconds < 59.995:
        return f"{seconds:.{2 if seconds < 9.995 else 1}f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes:,} min {rest} s"


def ratio(value: float) -> str:
    """How many times as much: `0.42x`, `1.5x`, `1,234x`."""
    if value >= 9.95:
        return f"{value:,.0f}x"
    return f"{value:.{1 if value >= 0.995 else 2}f}x"


def part(value: float) -> str:
    """A quotient to three digits, however small: `0.00308`, `0.681`, `1.19`, `23.4`."""
    if value >= 99.95:
        return f"{value:,.0f}"
    return f"{value:#.3g}" if value >= 0.0001 else f"{value:.1e}"


def share(value: float) -> str:
    """A part of a whole, given as 0 to 1: `12 %`, `0.4 %`."""
    percent = value * 100
    return f"{percent:.{1 if 0 < abs(percent) < 9.95 else 0}f} %"


def bar(fraction: float, width: int = 12) -> str:
    """A bar of at most `width` characters; whatever is above nothing leaves at least a sliver."""
    fraction = min(max(fraction, 0.0), 1.0)
    eighths = round(fraction * width * 8)
    if fraction > 0:
        eighths = max(eighths, 1)
    full, part = divmod(eighths, 8)
    return (FULL_BAR * full + PART_BARS[part]).rstrip()


def display_width(text: str) -> int:
    """How many columns of a terminal the text fills."""
    if text.isascii():
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, width: int, align: str = "<") -> str:
    """The text filled up to `width` columns, at the left (`<`) or the right (`>`) of them."""
    gap = " " * max(0, width - display_width(text))
    return gap + text if align == ">" else text + gap


def table(
    headers: Sequence[str],
    rows: Sequence[Sequence[object]],
    align: str = "",
    *,
    width: int | None = None,
    names: int = 1,
) -> str:
    """Rows under their headers, columns two blanks apart.

    `align` has one sign a column (`<` or `>`); columns beyond it stand at the left.
    A row of fewer cells than there are headers ends early. Columns that do not fit into `width`
    follow below, beside the first `names` columns again.
    """
    lines = [[plain(cell) for cell in row] for row in rows]
    grid = [[plain(header) for header in headers], *lines]
    widths = [
        max(display_width(cell) for cell in column) for column in zip_longest(*grid, fillvalue="")
    ]
    signs = align.ljust(len(widths), "<")
    rule = ["─" * wide for wide in widths]
    drawn = [list(map(pad, line, widths, signs)) for line in [grid[0], rule, *lines]]
    return "\n\n".join(
        "\n".join("  ".join(line[at] for at in part if at < len(line)).rstrip() for line in drawn)
        for part in _folded(widths, width, names)
    )


def _folded(widths: Sequence[int], width: int | None, names: int) -> Iterator[list[int]]:
    """Which columns stand beside each other; the first of them in every part."""
    part = list(range(len(widths)))[:names]
    for at in range(names, len(widths)):
        wide = sum(widths[each] + GAP for each in part) + widths[at]
        if width is not None and wide > width and len(part) > names:
            yield part
            part = part[:names]
        part = [*part, at]
    yield part


EXAMPLES = 3
"""How many of many names a sentence gives."""


def first_few(names: list[str]) -> str:
    """The first three, and how many there are beside them."""
    left = len(names) - EXAMPLES
    return ", ".join(names[:EXAMPLES]) + (f" and {left:,} more" if left > 0 else "")
