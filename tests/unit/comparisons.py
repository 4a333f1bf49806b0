"""Comparisons whose figures are given, so that what is to be said of them is known."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lab.experiments import Comparison, Measured
from lab.experiments.comparing.measured import Run
from lab.experiments.pairs import paired_ratio, time_verdict
from lab.experiments.writing.figures import INSERT, UPDATE_INDEXED, Operation, WriteFigures
from lab.plans import Plan, parse_plan
from lab.workload import Query, Workload

QUERY = Query("q", "SELECT 1")
SAMPLED = Query("q", "SELECT :n", samples={"head": {"n": 1}, "middle": {"n": 2}, "tail": {"n": 3}})
ROUNDS = 20
SETTINGS = {"jit": "off", "work_mem": "16MB"}
SEQ_SCAN = {"Node Type": "Seq Scan", "Relation Name": "orders", "Total Cost": 900.0}
INDEX_SCAN = {
    "Node Type": "Index Scan",
    "Relation Name": "orders",
    "Index Name": "ix",
    "Total Cost": 9.0,
}


def plan(node: dict[str, Any] | None = None, *, blocks: int) -> Plan:
    """A plan of one node that was run, a sequential scan unless another is given."""
    figures = {"Actual Rows": 5, "Actual Loops": 1, "Shared Hit Blocks": blocks}
    return parse_plan(json.dumps([{"Plan": (node or SEQ_SCAN) | figures}]))


def measured(
    name: str, *, blocks: int, ms: float = 1.0, node: dict[str, Any] | None = None
) -> Measured:
    """A variant of one case; one that has a node has an index."""
    times = tuple(ms * (1 + 0.001 * (at % 3)) for at in range(ROUNDS))
    return Measured(
        name=name,
        runs=(Run(QUERY, plan(node, blocks=blocks), times),),
        times_ms=times,
        ratio=paired_ratio(times, times),
        time_verdict=None,
        index_names=("ix",) if node else (),
        index_bytes=8192 if node else 0,
        build_ms=1.5,
    )


def failed(name: str, trouble: str = "division by zero") -> Measured:
    """A variant that could not be measured."""
    return replace(
        measured(name, blocks=0),
        runs=(Run(QUERY, None),),
        times_ms=(),
        ratio=None,
        build_ms=0,
        trouble=trouble,
    )


def ended(name: str, over_s: float = 60.0) -> Measured:
    """A variant that took too long: its plan was not run to its end."""
    only_planned = parse_plan(json.dumps([{"Plan": SEQ_SCAN}]))
    return replace(failed(name, ""), runs=(Run(QUERY, only_planned),), over_s=over_s)


def writing(
    variant: Measured, *, insert: float, ms: float = 0.01, hot: float = 1.0, table: str = "orders"
) -> Measured:
    """The variant with what a row written costs: bytes of WAL an insert, three times an update."""
    batches = tuple(ms * (1 + 0.001 * (at % 3)) for at in range(12))
    operations = (
        Operation(INSERT, "", 100, insert, 2, batches),
        Operation(UPDATE_INDEXED, "status", 100, 3 * insert, 4, batches, hot),
    )
    figures = WriteFigures(variant.name, table, 1000, 1, operations, ())
    return replace(variant, writes=(*variant.writes, figures))


def cases(name: str, plans: Sequence[Plan]) -> Measured:
    """A variant of the sampled query, with a plan for each of its cases."""
    own = measured(name, blocks=0)
    runs = [Run(case, each) for case, each in zip(Workload([SAMPLED]).cases, plans, strict=True)]
    return replace(own, runs=tuple(runs))


def comparison(
    *variants: Measured, noise_floor: float | None = 0.02, query: Query = QUERY
) -> Comparison:
    """The variants against the first, with ratios and verdicts as their times give them."""
    base = variants[0]
    told = [base]
    for each in variants[1:]:
        if each.times_ms and base.times_ms and noise_floor is not None:
            ratio = paired_ratio(each.times_ms, base.times_ms)
            told.append(replace(each, ratio=ratio, time_verdict=time_verdict(ratio, noise_floor)))
        else:
            told.append(replace(each, ratio=None))
    workload = Workload([query], name="q")
    return Comparison(workload, tuple(told), noise_floor, SETTINGS, rounds=ROUNDS)
