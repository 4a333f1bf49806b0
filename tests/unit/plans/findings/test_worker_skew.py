from typing import Any

import pytest

from lab.findings import Confidence, Severity
from lab.plans import Plan
from lab.plans.findings.worker_skew import RULE, is_skewed, rows_of_participants
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


def shared(*rows: int, leader: int | None, kind: str = "Seq Scan", elapsed: float = 50.0) -> Plan:
    """A scan that workers and perhaps the leader shared, each once."""
    workers = [
        {"Worker Number": at, "Actual Rows": each, "Actual Loops": 1}
        for at, each in enumerate(rows)
    ]
    loops = len(rows) + (leader is not None)
    keys: dict[str, Any] = {
        "Parallel Aware": True,
        "Actual Rows": (sum(rows) + (leader or 0)) / loops,
        "Actual Loops": loops,
        "Workers": workers,
    }
    gather = node("Gather", node(kind) | keys, Workers_Launched=len(rows))
    return made(gather, Execution_Time=elapsed)


@pytest.mark.parametrize("name", ["worker_skew", "worker_skew.pg15"])
def test_one_process_reads_the_archive_alone(name: str) -> None:
    plan = golden(name)
    finding = the_one(RULE, plan)
    assert finding.evidence["participants"] == 3
    assert finding.evidence["scan_rows"] == 420_000
    largest, share = finding.evidence["largest_rows"], finding.evidence["largest_share"]
    assert isinstance(largest, int)
    assert largest >= 400_000
    assert share == largest / 420_000
    assert finding.title.startswith("One of 3 processes returned ")
    assert finding.title.endswith(" of 420,000 rows")
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "parallel_workers" in finding.advice
    assert finding.node is not None
    assert plan.nodes[finding.node].node_type == "Append"
    assert finding.rests_on_times


@pytest.mark.parametrize(
    "name", ["worker_skew.fixed", "worker_skew.fixed.pg15", "workers_short.fixed", "parallel"]
)
def test_it_is_gone_when_all_share_the_scan(name: str) -> None:
    assert not found(RULE, golden(name))


def test_the_leader_has_the_rows_that_no_worker_has() -> None:
    scan = shared(4000, 2000, leader=6000).nodes[1]
    assert rows_of_participants(scan) == (4000, 2000, 6000)
    without_leader = shared(4000, 2000, leader=None).nodes[1]
    assert rows_of_participants(without_leader) == (4000, 2000)


@pytest.mark.parametrize(
    ("rows", "skewed"),
    [
        ((200, 100, 0), True),
        ((199, 101, 0), False),
        ((90, 10), True),
        ((89, 11), False),
        ((40, 15, 15, 15, 15), True),
        ((39, 16, 15, 15, 15), False),
        ((100,), False),
        ((), False),
    ],
)
def test_twice_the_even_share_is_skewed(rows: tuple[float, ...], *, skewed: bool) -> None:
    assert is_skewed(rows) is skewed


def test_of_a_scan_it_is_less_sure() -> None:
    finding = the_one(RULE, shared(9_000, 500, leader=500))
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.LOW)
    assert finding.title == "One of 3 processes returned 90 % of 10,000 rows"


@pytest.mark.parametrize(
    "plan",
    [
        shared(9_000, 500, leader=499),
        shared(90_000, 500, leader=500, elapsed=19.9),
        shared(10_000, 20_000, leader=10_000),
        shared(20_000, leader=None),
        shared(90_000, 500, leader=500, kind="Hash Join"),
    ],
    ids=["few rows", "short", "even", "alone", "no scan"],
)
def test_silent(plan: Plan) -> None:
    assert not found(RULE, plan)


def test_a_scan_below_a_parallel_append_is_told_there() -> None:
    scan = shared(90_000, 500, leader=500).nodes[1]
    assert scan.workers is not None
    keys = {"Parallel Aware": True, "Actual Rows": 91_000 / 3, "Actual Loops": 3}
    workers = [
        {"Worker Number": at, "Actual Rows": rows, "Actual Loops": 1}
        for at, rows in enumerate((90_000, 500))
    ]
    below = node("Seq Scan") | keys | {"Workers": workers}
    append = node("Append", below) | keys | {"Workers": workers}
    plan = made(node("Gather", append, Workers_Launched=2), Execution_Time=50.0)
    assert the_one(RULE, plan).node == 1


def test_workers_that_tell_nothing() -> None:
    scan = node("Seq Scan", Parallel_Aware=True, Actual_Loops=3, Workers=[{}, {}])
    assert not found(RULE, made(node("Gather", scan), Execution_Time=50.0))
