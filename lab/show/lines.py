"""A chart of lines over a horizontal axis, as inline SVG and as text; logarithmic where it has to.

An axis is logarithmic where its values are all above 0 and span more than two decades; the vertical
one only beside a horizontal one that is, for then a power law is a straight line.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lab.errors import LabError
from lab.show import html, text
from lab.show.shown import Shown

COLOURS = ("#4b8bf4", "#d9822b", "#2a9d6f", "#b04bd6", "#d64545", "#8a7a4f")
DECADES = 2
WIDTH, HEIGHT = 520, 240
COLUMNS, ROWS = 56, 12
LETTER = 6.6
TICKS = 5


def number(value: float) -> str:
    """A number at an axis: `1,000`, `0.05`, `1e+07`."""
    return f"{value:,.0f}" if 1 <= abs(value) < 1e7 and value == round(value) else f"{value:.3g}"


@dataclass(frozen=True, slots=True)
class Line:
    """Points from left to right; `mark` is the letter that stands for them, `label` the words."""

    mark: str
    label: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """One axis: from where to where, and whether its steps are factors.

    `fixed` are the ticks where the values are no numbers, each with its label.
    """

    name: str
    low: float
    high: float
    is_log: bool
    unit: Callable[[float], str] = number
    fixed: tuple[tuple[float, str], ...] = ()

    def place(self, value: float) -> float:
        """Where on the axis a value stands, from 0 to 1."""
        low, high, at = (map(math.log10, (self.low, self.high, value)) if self.is_log else
                         (self.low, self.high, value))  # fmt: skip
        return (at - low) / (high - low) if high > low else 0.5

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Round values inside the axis, with their labels."""
        if self.fixed:
            return self.fixed
        found = _decades(self.low, self.high) if self.is_log else _steps(self.low, self.high)
        return tuple((value, self.unit(value)) for value in found)


@dataclass(frozen=True, slots=True, repr=False)
class Lines(Shown):
    """Lines under a title, over one horizontal and one vertical axis.

    Attributes:
        title: what is shown.
        x_name: what the horizontal axis is.
        y_name: what the vertical axis is.
        lines: at least one point in all of them.
        x_unit: how a value of the horizontal axis is worded.
        x_ticks: the ticks of the horizontal axis, where its values are no numbers.
        borders: places on the horizontal axis at which something changes; dashed in the picture.
    """

    title: str
    x_name: str
    y_name: str
    lines: tuple[Line, ...]
    x_unit: Callable[[float], str] = number
    x_ticks: tuple[tuple[float, str], ...] = ()
    borders: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self._points:
            raise LabError("A chart of lines needs a point", hint="Give at least one")
        if wrong := [pair for pair in self._points if not all(map(math.isfinite, pair))]:
            raise LabError(f"A point cannot be at {wrong[0]}", hint="Points need finite values")

    @property
    def x_scale(self) -> Scale:
        """The horizontal axis, from the first value to the last."""
        values = [x for x, _ in self._points]
        is_log = _spans_decades(values) and not self.x_ticks
        return Scale(self.x_name, min(values), max(values), is_log, self.x_unit, self.x_ticks)

    @property
    def y_scale(self) -> Scale:
        """The vertical axis; a linear one starts at 0."""
        values = [y for _, y in self._points]
        is_log = self.x_scale.is_log and _spans_decades(values)
        return Scale(self.y_name, min(values) if is_log else min(0.0, *values), max(values), is_log)

    @property
    def _points(self) -> list[tuple[float, float]]:
        return [point for line in self.lines for point in line.points]

    def __repr__(self) -> str:
        return (
            f"Lines({text.plain(self.title)}: {text.plural(len(self.lines), 'line')}, "
            f"{text.plural(len(self._points), 'point')})"
        )

    def render_text(self) -> str:
        """The title, the grid, and what its letters mean."""
        legend = [f"{line.mark}  {text.plain(line.label)}" for line in self.lines]
        return "\n".join([text.plain(self.title), "", self.plot(), "", *_unique(legend)])

    def render_html(self) -> str:
        """The title, the chart as one SVG, and what its colours mean."""
        title = html.title(html.data(self.title))
        return html.fragment(title, self.picture(), self._legend())

    def plot(self) -> str:
        """The points as letters on a grid, narrow enough for a terminal."""
        x, y = self.x_scale, self.y_scale
        grid = [[" "] * COLUMNS for _ in range(ROWS)]
        for line in self.lines:
            for at, value in line.points:
                grid[_cell(1 - y.place(value), ROWS)][_cell(x.place(at), COLUMNS)] = line.mark[:1]
        labels = {_cell(1 - y.place(at), ROWS): word for at, word in reversed(y.ticks)}
        room = max(map(text.display_width, labels.values()), default=0)
        rows = [
            f"{text.pad(labels.get(at, ''), room, '>')} {'┤' if at in labels else '│'}"
            f"{''.join(row)}".rstrip()
            for at, row in enumerate(grid)
        ]
        under = _under([(_cell(x.place(at), COLUMNS), word) for at, word in x.ticks])
        left = " " * (room + 2)
        below = [f"{left[:-1]}└{'─' * COLUMNS}", f"{left}{under}", f"{left}{_named(x)}"]
        return "\n".join([_named(y), *rows, *below])

    def picture(self) -> html.Markup:
        """The chart as one SVG, to stand inside a larger page."""
        x, y = self.x_scale, self.y_scale
        left = max(text.display_width(text.plain(word)) for _, word in y.ticks) * LETTER + 14
        width, height = left + WIDTH + 44, HEIGHT + 78
        parts = [_vertical(y, left), _horizontal(x, left)]
        parts += [_dashed(left + x.place(at) * WIDTH) for at in self.borders]
        parts += [self._drawn(line, left) for line in self.lines]
        svg = html.Markup(
            f'<svg role="img" width="{width:.0f}" height="{height}" '
            f'viewBox="0 0 {width:.0f} {height}" font-size="12" fill="currentColor">\n'
            f"<title>{html.safe(self.title)}</title>\n{html.join(parts)}</svg>"
        )
        return html.element("div", svg, css="lab-scroll")

    def _legend(self) -> html.Markup:
        entries = {}
        for line in self.lines:
            swatch = html.element("b", line.mark, style=f"color:{self._colour(line)}")
            entries[line.mark] = html.element(
                "div", html.join([swatch, "  ", html.data(line.label)])
            )
        return html.join(list(entries.values()))

    def _colour(self, line: Line) -> str:
        marks = _unique(each.mark for each in self.lines)
        return COLOURS[marks.index(line.mark) % len(COLOURS)]

    def _drawn(self, line: Line, left: float) -> html.Markup:
        x, y, colour = self.x_scale, self.y_scale, self._colour(line)
        at = [(left + x.place(a) * WIDTH, _down(y.place(b))) for a, b in line.points]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in at)
        dots = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5"/>' for a, b in at)
        a, b = at[0] if at else (0.0, 0.0)
        name = (
            f'<text x="{a + 6:.1f}" y="{b - 7:.1f}" font-weight="600">{html.safe(line.mark)}</text>'
        )
        return html.Markup(
            f'<g fill="{colour}"><polyline points="{path}" fill="none" stroke="{colour}" '
            f'stroke-width="2"/>{dots}{name if at else ""}</g>\n'
        )


def _down(place: float) -> float:
    """Pixels from the top of the picture."""
    return 36 + (1 - place) * HEIGHT


def _dashed(x: float) -> html.Markup:
    return html.Markup(
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_down(1)}" y2="{_down(0)}" stroke="currentColor" '
        f'opacity="0.4" stroke-dasharray="4 4"/>\n'
    )


def _vertical(scale: Scale, left: float) -> html.Markup:
    lines = [
        f'<line x1="{left:.1f}" x2="{left + WIDTH:.1f}" y1="{_down(scale.place(at)):.1f}" '
        f'y2="{_down(scale.place(at)):.1f}" stroke="currentColor" opacity="0.15"/>'
        f'<text x="{left - 8:.1f}" y="{_down(scale.place(at)) + 4:.1f}" text-anchor="end" '
        f'opacity="0.75">{html.safe(word)}</text>\n'
        for at, word in scale.ticks
    ]
    name = f'<text x="0" y="12" opacity="0.75">{html.safe(_named(scale))}</text>\n'
    return html.Markup("".join([name, *lines]))


def _horizontal(scale: Scale, left: float) -> html.Markup:
    base, shown, end = _down(0), [], -math.inf
    for at, word in scale.ticks:
        x = left + scale.place(at) * WIDTH
        half = text.display_width(text.plain(word)) * LETTER / 2
        shown.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{base}" y2="{base + 5}" stroke="currentColor"/>'
        )
        if x - half > end + 6:
            shown.append(
                f'<text x="{x:.1f}" y="{base + 18}" text-anchor="middle" opacity="0.75">'
                f"{html.safe(word)}</text>\n"
            )
            end = x + half
    line = (
        f'<line x1="{left:.1f}" x2="{left + WIDTH:.1f}" y1="{base}" y2="{base}" '
        f'stroke="currentColor" opacity="0.5"/>'
        f'<text x="{left + WIDTH / 2:.1f}" y="{base + 36}" text-anchor="middle" opacity="0.75">'
        f"{html.safe(_named(scale))}</text>\n"
    )
    return html.Markup("".join([line, *shown]))


def _named(scale: Scale) -> str:
    return text.plain(scale.name) + (" (logarithmic)" if scale.is_log else "")


def _cell(place: float, cells: int) -> int:
    return round(place * (cells - 1))


def _spans_decades(values: Sequence[float]) -> bool:
    return min(values) > 0 and math.log10(max(values) / min(values)) > DECADES


def _decades(low: float, high: float) -> list[float]:
    """Powers of ten inside; they are more than two decades apart, so there are two at least."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    stride = max(1, math.ceil((last - first) / (TICKS + 2)))
    return [10.0**power for power in range(first, last + 1, stride)]


def _steps(low: float, high: float) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten; both ends where there is nothing between."""
    if not high > low:
        return [low]
    raw = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= raw * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    # Rounded: multiples of a tenth are not exact.
    return [round(each * step, 12) for each in range(first, last + 1)]


def _under(places: Sequence[tuple[int, str]]) -> str:
    """Labels centred at their columns, those left out that would touch the one before."""
    line = ""
    for column, word in places:
        shown = text.plain(word)
        start = max(0, column - text.display_width(shown) // 2)
        if not line or start > text.display_width(line):
            line = text.pad(line, start) + shown
    return line


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
