"""A plan as one page that needs nothing else: to keep, to send, to attach to a ticket."""

from html import escape
from pathlib import Path

from lab.errors import LabError
from lab.plans.showing.lines import render_text
from lab.plans.showing.markup import render_page
from lab.plans.showing.outline import Outline
from lab.show import html, text
from lab.show.terminal import cut

LONGEST_TITLE = 200

STYLE = """<style>
:root{color-scheme:light dark}
body{margin:2rem auto;max-width:96rem;padding:0 1.5rem;background:#fff;color:#1c2430;\
font-family:system-ui,-apple-system,'Segoe UI','Noto Sans',sans-serif}
h1{font-size:1.05rem;font-weight:600;margin:0 0 1rem;overflow-wrap:anywhere}
pre{font-size:12px;line-height:1.4;overflow-x:auto;padding:.8rem 1rem;border-radius:7px;\
background:color-mix(in srgb,currentColor 6%,transparent)}
body .lab .lab-scroll{max-height:none}
@media (prefers-color-scheme:dark){body{background:#14181f;color:#dfe5ee}}
</style>"""


def write_page(path: str | Path, outline: Outline, statement: str = "") -> Path:
    """Write the page to a file and return its path.

    Raises:
        LabError: it is a folder, or the file cannot be written.
    """
    target = Path(path)
    if target.is_dir():
        raise LabError(f"'{path}' is a folder", hint="Name a file in it, as in plan.html")
    try:
        target.write_text(_page(outline, statement), encoding="utf-8")
    except OSError as error:
        raise LabError(
            f"'{path}' cannot be written: {error.strerror or error}",
            hint="Name a file in a folder that exists and is yours",
        ) from None
    return target


def _page(outline: Outline, statement: str) -> str:
    title = cut(text.plain(outline.shape), LONGEST_TITLE)
    heading = html.element("h1", html.data(title))
    asked = _block(statement) if statement else html.safe("")
    twin = html.details("As text", _block(render_text(outline)))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Plan: {escape(title)}</title>\n{STYLE}</head>\n"
        f"<body>{render_page(outline, html.join([heading, asked]), twin)}</body></html>\n"
    )


def _block(lines: str) -> html.Markup:
    """Lines as they are: each made harmless by itself, so that it stays a line."""
    kept = [text.plain(line.expandtabs(4)) for line in lines.split("\n")]
    return html.Markup(f"<pre>{escape(chr(10).join(kept))}</pre>")
