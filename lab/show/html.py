"""HTML for people: everything escaped, no script, colours that follow a light or a dark page.

Lines and quiet text are mixed from `currentColor`, which is the page's own; so the theme of
JupyterLab counts, not that of the operating system. Where a page strips `<style>` (GitHub), plain
tables remain, in which widths and indents stand inline.
"""

from collections.abc import Sequence
from html import escape

from lab.show.text import plain

STYLE = """<style>
.lab{--lab-bar:#4b8bf4;--lab-warm:#d9822b;--lab-hot:#d64545;\
--lab-line:color-mix(in srgb,currentColor 16%,transparent);\
--lab-quiet:color-mix(in srgb,currentColor 62%,transparent);\
font-size:13px;line-height:1.45;overflow-x:auto;color:inherit}
.lab .lab-title,.lab .lab-title strong{font-weight:600}
.lab .lab-title{margin:.2em 0 .5em}
.lab>.lab-quiet{margin-top:.4em}
.lab .lab-quiet{color:var(--lab-quiet);font-weight:400}
.lab table.lab-table{border-collapse:collapse;table-layout:auto;width:auto;margin:0;border:0;\
font-size:inherit;color:inherit;font-variant-numeric:tabular-nums}
.lab table.lab-table :is(th,td){padding:.25em .65em;text-align:left;vertical-align:top;\
border:0;border-bottom:1px solid var(--lab-line);background:none;white-space:nowrap;max-width:none}
.lab table.lab-table th{color:var(--lab-quiet);font-weight:500;font-size:.9em;\
vertical-align:bottom}
.lab table.lab-table tbody tr{background:none}
.lab table.lab-table tbody tr:last-child td{border-bottom:0}
.lab table.lab-table tbody tr:hover{background:color-mix(in srgb,currentColor 5%,transparent)}
.lab .lab-badge{display:inline-block;border-radius:.7em;padding:0 .55em;font-size:.85em;\
font-weight:600;color:#fff;background:var(--lab-warm)}
.lab .lab-hot{background:var(--lab-hot)}
.lab .lab-good{background:var(--lab-bar)}
.lab .lab-track{display:inline-block;width:5.5em;height:.65em;border-radius:2px;\
background:color-mix(in srgb,currentColor 8%,transparent)}
.lab .lab-track i{display:block;height:100%;min-width:1px;border-radius:2px;\
background:var(--lab-bar)}
.lab table.lab-table code{font-size:.92em;background:none;padding:0;color:inherit;\
white-space:pre-wrap;overflow-wrap:anywhere}
.lab table.lab-table .lab-prose{white-space:normal;min-width:20em;max-width:52em}
.lab table.lab-table :is(th,.lab-name){white-space:normal}
.lab .lab-prose{max-width:76em;margin:.15em 0}
.lab .lab-part{margin-top:.8em}
.lab details{margin:.1em 0}
.lab>details{margin:.5em 0}
.lab summary{cursor:pointer;color:var(--lab-quiet)}
.lab details:not([open])>summary.lab-cut code{display:inline-block;max-width:34em;overflow:hidden;\
text-overflow:ellipsis;white-space:nowrap;vertical-align:bottom}
.lab .lab-scroll{overflow:auto;max-height:48em;padding:.4em 0}
.lab .lab-scroll svg{max-width:100%;height:auto}
</style>"""


class Markup(str):
    """HTML that the lab made itself; every other string is data, and is escaped."""

    __slots__ = ()


def safe(value: object) -> Markup:
    """The value as HTML: data escaped, what is HTML already left alone."""
    return value if isinstance(value, Markup) else Markup(escape(plain(value)))


def join(parts: Sequence[object], between: str = "") -> Markup:
    """The parts in a row, each of them made safe."""
    return Markup(escape(between).join(safe(part) for part in parts))


def element(name: str, content: object = "", *, css: str = "", style: str = "") -> Markup:
    """One element with its content made safe; `css` are its classes, `style` stands inline."""
    classes = f' class="{escape(css)}"' if css else ""
    inline = f' style="{escape(style)}"' if style else ""
    return Markup(f"<{name}{classes}{inline}>{safe(content)}</{name}>")


def data(value: object) -> Markup:
    """A name or a value of the person's, isolated: its direction of writing stays inside."""
    return element("bdi", value)


def code(value: object) -> Markup:
    """A piece of a program."""
    return element("code", data(value))


def title(value: object) -> Markup:
    """The line that is read first; it is bold where a page strips the style, too."""
    return element("div", element("strong", value), css="lab-title")


def badge(value: object, *, hot: bool = False, good: bool = False) -> Markup:
    """A word that wants to be seen, in amber; `hot` makes it red, `good` blue."""
    tone = " lab-hot" if hot else " lab-good" if good else ""
    return element("span", value, css=f"lab-badge{tone}")


def details(summary: object, content: object, *, opened: bool = False, css: str = "") -> Markup:
    """What unfolds below its summary, without a script."""
    classes = f' class="{escape(css)}"' if css else ""
    state = " open" if opened else ""
    return Markup(
        f"<details{state}><summary{classes}>{safe(summary)}</summary>{safe(content)}</details>"
    )


def bar(fraction: float) -> Markup:
    """A bar, filled from 0 to 1."""
    width = 100 * min(max(fraction, 0.0), 1.0)
    fill = element("i", style=f"width:{width:.1f}%") if width else ""
    return element("span", fill, css="lab-track")


def table(headers: Sequence[object], rows: Sequence[Sequence[object]], align: str = "") -> Markup:
    """Rows under their headers; `align` has one sign a column, `>` for numbers."""
    signs = align.ljust(len(headers), "<")
    head = join([_cell("th", cell, sign) for cell, sign in zip(headers, signs, strict=False)])
    body = join(
        [
            Markup(
                f"<tr>{join([_cell('td', *pair) for pair in zip(row, signs, strict=False)])}</tr>\n"
            )
            for row in rows
        ]
    )
    return Markup(
        f'<table class="lab-table"><thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table>'
    )


def _cell(name: str, content: object, sign: str) -> Markup:
    shown = content if isinstance(content, Markup) else data(content)
    # Inline too: JupyterLab sets cells to the right where the notebook is not trusted yet.
    return element(name, shown, style=f"text-align:{'right' if sign == '>' else 'left'}")


def fragment(*parts: object) -> str:
    """The parts as one piece of a page, with the style that they need."""
    return str(Markup(f'<div class="lab">{STYLE}\n{join(parts)}\n</div>'))
