"""An outline of a plan as text and as HTML, column by column."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from lab.plans.showing.outline import Outline, Row
from lab.show import html, text

DEEPEST_INDENT = 40
BAR_WIDTH = 10


@dataclass(frozen=True, slots=True)
class _Column:
    """A column beside the tree: its name, its sign of alignment, and its cell in both forms."""

    name: str
    align: str
    as_text: Callable[[Row], str]
    as_html: Callable[[Row], object]


def _figure(name: str, read: Callable[[Row], str]) -> _Column:
    return _Column(name, ">", read, read)


def _bar(read: Callable[[Row], float]) -> _Column:
    return _Column(
        "",
        "<",
        lambda row: text.bar(read(row), BAR_WIDTH),
        lambda row: html.bar(read(row)) if read(row) else "",
    )


def _columns(outline: Outline) -> Iterator[_Column]:
    """The columns that have something to say."""
    if outline.analyzed:
        yield _figure("rows", lambda row: row.rows)
    yield _figure("planned", lambda row: row.planned)
    if any(row.off for row in outline.rows):
        yield _Column("estimate", "<", lambda row: row.off, _badge)
    if any(row.loops not in ("", "1") for row in outline.rows):
        yield _figure("loops", lambda row: row.loops)
    if any(row.cost for row in outline.rows):
        yield _figure("cost", lambda row: row.cost)
    if outline.with_blocks:
        yield _figure("blocks", lambda row: row.blocks)
        yield _bar(lambda row: row.blocks_bar)
    if outline.with_times:
        yield _figure("self time", lambda row: row.time)
        yield _bar(lambda row: row.time_bar)


def _badge(row: Row) -> object:
    return html.badge(row.off, hot=row.awful) if row.off else ""


def render_text(outline: Outline) -> str:
    """The headline, a line a node with its figures, its conditions below it, and remarks."""
    columns = list(_columns(outline))
    lines: list[list[str]] = [["", *(column.name for column in columns)]]
    for row in outline.rows:
        name = _branch(row) + text.plain(row.title)
        lines.append([name, *(column.as_text(row) for column in columns)])
        lines.extend([f"{_stem(row)}{name}: {text.plain(v)}"] for name, v in row.details)
    remarks = [f"{text.plain(name)}: {text.plain(value)}" for name, value in outline.remarks]
    tree = _aligned(lines, "<" + "".join(column.align for column in columns))
    return "\n".join([" · ".join(outline.headline), "", *tree, *remarks])


def _aligned(lines: Sequence[Sequence[str]], signs: str) -> list[str]:
    """Columns two blanks apart; a line of one cell, a condition, may be as long as it likes."""
    figures = [line for line in lines if len(line) > 1]
    widths = [max(map(text.display_width, column)) for column in zip_longest(*figures)]
    return ["  ".join(map(text.pad, line, widths, signs)).rstrip() for line in lines]


def _branch(row: Row) -> str:
    if not row.lasts:
        return ""
    return _rails(row.lasts[:-1]) + ("└─ " if row.lasts[-1] else "├─ ")


def _stem(row: Row) -> str:
    return _rails(row.lasts) + ("│    " if row.has_children else "     ")


def _rails(lasts: Sequence[bool]) -> str:
    return "".join("   " if last else "│  " for last in lasts)


def render_html(outline: Outline) -> str:
    """The same as a table: bars for blocks (and times), a badge where an estimate is far off."""
    head, *rest = outline.headline
    quiet = html.element("span", "".join(f" · {each}" for each in rest), css="lab-quiet")
    columns = list(_columns(outline))
    table = html.table(
        ["", *(html.element("span", column.name) for column in columns)],
        [[_node(row), *(column.as_html(row) for column in columns)] for row in outline.rows],
        "<" + "".join(column.align for column in columns),
    )
    title = html.element("div", html.join([head, quiet]), css="lab-title")
    return html.fragment(title, table, *(_said(*remark) for remark in outline.remarks))


def _node(row: Row) -> html.Markup:
    arrow = html.element("span", "└ ", css="lab-quiet") if row.lasts else ""
    name = html.element("div", html.join([arrow, html.data(row.title)]))
    conditions = html.element(
        "div",
        html.join([_said(name, html.code(value)) for name, value in row.details]),
        style="padding-left:1.1em" if row.lasts else "",
    )
    indent = 1.3 * max(min(len(row.lasts), DEEPEST_INDENT) - 1, 0)
    return html.element(
        "div",
        html.join([name, conditions if row.details else ""]),
        style=f"padding-left:{indent:.1f}em" if indent else "",
    )


def _said(name: str, value: object) -> html.Markup:
    return html.element("div", html.join([html.data(name), ": ", value]), css="lab-quiet")
