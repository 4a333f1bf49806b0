"""An outline of a plan as HTML: the same rows as a table, the findings in full, and a picture."""

from collections.abc import Iterator, Sequence

from lab.findings import Finding, Severity
from lab.plans.showing.columns import columns
from lab.plans.showing.outline import Group, Outline, Row
from lab.plans.showing.picture import render_svg
from lab.show import html

LONG = 200
"""Letters of conditions from which on they are folded away until somebody asks."""

PICTURE = "Big picture"


def render_html(outline: Outline) -> str:
    """A table with bars and badges, what was found, remarks; the picture unfolds on demand."""
    return html.fragment(*_parts(outline, opened=False))


def render_page(outline: Outline, heading: object, *more: object) -> str:
    """The same for a page of its own, where the picture is unfolded."""
    return html.fragment(heading, *_parts(outline, opened=True), *more)


def _parts(outline: Outline, *, opened: bool) -> Iterator[html.Markup]:
    head, *rest = outline.headline
    quiet = html.element("span", "".join(f" · {each}" for each in rest), css="lab-quiet")
    yield html.element("div", html.join([head, quiet]), css="lab-title")
    yield _table(outline)
    if outline.groups:
        yield html.element("div", "Findings", css="lab-title lab-part")
    for group in outline.groups:
        yield _group(group)
    picture = html.element("div", render_svg(outline), css="lab-scroll")
    yield html.details(PICTURE, picture, opened=opened)
    if said := [_said(*each) for each in outline.remarks]:
        yield html.element("div", html.join(said), css="lab-part")


def _table(outline: Outline) -> html.Markup:
    chosen = list(columns(outline))
    return html.table(
        [html.safe(""), *(html.safe(column.name) for column in chosen)],
        [[_node(row), *(column.as_html(row.figures) for column in chosen)] for row in outline.rows],
        "<" + "".join(column.align for column in chosen),
    )


def _node(row: Row) -> html.Markup:
    arrow = html.element("span", "└ ", css="lab-quiet") if row.lasts else ""
    name = html.element("div", html.join([arrow, html.data(row.title)]))
    below = [*map(_badged, row.findings), *_conditions(row.conditions)]
    below += [_listed(row.measures)] if row.measures else []
    below += [_said(*worker) for worker in row.workers]
    words = html.element("div", html.join(below), style="padding-left:1.1em" if row.lasts else "")
    indent = 1.3 * max(len(row.lasts) - 1, 0)
    return html.element(
        "div",
        html.join([name, words if below else ""]),
        style=f"padding-left:{indent:.1f}em" if indent else "",
    )


def _conditions(told: Sequence[tuple[str, str]]) -> Iterator[html.Markup]:
    """Short ones as they are; long ones below the first, which names those that it covers."""
    shown = [(html.join([f"{name}: ", html.code(value)])) for name, value in told]
    lines = [html.element("div", each, css="lab-quiet") for each in shown]
    if sum(len(name) + len(value) for name, value in told) <= LONG:
        yield from lines
        return
    others = ", ".join(name for name, _ in told[1:])
    summary = html.join([shown[0], f" and {others}" if others else ""])
    yield html.details(summary, html.join(lines[1:]), css="lab-cut")


def _listed(told: Sequence[tuple[str, str]]) -> html.Markup:
    words = " · ".join(f"{name}: {value}" for name, value in told)
    return html.element("div", html.data(words), css="lab-quiet lab-prose")


def _badged(finding: Finding, place: str = "") -> html.Markup:
    # What stands beside a node is not told twice.
    told = html.join(["at ", html.data(place)]) if place else html.data(finding.title)
    words = [_badge(finding), " ", told]
    return html.element("div", html.join(words), css="lab-prose")


def _badge(finding: Finding) -> html.Markup:
    return html.badge(
        f"{finding.severity} {finding.code}",
        hot=finding.severity is Severity.HIGH,
        good=finding.severity is Severity.INFO,
    )


def _group(group: Group) -> html.Markup:
    lines = [_badged(*each) for each in group.findings]
    explained = [_said(name, html.data(value)) for name, value in group.explained]
    words = html.element("div", html.join(explained), style="padding-left:1.1em")
    return html.element("div", html.join([*lines, words]), css="lab-prose")


def _said(name: str, value: object) -> html.Markup:
    return html.element("div", html.join([html.data(name), ": ", value]), css="lab-quiet")
