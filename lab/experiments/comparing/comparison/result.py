"""A comparison, which shows itself, weighs what it measured and judges what was predicted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from lab.experiments.comparing.comparison.answering import answer, answer_by_time
from lab.experiments.comparing.comparison.exports import chart_of, frame_of, json_of
from lab.experiments.comparing.comparison.remarks import (
    closing,
    plans_of,
    remarks_on,
)
from lab.experiments.comparing.comparison.sections import name_cell, sections
from lab.experiments.comparing.judging import judge
from lab.experiments.comparing.measured import Measured, Measurements
from lab.experiments.comparing.weighing import choose_fewest_indexes
from lab.experiments.deciding import settings_line
from lab.experiments.predicting import Prediction, Verdict
from lab.show import Chart, Shown, fragment, html, text
from lab.show.terminal import hanging, wrapped

WIDTH = 100
"""Columns that lines of words fill where there is no window; tables take what they need there."""


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Measurements, Shown):
    """What was measured of a query's variants, and how it shows itself."""

    shows_times: bool = False

    @property
    def fewest_indexes(self) -> Measured | None:
        """Of the variants within 5 % or 2 blocks of the best, the one with the fewest indexes."""
        return choose_fewest_indexes(self.variants)

    def judge(self, prediction: Prediction) -> Verdict:
        """Whether what was predicted is what was measured."""
        return judge(self, prediction)

    def timed(self) -> "Comparison":
        """The same, which shows its times too; they differ from run to run."""
        return replace(self, shows_times=True)

    def to_json(self) -> dict[str, Any]:
        """The comparison as `--json` prints it; what was not measured is None."""
        return json_of(self)

    def to_frame(self) -> Any:
        """A pandas.DataFrame: a row a variant, times and all; what was not measured is NA."""
        return frame_of(self)

    def chart(self) -> Chart:
        """Bars of the blocks that each variant touches; of its median time where times show."""
        return chart_of(self, times=self.shows_times)

    def __repr__(self) -> str:
        return f"Comparison({answer(self)})"

    def render_text(self, *, width: int | None = None) -> str:
        """The answer, a table of figures, then each variant's plan and what there is to say.

        Lines and tables fit into `width`, that of the window; None where there is none.
        """
        tables = [each.as_text(width) for each in sections(self, times=self.shows_times)]
        filled = width or WIDTH
        variants = "\n".join(line for each in self.variants for line in self._told(each, filled))
        below = [line for each in self._closing() for line in wrapped(text.plain(each), filled)]
        first = [line for each in self._answers() for line in wrapped(each, filled)]
        return "\n\n".join(["\n".join(first), *tables, variants, "\n".join(below)])

    def render_html(self) -> str:
        """The same, with bars for the blocks."""
        tables = [each.as_html() for each in sections(self, times=self.shows_times)]
        plans = [[name_cell(each.name), self._cell(each)] for each in self.variants]
        quiet = (html.element("div", html.data(each), css="lab-quiet") for each in self._closing())
        return fragment(
            *(html.title(html.data(each)) for each in self._answers()),
            *tables,
            html.element("div", html.table(["variant", "plan"], plans), css="lab-part"),
            html.element("div", html.join(list(quiet)), css="lab-part"),
        )

    def _answers(self) -> list[str]:
        """Which variant is the best, and by how much."""
        by_time = answer_by_time(self) if self.shows_times else ""
        return [answer(self), *([by_time] if by_time else [])]

    def _closing(self) -> list[str]:
        return [*closing(self, times=self.shows_times), settings_line(self.settings)]

    def _told(self, variant: Measured, width: int) -> Iterator[str]:
        """The variant's name with its plan, or above its several plans, and the remarks on it."""
        plans = list(plans_of(self, variant))
        beside = plans.pop() if len(plans) == 1 else ""
        remarks = remarks_on(self, variant, times=self.shows_times)
        yield from hanging(f"{variant.name}: {beside}".rstrip(), width, 6)
        for line in (*plans, *remarks):
            yield from (f"    {each}" for each in hanging(line, width - 4, 2))

    def _cell(self, variant: Measured) -> html.Markup:
        plans = [html.element("div", html.data(each)) for each in plans_of(self, variant)]
        remarks = remarks_on(self, variant, times=self.shows_times)
        quiet = [html.element("div", html.data(each), css="lab-quiet") for each in remarks]
        return html.element("div", html.join([*plans, *quiet]), css="lab-prose")
