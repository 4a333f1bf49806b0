"""An outline of a plan as text: a line a node, what there is to say of it below, then the rest.

A window that is too narrow for the columns first loses the bars; then each node's figures stand in
words below its name. Conditions are wrapped, and cut where they are very long; names never are.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from lab.findings import Severity
from lab.plans.showing.columns import Column, columns
from lab.plans.showing.outline import Group, Outline, Row
from lab.show import text
from lab.show.terminal import CUT, Tone, painted, wrapped

Line: TypeAlias = list[tuple[str, Tone | None]]
"""Pieces of one line, each with how it looks."""

QUOTED = re.compile(r'"[^"]*+"')
TONES = {Severity.HIGH: Tone.RED, Severity.WARNING: Tone.AMBER, Severity.INFO: Tone.BLUE}
TIED = "\x1f"
"""A blank at which no line ends. No name or value has it: control characters are shown as words."""

MOST_LINES = 3
"""Lines of a condition in a window; without a window it stands on a single line, whole."""


def render_text(outline: Outline, *, width: int | None = None, colour: bool = False) -> str:
    """The headline, the tree with its figures, the findings in full, and remarks.

    `width` is that of the window, if there is one; `colour` adds the codes of a terminal.
    """
    lines = [
        *_noted("", _listed(outline.headline), Tone.STRONG, width=width),
        [],
        *_tree(outline, width),
        *_findings(outline.groups, width),
        *_remarks(outline.remarks, width),
    ]
    return "\n".join(
        "".join(painted(piece, tone) if colour else piece for piece, tone in line) for line in lines
    )


def _tree(outline: Outline, width: int | None) -> Iterator[Line]:
    """The tree beside its columns, or above its figures where they do not fit."""
    all_columns = list(columns(outline))
    without_bars = [column for column in all_columns if column.name]
    for chosen in (all_columns, without_bars):
        cells = [["", *(column.name for column in chosen)]]
        cells += [_cells(row, chosen, width) for row in outline.rows]
        widths = [max(map(text.display_width, column)) for column in zip(*cells, strict=True)]
        if width is None or sum(widths) + 2 * len(chosen) <= width:
            yield _aligned(cells[0], widths, chosen, [Tone.QUIET] * len(cells[0]))
            for row, line in zip(outline.rows, cells[1:], strict=True):
                tones = [column.tone(row.figures) for column in chosen]
                [(name, _), *rest] = _aligned(line, widths, chosen, [None, *tones])
                branch = _branch(row, width)
                tone = Tone.STRONG if row.hot else None
                yield [(branch, Tone.QUIET), (name.removeprefix(branch), tone), *rest]
                yield from _below(row, width)
            return
    for row in outline.rows:
        yield from _stacked(row, without_bars, width)


def _cells(row: Row, chosen: Sequence[Column], width: int | None) -> list[str]:
    name = _branch(row, width) + text.plain(row.title)
    return [name, *(column.as_text(row.figures) for column in chosen)]


def _aligned(
    cells: Sequence[str],
    widths: Sequence[int],
    chosen: Sequence[Column],
    tones: Sequence[Tone | None],
) -> Line:
    """Columns two blanks apart, and nothing after the last that says something."""
    signs = ["<", *(column.align for column in chosen)]
    last = max((at for at, cell in enumerate(cells) if cell), default=-1)
    line: Line = []
    for at in range(last + 1):
        padded = text.pad(cells[at], widths[at], signs[at])
        line += [(padded.rstrip() if at == last else padded, tones[at]), ("  ", None)]
    return line[:-1]


def _stacked(row: Row, named: Sequence[Column], width: int | None) -> Iterator[Line]:
    """The name, in as many lines as it needs, and the figures in words below it."""
    tone = Tone.STRONG if row.hot else None
    branch, stem = _branch(row, width), _stem(row, width)
    line = ""
    for part in map(text.plain, row.parts):
        longer = f"{line} {part}" if line else part
        if line and width is not None and text.display_width(branch + longer) > width:
            yield [(branch, Tone.QUIET), (line, tone)]
            branch, longer = stem, f"  {part}"
        line = longer
    yield [(branch, Tone.QUIET), (line, tone)]
    told = [(column.name, column.as_text(row.figures)) for column in named]
    words = [f"{name} {v}" for name, v in told if v and (name, v) != ("loops", "1")]
    alarm = (Tone.RED if row.figures.awful else Tone.AMBER) if row.figures.off else None
    yield from _noted(stem, _listed(words), alarm, width=width)
    yield from _below(row, width)


def _below(row: Row, width: int | None) -> Iterator[Line]:
    """What there is to say of a node below its line."""
    stem = _stem(row, width)
    for finding in row.findings:
        words = f"! {finding.severity} {finding.code}: {text.plain(finding.title)}"
        yield from _noted(stem, words, TONES[finding.severity], width=width)
    for name, value in row.conditions:
        words = f"{name}: {QUOTED.sub(_tied, text.plain(value))}"
        yield from _noted(stem, words, Tone.QUIET, width=width, most=MOST_LINES)
    measures = _listed([f"{name}: {text.plain(value)}" for name, value in row.measures])
    for words in (measures, *(f"{name}: {text.plain(value)}" for name, value in row.workers)):
        if words:
            yield from _noted(stem, words, Tone.QUIET, width=width)


def _findings(groups: Sequence[Group], width: int | None) -> Iterator[Line]:
    if groups:
        yield []
        yield [("Findings", Tone.STRONG)]
    for group in groups:
        for finding, place in group.findings:
            # What stands beside a node is not told twice.
            told = f" at {text.plain(place)}" if place else f": {text.plain(finding.title)}"
            words = f"{finding.severity} {finding.code}{told}"
            yield from _noted("", words, TONES[finding.severity], width=width)
        for name, value in group.explained:
            yield from _noted("    ", f"{name}: {text.plain(value)}", None, width=width)
    if groups:
        yield []


def _remarks(remarks: Sequence[tuple[str, str]], width: int | None) -> Iterator[Line]:
    for name, value in remarks:
        words = f"{text.plain(name)}: {text.plain(value)}"
        yield from _noted("", words, Tone.QUIET, width=width)


def _noted(
    lead: str, words: str, tone: Tone | None, *, width: int | None, most: int | None = None
) -> Iterator[Line]:
    """Words behind their lead, in as many lines as the window needs."""
    room = None if width is None else width - text.display_width(lead)
    for line in [words] if room is None else wrapped(words, room, most):
        yield [(lead, Tone.QUIET), (line.replace(TIED, " "), tone)]


def _tied(quoted: re.Match[str]) -> str:
    return quoted[0].replace(" ", TIED)


def _listed(several: Sequence[str]) -> str:
    """Several in a row, each of which stays on one line."""
    return f"{TIED}· ".join(each.replace(" ", TIED) for each in several)


def _branch(row: Row, width: int | None) -> str:
    if not row.lasts:
        return ""
    return _rails(row, row.lasts[:-1], width) + ("└─ " if row.lasts[-1] else "├─ ")


def _stem(row: Row, width: int | None) -> str:
    return _rails(row, row.lasts, width) + ("│    " if row.has_children else "     ")


def _rails(row: Row, lasts: Sequence[bool], width: int | None) -> str:
    """The lines that pass a node's line; of many, or in a narrow window, the nearest alone."""
    most = len(lasts) if width is None else max(width // 8, 2)
    shown = "".join("   " if last else "│  " for last in lasts[-most:] if most)
    return (f"{CUT}  " if row.depth > len(row.lasts) or len(lasts) > most else "") + shown
