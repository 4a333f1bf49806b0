"""A plan shown to people: as text, HTML, a picture, a page, a frame. All tell the same."""

from lab.plans.showing.frames import plan_frame
from lab.plans.showing.lines import render_text
from lab.plans.showing.markup import render_html
from lab.plans.showing.outline import Outline, outline_of
from lab.plans.showing.pages import write_page
from lab.plans.showing.picture import render_svg
from lab.plans.showing.remarks import headline

__all__ = [
    "Outline",
    "headline",
    "outline_of",
    "plan_frame",
    "render_html",
    "render_svg",
    "render_text",
    "write_page",
]
