"""Boxes of lines joined by links, as one inline SVG that follows a light or a dark page."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from lab.show import html, text
from lab.show.box_layout import Layout, Point, Port, lay_out

LINE = 20
LETTER = 7.3
MARK = 38
PADDING = 9
LONGEST = 44
WIDE, SMALLEST = 1400, 0.7
"""A drawing wider than that many pixels is shrunk no further than so; then its page scrolls."""
FONT = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"


class End(enum.StrEnum):
    """How many stand at one end of a link."""

    ONE = "one"
    MAYBE_ONE = "zero or one"
    MANY = "zero or many"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a box: a short mark, a name, and a quiet note; the tip is for the pointer."""

    mark: str
    name: str
    note: str
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A titled box; the tip is shown when the pointer rests on the title."""

    title: str
    lines: tuple[Line, ...]
    tip: str = ""
    below: tuple[Line, ...] = ()
    """Further lines, under a rule."""

    @property
    def height(self) -> float:
        """Room for the title and every line."""
        return LINE * (len(self.lines) + len(self.below) + 1) + PADDING


@dataclass(frozen=True, slots=True)
class Link:
    """From a line to the line that it depends on, each told as (box, line); -1 is the title."""

    source: tuple[int, int]
    target: tuple[int, int]
    source_end: End
    target_end: End
    tip: str = ""


def boxes_svg(boxes: Sequence[Box], links: Sequence[Link], label: str) -> html.Markup:
    """The whole picture; `label` says in words what it shows."""
    layout = lay_out(
        [(width_of(box), box.height) for box in boxes],
        [(port(link.source), port(link.target)) for link in links],
    )
    width, height = f"{layout.width + 2:g}", f"{layout.height + 2:g}"
    least = f";min-width:{layout.width * SMALLEST:.0f}px" if layout.width > WIDE else ""
    lines = [link_svg(link, way) for link, way in zip(links, layout.routes, strict=True)]
    return html.Markup(
        f'<svg role="img" aria-label="{html.safe(label)}" xmlns="http://www.w3.org/2000/svg" '
        f'width="{width}" height="{height}" viewBox="-1 -1 {width} {height}" '
        f'style="max-width:100%;height:auto;color:inherit{least}" '
        f'font-family="{FONT}" font-size="12">\n'
        f'<g fill="none" stroke="currentColor" stroke-width="1.3" stroke-linejoin="round" '
        f'opacity=".6">\n{html.join(lines)}</g>\n'
        f'<g fill="currentColor">\n{html.join(boxes_at(boxes, layout))}</g>\n</svg>'
    )


def port(end: tuple[int, int]) -> Port:
    """Where on its box a link ends: at the middle of the line."""
    box, line = end
    return box, LINE * (line + 1.5)


def width_of(box: Box) -> float:
    """Room for the longest line, at the width that monospaced letters have in most fonts."""
    lines = [
        MARK + LETTER * (text.display_width(shown(line.name)) + 2 + text.display_width(line.note))
        for line in (*box.lines, *box.below)
    ]
    title = LETTER * 1.08 * text.display_width(shown(box.title))
    return round(max([title, *lines]) + 2 * PADDING)


def shown(name: str) -> str:
    """A name short enough for a box, with nothing in it that breaks a line."""
    plain = text.plain(name)
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"


def boxes_at(boxes: Sequence[Box], layout: Layout) -> list[html.Markup]:
    """Every box at its place."""
    places = zip(boxes, layout.corners, layout.widths, strict=True)
    return [box_svg(box, corner, width) for box, corner, width in places]


def box_svg(box: Box, corner: Point, width: float) -> html.Markup:
    """A frame, a title on a tinted ground, the lines; a rule before those below."""
    rows = [
        line_svg(line, LINE * (at + 1), width, bold=bool(line.mark) and at < len(box.lines))
        for at, line in enumerate((*box.lines, *box.below))
    ]
    if box.below:
        rule = f'<path d="M0 {LINE * (len(box.lines) + 1) + 2}h{width:g}" stroke="currentColor" '
        rows.append(html.Markup(f'{rule}stroke-opacity=".3"/>\n'))
    return html.Markup(
        f'<g transform="translate({corner[0]:g} {corner[1]:g})">'
        f"<title>{html.safe(box.tip or box.title)}</title>"
        f'<path d="M0 {LINE}V5a5 5 0 0 1 5-5H{width - 5:g}a5 5 0 0 1 5 5V{LINE}z" opacity=".13"/>'
        f'<rect width="{width:g}" height="{box.height:g}" rx="5" fill="none" stroke="currentColor" '
        f'stroke-opacity=".45"/>'
        f'<text x="{PADDING}" y="14.5" font-weight="700">{html.safe(shown(box.title))}</text>\n'
        f"{html.join(rows)}</g>\n"
    )


def line_svg(line: Line, top: float, width: float, *, bold: bool) -> html.Markup:
    """Mark, name and note of one line; the pointer tells the tip, or a shortened name in full."""
    base = f'y="{top + 16:g}"'
    tip = line.tip or (line.name if shown(line.name) != line.name else "")
    full = f"<title>{html.safe(tip)}</title>" if tip else ""
    weight = ' font-weight="600"' if bold else ""
    return html.Markup(
        f'<text x="{PADDING}" {base} font-size="9.5" opacity=".7">{html.safe(line.mark)}</text>'
        f'<text x="{PADDING + MARK}" {base}{weight}>{full}{html.safe(shown(line.name))}</text>'
        f'<text x="{width - PADDING:g}" {base} text-anchor="end" opacity=".62">'
        f"{html.safe(line.note)}</text>\n"
    )


def link_svg(link: Link, way: Sequence[Point]) -> html.Markup:
    """The line itself, with the signs for how many at both ends (crow's feet)."""
    (x, y), *rest = way
    corners = "".join(
        f"H{b[0]:g}" if a[1] == b[1] else f"V{b[1]:g}"
        for a, b in zip(way, rest, strict=False)
        if a != b
    )
    signs = end_sign(link.source_end, way[0], way[1]) + end_sign(link.target_end, way[-1], way[-2])
    return html.Markup(
        f'<g><title>{html.safe(link.tip)}</title><path d="M{x:g} {y:g}{corners}{signs}"/></g>\n'
    )


def end_sign(end: End, at: Point, towards: Point) -> str:
    """The path of the sign at one end of a link: fork is many, ring none, bar one."""
    x, y = at
    step = 1 if towards[0] > x else -1

    def bar(away: float) -> str:
        return f"M{x + away * step:g} {y - 4.5:g}v9"

    def ring(away: float) -> str:
        return f"M{x + away * step - 3:g} {y:g}a3 3 0 1 0 6 0a3 3 0 1 0-6 0"

    if end is End.MANY:
        return f"M{x:g} {y - 5:g}L{x + 9 * step:g} {y:g}L{x:g} {y + 5:g}" + ring(12)
    return bar(6) + (bar(10) if end is End.ONE else ring(12))
