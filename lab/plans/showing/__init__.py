"""A plan shown to people: as text, as HTML, as rows of a frame. All tell the same."""

from lab.plans.showing.outline import ESTIMATE, Outline, outline_rows
from lab.plans.showing.rendering import render_html, render_text

__all__ = ["ESTIMATE", "Outline", "outline_rows", "render_html", "render_text"]
