"""Shapes for people: text tables, HTML without script, bar charts. Knows no database word."""

from lab.show.bars import Bar, Chart, histogram
from lab.show.html import Markup, fragment
from lab.show.shown import Shown, mimebundle

__all__ = ["Bar", "Chart", "Markup", "Shown", "fragment", "histogram", "mimebundle"]
