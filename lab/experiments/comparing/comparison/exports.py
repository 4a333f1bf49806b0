"""A comparison for programs and for pictures: as JSON, as a data frame, as bars."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from lab.experiments.comparing.comparison.sections import in_words, missing, rows_of
from lab.experiments.comparing.measured import Measured, Measurements
from lab.experiments.comparing.weighing import written, written_tables
from lab.show import Bar, Chart, text
from lab.show.frames import as_frame

TYPES = {
    "name": "string",
    "plan_shape": "string",
    **dict.fromkeys(("blocks", "cost", "rows", "time_ms", "ratio", "low", "high"), "Float64"),
    "verdict": "string",
    **dict.fromkeys(("indexes", "index_bytes"), "Int64"),
    "build_ms": "Float64",
    **dict.fromkeys(("wal_bytes_per_insert", "wal_bytes_per_update", "hot_ratio"), "Float64"),
    **dict.fromkeys(("ms_per_insert", "ms_per_update"), "Float64"),
    "over_s": "Float64",
    "trouble": "string",
}
"""Columns of the frame. Blocks, cost and rows are means over the cases, so they have fractions."""


def json_of(result: Measurements) -> dict[str, Any]:
    """What was measured, for programs."""
    return {
        "query": result.workload.name,
        "noise_floor": result.noise_floor,
        "settings": dict(result.settings),
        "seed": result.seed,
        "rounds": result.rounds,
        "stopped": result.stopped or None,
        "notes": list(result.notes),
        "variants": [
            _row(result, each)
            | {
                "diff": each.diff.to_json() if each.diff is not None else None,
                "unused": [
                    {"index": u.index, "reason": u.reasons[0].sentence} for u in each.unused
                ],
                "writes": list(_writes(each)),
                "cases": list(_cases(each)),
            }
            for each in result.variants
        ],
    }


def _row(result: Measurements, variant: Measured) -> dict[str, Any]:
    ratio = variant.ratio
    cost = written(variant, written_tables(result.variants))
    return {
        "name": variant.name,
        "plan_shape": variant.plan.shape if variant.plan is not None else None,
        "blocks": variant.blocks,
        "cost": variant.cost,
        "rows": rows_of(variant),
        "time_ms": variant.median_ms,
        "ratio": ratio.median if ratio else None,
        "low": ratio.low if ratio else None,
        "high": ratio.high if ratio else None,
        "verdict": variant.time_verdict or None,
        "indexes": len(variant.index_names),
        "index_bytes": variant.index_bytes,
        "build_ms": variant.build_ms,
        "wal_bytes_per_insert": cost.insert_bytes if cost else None,
        "wal_bytes_per_update": cost.update_bytes if cost else None,
        "hot_ratio": cost.hot_ratio if cost else None,
        "ms_per_insert": median(cost.insert_ms) if cost else None,
        "ms_per_update": cost.update_ms if cost else None,
        "over_s": variant.over_s,
        "trouble": variant.trouble or None,
    }


def _writes(variant: Measured) -> Iterator[dict[str, Any]]:
    for figures in variant.writes:
        for operation in figures.operations:
            yield {
                "table": figures.table,
                "operation": operation.name,
                "column": operation.column or None,
                "wal_bytes": operation.wal_bytes,
                "wal_records": operation.wal_records,
                "time_ms": operation.ms,
                "hot_ratio": operation.hot_ratio,
            }


def _cases(variant: Measured) -> Iterator[dict[str, Any]]:
    for run in variant.runs:
        plan = run.plan
        ended = plan is not None and plan.analyzed
        yield {
            "name": run.case.name,
            "weight": run.case.weight,
            "plan_shape": plan.shape if plan else None,
            "blocks": plan.blocks if plan and ended else None,
            "rows": plan.total_rows if plan and ended else None,
        }


def frame_of(result: Measurements) -> Any:
    """A pandas.DataFrame, a row a variant."""
    return as_frame([_row(result, each) for each in result.variants], TYPES)


def chart_of(result: Measurements, *, times: bool) -> Chart:
    """Bars of blocks, or of median times; of the planner's cost where nothing was run.

    What was not measured says so and has no length.
    """
    if times:
        title, bar = "median time of a read", _time_bar
    elif result.fewest_blocks is not None:
        title, bar = "blocks a read", _blocks_bar
    else:
        title, bar = "the planner's cost of a read", _cost_bar
    return Chart(f"{result.workload.name}: {title}", tuple(map(bar, result.variants)))


def _blocks_bar(variant: Measured) -> Bar:
    return _bar(variant, variant.blocks)


def _cost_bar(variant: Measured) -> Bar:
    return _bar(variant, variant.cost)


def _bar(variant: Measured, figure: float | None) -> Bar:
    if figure is None:
        return Bar(variant.name, 0, missing(variant))
    return Bar(variant.name, figure, text.count(figure))


def _time_bar(variant: Measured) -> Bar:
    if variant.median_ms is None:
        return Bar(variant.name, 0, missing(variant))
    of_baseline = f", {in_words(variant)} of baseline" if variant.time_verdict else ""
    return Bar(variant.name, variant.median_ms, text.duration(variant.median_ms) + of_baseline)
