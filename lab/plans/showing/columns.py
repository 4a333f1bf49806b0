"""The columns of figures beside the tree: which there are, and each one's cell as text and HTML."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lab.plans.showing.outline import Figures, Outline
from lab.show import html, text
from lab.show.terminal import Tone

BAR_WIDTH = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name (a bar has none), its sign of alignment, and its cell in both forms."""

    name: str
    align: str
    as_text: Callable[[Figures], str]
    as_html: Callable[[Figures], object]
    tone: Callable[[Figures], Tone | None] = lambda _: None


def columns(outline: Outline) -> Iterator[Column]:
    """The columns that have something to say."""
    figures = [row.figures for row in outline.rows]
    if outline.analyzed:
        yield _figure("rows", lambda each: each.rows)
    yield _figure("planned", lambda each: each.planned)
    if any(each.off for each in figures):
        yield Column("estimate", "<", lambda each: each.off, _badge, _alarm)
    if any(each.loops not in ("", "1") for each in figures):
        yield _figure("loops", lambda each: each.loops)
    if any(each.cost for each in figures):
        yield _figure("cost", lambda each: each.cost)
    if outline.with_blocks:
        yield _figure("blocks", lambda each: each.blocks)
        yield _bar(lambda each: each.blocks_bar)
    if outline.with_times:
        yield _figure("self time", lambda each: each.time)
        yield _bar(lambda each: each.time_bar)


def _figure(name: str, read: Callable[[Figures], str]) -> Column:
    return Column(name, ">", read, lambda each: html.safe(read(each)))


def _bar(read: Callable[[Figures], float]) -> Column:
    return Column(
        "",
        "<",
        lambda each: text.bar(read(each), BAR_WIDTH),
        lambda each: html.bar(read(each)) if read(each) else html.safe(""),
        lambda _: Tone.BLUE,
    )


def _badge(each: Figures) -> object:
    return html.badge(each.off, hot=each.awful) if each.off else html.safe("")


def _alarm(each: Figures) -> Tone | None:
    return Tone.RED if each.awful else Tone.AMBER
