"""The result of a comparison: what each variant measured, and how it is shown."""

from dataclasses import dataclass, replace
from typing import Any

from lab.experiments.measured import Measured, Measurements
from lab.experiments.predicting import Prediction, Verdict, judge
from lab.show import Shown, fragment, html, text


@dataclass(frozen=True, slots=True, repr=False)
class Comparison(Measurements, Shown):
    """What was measured of a query's variants, and how it shows itself."""

    shows_times: bool = False

    def judge(self, prediction: Prediction) -> Verdict:
        """Whether what was predicted is what was measured."""
        return judge(self, prediction)

    def timed(self) -> "Comparison":
        """The same, which shows its times too; they differ from run to run."""
        return replace(self, shows_times=True)

    def to_json(self) -> dict[str, Any]:
        """The comparison as `--json` prints it; write figures are None until they are measured."""
        return {
            "query": self.query.name,
            "noise_floor": self.noise_floor,
            "settings": dict(self.settings),
            "variants": [_as_json(variant) for variant in self.variants],
        }

    def __repr__(self) -> str:
        best, base = self.fewest_blocks, self.baseline
        return (
            f"Comparison({text.plain(self.query.name)}: {text.plain(best.name)} touches "
            f"{text.plural(best.blocks, 'block')}, {text.plain(base.name)} {base.blocks:,})"
        )

    def render_text(self) -> str:
        """A table of figures, then each variant's plan and the settings."""
        headers, rows = self._table()
        plans = [[variant.name, variant.plan.shape] for variant in self.variants]
        parts = [
            self._title(),
            text.table(headers, rows, align=self._align()),
            text.table(["variant", "plan"], plans),
            self._settings(),
        ]
        if self.shows_times:
            parts.insert(2, self._noise())
        return "\n\n".join(parts)

    def render_html(self) -> str:
        """The same, with bars for the blocks."""
        headers, rows = self._table()
        most = max(variant.blocks for variant in self.variants) or 1
        bars = [html.bar(variant.blocks / most) for variant in self.variants]
        barred = [[*row[:2], bar, *row[2:]] for row, bar in zip(rows, bars, strict=True)]
        plans = [[variant.name, _wrapping(variant.plan.shape)] for variant in self.variants]
        remarks = [self._noise()] if self.shows_times else []
        return fragment(
            html.element("div", self._title(), css="lab-title"),
            html.table([*headers[:2], "", *headers[2:]], barred, align="<><>>>>>"),
            *(html.element("div", each, css="lab-quiet") for each in remarks),
            html.table(["variant", "plan"], plans),
            html.element("div", self._settings(), css="lab-quiet"),
        )

    def _title(self) -> str:
        return f"{self.query.name}: {text.plural(len(self.variants), 'variant')}"

    def _align(self) -> str:
        return "<>>>>>>" if self.shows_times else "<>>>"

    def _table(self) -> tuple[list[str], list[list[object]]]:
        headers = ["variant", "blocks", "rows", "index size"]
        rows: list[list[object]] = [
            [
                variant.name,
                text.count(variant.blocks),
                text.count(variant.plan.total_rows or 0),
                text.size(variant.index_bytes) if variant.index_names else "-",
            ]
            for variant in self.variants
        ]
        if self.shows_times:
            headers += ["build", "time", "of baseline (95 %)", "verdict"]
            for row, variant in zip(rows, self.variants, strict=True):
                row += _time_cells(variant)
        return headers, rows

    def _settings(self) -> str:
        return (
            f"settings: {', '.join(f'{name} = {value}' for name, value in self.settings.items())}"
        )

    def _noise(self) -> str:
        rounds = len(self.baseline.times_ms)
        return (
            f"Medians of {rounds} interleaved rounds. The baseline against itself differs by up to "
            f"{text.share(self.noise_floor)}; below that nothing can be told."
        )


def _wrapping(shape: str) -> html.Markup:
    """A cell that may take several lines: plans of joins are long."""
    return html.element("div", html.data(shape), style="min-width:20em;white-space:normal")


def _time_cells(variant: Measured) -> list[object]:
    ratio = variant.ratio
    interval = f"{text.part(ratio.median)} ({text.part(ratio.low)} to {text.part(ratio.high)})"
    return [
        text.duration(variant.build_ms) if variant.build_ms else "-",
        text.duration(variant.median_ms),
        interval if variant.time_verdict else "-",
        variant.time_verdict,
    ]


def _as_json(variant: Measured) -> dict[str, Any]:
    return {
        "name": variant.name,
        "plan_shape": variant.plan.shape,
        "blocks": variant.blocks,
        "time_ms": variant.median_ms,
        "ratio": variant.ratio.median,
        "low": variant.ratio.low,
        "high": variant.ratio.high,
        "index_bytes": variant.index_bytes,
        "build_ms": variant.build_ms,
        "wal_bytes_per_insert": None,
        "hot_ratio": None,
        "verdict": variant.time_verdict or None,
    }
