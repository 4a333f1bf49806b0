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
            "query": self.workload.name,
            "noise_floor": self.noise_floor,
            "settings": dict(self.settings),
            "variants": [_as_json(variant) for variant in self.variants],
        }

    def __repr__(self) -> str:
        best, base = self.fewest_blocks, self.baseline
        fewest = text.plural(best.blocks, "block")
        return (
            f"Comparison({text.plain(self.workload.name)}: {text.plain(best.name)} touches "
            f"{fewest}, {text.plain(base.name)} {text.count(base.blocks)})"
        )

    def render_text(self) -> str:
        """A table of figures, then each variant's plan; narrow enough for a terminal."""
        headers, rows = self._table()
        plans = "\n".join(
            f"{text.plain(name)}\n    {text.plain(shape)}{built}"
            for name, shape, built in self._plans()
        )
        parts = [self._title(), text.table(headers, rows, align=self._align())]
        parts += [self._noise()] if self.shows_times else []
        return "\n\n".join([*parts, plans, self._settings()])

    def render_html(self) -> str:
        """The same, with bars for the blocks."""
        headers, rows = self._table()
        most = max(variant.blocks for variant in self.variants) or 1
        bars = [html.bar(variant.blocks / most) for variant in self.variants]
        barred = [[*row[:2], bar, *row[2:]] for row, bar in zip(rows, bars, strict=True)]
        plans = [[name, _wrapping(shape + built)] for name, shape, built in self._plans()]
        remarks = self._noise().splitlines() if self.shows_times else []
        align = self._align()
        return fragment(
            html.element("div", self._title(), css="lab-title"),
            html.table([*headers[:2], "", *headers[2:]], barred, align=f"{align[:2]}<{align[2:]}"),
            *(html.element("div", each, css="lab-quiet") for each in remarks),
            html.table(["variant", "plan"], plans),
            html.element("div", self._settings(), css="lab-quiet"),
        )

    def _title(self) -> str:
        return f"{self.workload.name}: {text.plural(len(self.variants), 'variant')}"

    def _align(self) -> str:
        return "<>>>>" if self.shows_times else "<>>>"

    def _table(self) -> tuple[list[str], list[list[object]]]:
        headers = ["variant", "blocks", "size"]
        rows: list[list[object]] = [
            [
                variant.name,
                text.count(variant.blocks),
                text.size(variant.index_bytes) if variant.index_names else "-",
            ]
            for variant in self.variants
        ]
        if self.shows_times:
            headers += ["time", "of baseline", "verdict"]
            for row, variant in zip(rows, self.variants, strict=True):
                row += _time_cells(variant)
        else:
            headers.append("rows")
            for row, variant in zip(rows, self.variants, strict=True):
                row.append(text.count(variant.plan.total_rows or 0))
        return headers, rows

    def _plans(self) -> list[tuple[str, str, str]]:
        """Name, plan and, where times are shown, how long its indexes took to build."""
        shown = [variant for variant in self.variants if self.shows_times and variant.build_ms]
        return [
            (
                variant.name,
                variant.plan.shape,
                f" (built in {text.duration(variant.build_ms)})" if variant in shown else "",
            )
            for variant in self.variants
        ]

    def _settings(self) -> str:
        return f"settings: {', '.join(f'{n} = {v}' for n, v in self.settings.items())}"

    def _noise(self) -> str:
        rounds = len(self.baseline.times_ms)
        return (
            f"Medians of {rounds} interleaved rounds, with 95 % intervals.\n"
            f"The baseline differs from itself by up to {text.share(self.noise_floor)}; "
            "below that nothing can be told."
        )


def _wrapping(shape: str) -> html.Markup:
    """A cell that may take several lines: plans of joins are long."""
    return html.element("div", html.data(shape), style="min-width:20em;white-space:normal")


def _time_cells(variant: Measured) -> list[object]:
    ratio = variant.ratio
    interval = f"{text.part(100 * ratio.low)} to {text.part(100 * ratio.high)}"
    return [
        text.duration(variant.median_ms),
        f"{text.part(100 * ratio.median)} % ({interval})" if variant.time_verdict else "-",
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
