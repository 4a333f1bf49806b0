"""A chart of horizontal bars, as inline SVG and as text; a histogram is one of them."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lab.errors import LabError
from lab.show import html, text
from lab.show.shown import Shown

BAR_WIDTH = 320
ROW_HEIGHT = 20
LETTER = 6.6


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it stands for, how long it is, and the value in words."""

    label: str
    value: float
    shown: str


@dataclass(frozen=True, slots=True, repr=False)
class Chart(Shown):
    """Horizontal bars under a title, all on one scale that starts at zero."""

    title: str
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        for bar in self.bars:
            if not (math.isfinite(bar.value) and bar.value >= 0):
                raise LabError(
                    f"A bar cannot be {bar.value} long ('{text.plain(bar.label)}')",
                    hint="Bars need finite values of at least 0",
                )

    def __repr__(self) -> str:
        if not self.bars:
            return f"Chart({text.plain(self.title)}: no bars)"
        longest = max(self.bars, key=lambda bar: bar.value)
        return (
            f"Chart({text.plain(self.title)}: {text.plural(len(self.bars), 'bar')}, "
            f"longest {text.plain(longest.label)} at {text.plain(longest.shown)})"
        )

    def render_text(self) -> str:
        """The title, and a line of block characters a bar."""
        rows = [(bar.label, bar.shown, text.bar(self._fraction(bar), 40)) for bar in self.bars]
        lines = text.table(("", "", ""), rows, "<>").split("\n")[2:]
        return "\n".join([text.plain(self.title), *lines])

    def render_html(self) -> str:
        """The title, and the bars as one SVG."""
        return html.fragment(html.title(html.data(self.title)), self._svg())

    def _fraction(self, bar: Bar) -> float:
        longest = max(each.value for each in self.bars)
        return bar.value / longest if longest else 0.0

    def _svg(self) -> html.Markup:
        left = _room(bar.label for bar in self.bars)
        right = _room(bar.shown for bar in self.bars)
        width, height = left + BAR_WIDTH + right, ROW_HEIGHT * len(self.bars)
        rows = [self._row(bar, left, ROW_HEIGHT * at) for at, bar in enumerate(self.bars)]
        return html.Markup(
            f'<svg role="img" width="{width:.0f}" height="{height}" '
            f'viewBox="0 0 {width:.0f} {height}" font-size="12" fill="currentColor">\n'
            f"<title>{html.safe(self.title)}</title>\n{html.join(rows)}</svg>"
        )

    def _row(self, bar: Bar, left: float, top: int) -> html.Markup:
        length = self._fraction(bar) * BAR_WIDTH
        middle = top + ROW_HEIGHT / 2 + 4
        return html.Markup(
            f'<text x="{left - 8:.0f}" y="{middle:.0f}" text-anchor="end">'
            f"{html.safe(bar.label)}</text>"
            f'<rect x="{left:.0f}" y="{top + 3}" width="{length:.1f}" '
            f'height="{ROW_HEIGHT - 6}" rx="2" fill="#4b8bf4"/>'
            f'<text x="{left + length + 6:.0f}" y="{middle:.0f}" opacity="0.75">'
            f"{html.safe(bar.shown)}</text>\n"
        )


def _room(labels: Iterable[str]) -> float:
    widths = [text.display_width(text.plain(label)) for label in labels]
    return max(widths, default=0) * LETTER + 16


def histogram(
    title: str,
    values: Sequence[float],
    *,
    bins: int = 10,
    unit: Callable[[float], str] = text.count,
) -> Chart:
    """How many of the values fall into each of `bins` ranges of equal width.

    A range includes its lower end; the last one its upper end too. `unit` words the ends.
    """
    if bins < 1:
        raise LabError(f"A histogram cannot have {bins} bins", hint="Ask for at least one")
    if not values:
        return Chart(title, ())
    low, high = min(values), max(values)
    step = (high - low) / bins
    counts = [0] * bins
    for value in values:
        counts[min(int((value - low) / step), bins - 1) if step else 0] += 1
    ends = [low + step * at for at in range(bins)] + [high]
    return Chart(
        title,
        tuple(
            Bar(f"{unit(ends[at])} to {unit(ends[at + 1])}", number, text.count(number))
            for at, number in enumerate(counts[: bins if step else 1])
        ),
    )
