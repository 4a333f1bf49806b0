"""The big picture of a plan: its tree as boxes, filled by their share of the work.

The words in it are those of the rows; a line is the wider the more rows come along it (by powers
of ten). Of a plan with very many nodes it shows those nearest to the root.
"""

from collections.abc import Iterator, Sequence
from math import log10

from lab.findings import Severity
from lab.plans.showing.outline import Figures, Outline, Row
from lab.show import html
from lab.show.terminal import CUT
from lab.show.tree_boxes import AMBER, BLUE, RED, TreeBox, tree_svg

MOST_BOXES = 60
MARKS = {Severity.HIGH: RED, Severity.WARNING: AMBER, Severity.INFO: BLUE}
LEFT_OUT = TreeBox(CUT, "more below: see the table", "", 0.0, 1.0, (CUT,), faint=True)


def render_svg(outline: Outline, *, standalone: bool = False) -> html.Markup:
    """The picture; `standalone` makes it a file of its own."""
    rows = outline.rows
    drawn = set(_nearest(rows))
    stubs = {rows[at].parent: at for at in _first_left_out(rows, drawn)}
    order = sorted([*drawn, *stubs.values()])
    number = {at: position for position, at in enumerate(order)}
    boxes = [
        _box(rows[at], with_times=outline.with_times) if at in drawn else LEFT_OUT for at in order
    ]
    parents = [number.get(rows[at].parent, -1) for at in order]
    return tree_svg(boxes, parents, f"Plan: {rows[0].title}", standalone=standalone)


def _nearest(rows: Sequence[Row]) -> Sequence[int]:
    """The nodes that are drawn: whole levels from the top, of the last one the left part."""
    return sorted(range(len(rows)), key=lambda at: rows[at].depth)[:MOST_BOXES]


def _first_left_out(rows: Sequence[Row], drawn: set[int]) -> Iterator[int]:
    """The nodes that are not drawn below one that is; backwards, so that the first one stays."""
    for at in range(len(rows) - 1, -1, -1):
        if at not in drawn and rows[at].parent in drawn:
            yield at


def _box(row: Row, *, with_times: bool) -> TreeBox:
    figures = row.figures
    return TreeBox(
        name=row.parts[0],
        about=_about(row),
        figures=" · ".join(_short(figures)),
        fill=figures.time_bar if with_times else figures.blocks_bar,
        flow=1 + 1.3 * log10(max(figures.flow, 0.0) + 1),
        tip=(row.title, " · ".join(_long(figures)), *(each.title for each in row.findings)),
        mark=_mark(row),
        warning=figures.off,
        faint=row.never,
    )


def _mark(row: Row) -> str:
    gravest = max((each.severity for each in row.findings), key=lambda s: s.rank, default=None)
    return MARKS[gravest] if gravest else ""


def _about(row: Row) -> str:
    """The table with its alias, then the index."""
    named = [part.removeprefix("on ").removeprefix("using ") for part in row.parts[1:]]
    return " · ".join(reversed(named))


def _short(figures: Figures) -> Iterator[str]:
    """As much as fits into a box beside an estimate that was far off."""
    if figures.rows or figures.planned:
        yield f"rows {figures.rows}" if figures.rows else f"planned {figures.planned}"
    if figures.off:
        return
    if figures.time:
        yield figures.time
    elif figures.blocks:
        yield f"blocks {figures.blocks}"


def _long(figures: Figures) -> Iterator[str]:
    for name in ("rows", "planned", "loops", "cost", "blocks"):
        value = getattr(figures, name)
        if value and (name, value) != ("loops", "1"):
            yield f"{name} {value}"
    if figures.time:
        yield f"self time {figures.time}"
