"""A tree of boxes as one inline SVG, the root on top, that follows a light or a dark page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.show import html, text
from lab.show.terminal import cut
from lab.show.tree_layout import columns, levels

WIDTH, HEIGHT = 204, 58
ACROSS, DOWN = 16, 28
MARGIN = 6
FIRST, LINE = 19, 16
SMALLEST = 0.6
"""How far a picture may shrink to fit its page; what is wider still is scrolled."""

LETTERS = 27
"""Letters that fit into a box, whatever the font; fewer of the bold ones beside a mark."""

BLUE, AMBER, RED = "#4b8bf4", "#d9822b", "#d64545"
FONT = "system-ui,-apple-system,'Segoe UI','Noto Sans',sans-serif"
LOOKS = (' font-weight="600"', "", ' font-size="11" opacity=".85"')
"""Of the three lines of a box."""

XMLNS = ' xmlns="http://www.w3.org/2000/svg"'


@dataclass(frozen=True, slots=True)
class TreeBox:
    """One box: two lines and a quiet third, how full it is (0 to 1), what wants to be seen.

    `flow` is the width of the line to the box above, in pixels; `mark` a colour for a sign that
    something was found; `faint` boxes are those where nothing happened.
    """

    name: str
    about: str
    figures: str
    fill: float
    flow: float
    tip: tuple[str, ...]
    mark: str = ""
    warning: str = ""
    faint: bool = False


def tree_svg(
    boxes: Sequence[TreeBox], parents: Sequence[int], label: str, *, standalone: bool = False
) -> html.Markup:
    """The picture. Boxes stand before those below them; `parents` of a root is -1.

    `standalone` makes it a file of its own rather than a part of a page.
    """
    lefts = [round(MARGIN + each * (WIDTH + ACROSS)) for each in columns(parents)]
    tops = [MARGIN + each * (HEIGHT + DOWN) for each in levels(parents)]
    width = max(lefts, default=0) + WIDTH + MARGIN
    height = max(tops, default=0) + HEIGHT + MARGIN
    corners = list(zip(lefts, tops, strict=True))
    placed = list(zip(boxes, corners, strict=True))
    lines = "".join(_lines(boxes, parents, corners))
    frames = "\n".join(_frame(box, *corner) for box, corner in placed)
    words = "\n".join(_words(placed))
    marks = "".join(_mark(box, *corner) for box, corner in placed)
    # Tips belong to the frames: words and marks let the pointer through.
    return html.Markup(
        f'<svg{XMLNS if standalone else ""} role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" style="min-width:{width * SMALLEST:.0f}px" '
        f'font-family="{FONT}" font-size="12" fill="currentColor">\n'
        f"<title>{html.safe(label)}</title>\n"
        f'<g fill="none" stroke="currentColor" stroke-opacity=".28">{lines}</g>\n'
        f'<g fill="{BLUE}" stroke="currentColor" stroke-opacity=".3">{frames}</g>\n'
        f'<g pointer-events="none">{words}\n{marks}</g></svg>'
    )


def _lines(
    boxes: Sequence[TreeBox], parents: Sequence[int], corners: Sequence[tuple[int, int]]
) -> Iterator[str]:
    for box, parent, (left, top) in zip(boxes, parents, corners, strict=True):
        if parent < 0:
            continue
        above = corners[parent]
        start, end = above[0] + WIDTH // 2, left + WIDTH // 2
        bottom, middle = above[1] + HEIGHT, top - DOWN // 2
        yield (
            f'<path d="M{end} {top}C{end} {middle} {start} {middle} {start} {bottom}" '
            f'stroke-width="{box.flow:.1f}"/>'
        )


def _frame(box: TreeBox, left: int, top: int) -> str:
    look = f' stroke="{box.mark}" stroke-opacity="1"' if box.mark else ""
    look += ' stroke-dasharray="4 3"' if box.faint else ""
    filled = min(max(box.fill, 0.0), 1.0) * 0.42
    tip = "\n".join(map(html.safe, box.tip))
    return (
        f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="7" '
        f'fill-opacity="{filled:.2g}"{look}><title>{tip}</title></rect>'
    )


def _words(placed: Sequence[tuple[TreeBox, tuple[int, int]]]) -> Iterator[str]:
    """The lines of all boxes, sort by sort, so that each says only where it stands."""
    for sort, look in enumerate(LOOKS):
        texts = []
        for box, (left, top) in placed:
            lines = (_fitted(box.name, LETTERS - 3), _fitted(box.about, LETTERS), _figures(box))
            if lines[sort]:
                y = top + FIRST + LINE * sum(map(bool, lines[:sort]))
                texts.append(f'<text x="{left + 11}" y="{y}">{lines[sort]}</text>')
        yield f"<g{look}>{''.join(texts)}</g>"


def _figures(box: TreeBox) -> html.Markup:
    shown = _fitted(box.figures, LETTERS)
    if not box.warning:
        return shown
    warning = html.safe(box.warning)
    return html.Markup(f'{shown} <tspan fill="{AMBER}" font-weight="600">{warning}</tspan>')


def _mark(box: TreeBox, left: int, top: int) -> str:
    if not box.mark:
        return ""
    middle = left + WIDTH - 13
    return (
        f'<circle cx="{middle}" cy="{top + 13}" r="7.5" fill="{box.mark}"/>'
        f'<text x="{middle}" y="{top + 17}" fill="#fff" font-weight="700" '
        f'text-anchor="middle">!</text>'
    )


def _fitted(content: str, letters: int) -> html.Markup:
    return html.safe(cut(text.plain(content), letters))
