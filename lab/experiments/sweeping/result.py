"""The result of a sweep: how it shows itself and is handed to programs."""

from dataclasses import dataclass, replace
from typing import Any

from lab.experiments.deciding import settings_line
from lab.experiments.sweeping.axes import as_json
from lab.experiments.sweeping.crossing import Crossover
from lab.experiments.sweeping.growth import Exponent
from lab.experiments.sweeping.points import Point
from lab.experiments.sweeping.showing import answer, chart_of, marks_of, remarks_of, table_of
from lab.experiments.sweeping.swept import Swept
from lab.show import Shown, fragment, html, text
from lab.show.frames import as_frame
from lab.show.lines import Lines
from lab.show.terminal import hanging

TERMINAL = 79


@dataclass(frozen=True, slots=True, repr=False)
class Sweep(Swept, Shown):
    """What was measured of a query at each value, and how it shows itself."""

    shows_times: bool = False

    def timed(self) -> "Sweep":
        """The same, which shows its times too; they differ from run to run."""
        return replace(self, shows_times=True)

    def chart(self) -> Lines:
        """Blocks over what was swept, a line for each plan.

        Raises:
            LabError: nothing was measured.
        """
        return chart_of(self)

    def to_frame(self) -> Any:
        """A pandas.DataFrame: a row a value, times and all."""
        return as_frame([_row(point) for point in self.points])

    def to_json(self) -> dict[str, Any]:
        """The sweep as `--json` prints it."""
        return {
            "query": self.query.name,
            "over": self.axis.title,
            "settings": dict(self.settings),
            "interrupted": self.interrupted,
            "points": [
                _row(point) | {"value": as_json(point.value), "parameter": as_json(point.parameter)}
                for point in self.points
            ],
            "crossovers": [_changed(each) for each in self.crossovers],
            "cheapest": [_changed(each) for each in self.cheapest],
            "exponent": _fitted(self.exponent),
            "time_exponent": _fitted(self.time_exponent),
        }

    def __repr__(self) -> str:
        return f"Sweep({answer(self)})"

    def render_text(self) -> str:
        """The answer, the figures, the plans, where they change, the chart; for a terminal."""
        plans = [f"{mark}  {text.plain(shape)}" for shape, mark in marks_of(self).items()]
        told = remarks_of(self, times=self.shows_times)
        remarks = [line for each in told for line in hanging(each, TERMINAL, 2)]
        parts = [
            "\n".join(hanging(answer(self), TERMINAL, 0)),
            text.table(*table_of(self, times=self.shows_times)),
        ]
        parts += ["\n".join(plans), "\n".join(remarks)]
        parts += [self.chart().plot()] if self._is_measured else []
        settings = hanging(settings_line(self.settings), TERMINAL, 0)
        return "\n\n".join([*parts, "\n".join(settings)])

    def render_html(self) -> str:
        """The same, with the chart as a picture."""
        headers, rows, align = table_of(self, times=self.shows_times)
        plans = [
            [mark, html.element("div", html.data(shape), css="lab-prose")]
            for shape, mark in marks_of(self).items()
        ]
        remarks = remarks_of(self, times=self.shows_times)
        told = [html.element("div", html.data(each), css="lab-prose") for each in remarks]
        return fragment(
            html.title(html.data(answer(self))),
            html.table(headers, rows, align),
            *([self.chart().picture()] if self._is_measured else []),
            html.table(["", "plan"], plans),
            html.element("div", html.join(told), css="lab-part"),
            html.element("div", settings_line(self.settings), css="lab-quiet"),
        )

    @property
    def _is_measured(self) -> bool:
        return any(point.blocks is not None for point in self.points)


def _row(point: Point) -> dict[str, Any]:
    return {
        "value": point.value,
        "parameter": point.parameter,
        "selectivity": point.selectivity,
        "plan_shape": point.shape,
        "rows": point.rows,
        "blocks": point.blocks,
        "rivals": dict(point.rivals),
        "cost": point.cost,
        "time_ms": point.time_ms,
        "outcome": str(point.outcome),
    }


def _changed(crossover: Crossover) -> dict[str, Any]:
    return {
        "before": crossover.before,
        "after": crossover.after,
        "low": as_json(crossover.low),
        "high": as_json(crossover.high),
        "selectivity": crossover.selectivity,
    }


def _fitted(exponent: Exponent | None) -> dict[str, float] | None:
    if exponent is None:
        return None
    return {
        "value": exponent.value,
        "low": exponent.low,
        "high": exponent.high,
        "r_squared": exponent.r_squared,
    }
