"""Figures that EXPLAIN tells in more than one way."""

from pathlib import Path
from typing import Any

import pytest

from lab.plans import parse_plan
from lab.plans.figures import IoTime, io_time, jit_time, own_io_time
from tests.unit.plans.made_up import Raw, gather, node, parsed

PLANS = Path(__file__).parents[2] / "plans"


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"I/O Read Time": 2.0, "I/O Write Time": 1.0}, IoTime(2.0, 1.0)),
        ({"I/O Read Time": 2.0, "Temp I/O Read Time": 4.0}, IoTime(6.0, 0.0)),
        (
            {
                "Shared I/O Read Time": 1.0,
                "Local I/O Read Time": 2.0,
                "Temp I/O Read Time": 4.0,
                "Shared I/O Write Time": 8.0,
                "Local I/O Write Time": 16.0,
                "Temp I/O Write Time": 32.0,
            },
            IoTime(7.0, 56.0),
        ),
        ({"Shared Hit Blocks": 3}, None),
    ],
    ids=["before 15", "before 17", "from 17 on", "not told"],
)
def test_io_times_have_old_names_and_new_ones(
    keys: dict[str, Any], expected: IoTime | None
) -> None:
    assert io_time(parsed(node("Seq Scan") | keys)[0]) == expected


def test_what_was_read_below_is_not_a_nodes_own() -> None:
    below = node("Seq Scan", Actual_Total_Time=9.0) | {"Shared I/O Read Time": 4.0}
    sort = node("Sort", below, Actual_Total_Time=20.0) | {"Shared I/O Read Time": 4.0}
    whole = sort | {"Temp I/O Write Time": 3.0}
    assert [own_io_time(each) for each in parsed(whole)] == [3.0, 4.0]


def test_workers_read_at_the_same_time() -> None:
    scan = node("Parallel Seq Scan", loops=3, Actual_Total_Time=10.0)
    below = scan | {"Shared I/O Read Time": 24.0}
    whole = gather(below, Actual_Total_Time=12.0) | {"Shared I/O Read Time": 24.0}
    assert own_io_time(parsed(whole)[1]) == pytest.approx(8.0)


def test_no_node_reads_for_longer_than_it_ran() -> None:
    scan = node("Seq Scan", Actual_Total_Time=1.0) | {"Shared I/O Read Time": 4.0}
    assert own_io_time(parsed(scan)[0]) == 1.0
    assert own_io_time(parsed(node("Seq Scan"))[0]) is None


def compiled(total: float) -> Raw:
    return {"JIT": {"Functions": 3, "Timing": {"Generation": {"Total": 1.0}, "Total": total}}}


@pytest.mark.parametrize(
    ("workers", "expected"),
    [([], 300.0), ([{"Worker Number": 0} | compiled(180.0)] * 2, 540.0)],
    ids=["equal shares", "what the workers left"],
)
def test_workers_compile_at_the_same_time(workers: list[Raw], expected: float) -> None:
    scan = node("Parallel Seq Scan", loops=3, Workers=workers)
    plan = parse_plan({"Plan": gather(scan, Workers_Launched=2)} | compiled(900.0))
    assert jit_time(plan.jit, plan.nodes) == pytest.approx(expected)


def test_without_workers_all_of_it_counts_and_without_jit_there_is_nothing() -> None:
    plan = parse_plan({"Plan": node("Seq Scan")} | compiled(12.0))
    assert jit_time(plan.jit, plan.nodes) == 12.0
    assert jit_time({}, plan.nodes) is None


def test_a_real_plan_did_not_compile_for_longer_than_it_ran() -> None:
    plan = parse_plan((PLANS / "parallel_jit.pg15.json").read_text())
    timing = plan.jit["Timing"]
    assert isinstance(timing, dict)
    compiling = jit_time(plan.jit, plan.nodes) or 0
    assert 0 < compiling < timing["Total"]
    assert compiling < (plan.execution_time or 0)
