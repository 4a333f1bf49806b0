from typing import Any

import pytest

from lab.findings import Severity
from lab.plans import Plan
from lab.plans.findings.io_heavy import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


def waited(reading: object, own: float, elapsed: float = 100.0, **keys: Any) -> Plan:
    """An Aggregate above a scan that took that long, part of it in reading 500 blocks."""
    told = {"Actual Total Time": own, "Shared Read Blocks": 500, "Shared I/O Read Time": reading}
    scan = node("Seq Scan", Relation_Name="orders") | told | keys
    above = {"Shared Read Blocks": 500, "Shared I/O Read Time": reading}
    aggregate = node("Aggregate", scan, Actual_Total_Time=own) | above
    return made(aggregate, Execution_Time=elapsed)


@pytest.mark.parametrize("name", ["io_heavy", "io_heavy.pg15"])
def test_one_row_a_block(name: str) -> None:
    plan = golden(name)
    finding = the_one(RULE, plan)
    assert finding.severity is Severity.WARNING
    assert finding.evidence["moved_blocks"] == plan.root.shared_read_blocks
    share = finding.evidence["share"]
    assert isinstance(share, float)
    assert 0.5 <= share <= 1
    assert finding.title.startswith("Seq Scan on scanned_pages waited ")
    assert finding.title.endswith(" blocks read or written")
    assert (finding.node, finding.table) == (1, "scanned_pages")
    assert finding.rests_on_times


@pytest.mark.parametrize("name", ["io_heavy.fixed", "io_heavy.fixed.pg15", "io_timing_off"])
def test_it_is_gone_when_the_blocks_are_cached(name: str) -> None:
    assert not found(RULE, golden(name))


def test_only_the_step_that_waited_is_told() -> None:
    finding = the_one(RULE, waited(10.0, own=20.0))
    assert finding.node == 1
    assert finding.title == (
        "Seq Scan on orders waited 10.0 ms for blocks, 50 % of its own time: "
        "500 blocks read or written"
    )
    assert finding.evidence == {"io_ms": 10.0, "share": 0.5, "moved_blocks": 500}


def test_the_wait_of_workers_is_shared_as_their_time_is() -> None:
    scan = {"Actual Total Time": 20.0, "Actual Loops": 3, "Shared I/O Read Time": 36.0}
    below = node("Seq Scan") | scan
    gather = node("Gather", below, Actual_Total_Time=21.0, Workers_Launched=2)
    plan = made(gather | {"Shared I/O Read Time": 36.0}, Execution_Time=25.0)
    assert the_one(RULE, plan).evidence["io_ms"] == pytest.approx(12.0)


@pytest.mark.parametrize(
    "plan",
    [
        waited(9.9, own=20.0),
        waited(9.9, own=12.0),
        waited(0.99, own=1.0, elapsed=1.1),
        waited("?", own=20.0),
        waited(None, own=20.0),
        waited(18.0, own=20.0, **{"Actual Loops": 0}),
        made({"Node Type": "Seq Scan", "Shared I/O Read Time": 50.0}),
        made({"Node Type": "Seq Scan", "Actual Rows": 1, "Actual Loops": 1, "I/O Read Time": 9.0}),
    ],
    ids=[
        *("less than half", "little of the whole", "less than a millisecond", "no figure"),
        *("not told", "never executed", "not run", "time not taken"),
    ],
)
def test_silent(plan: Plan) -> None:
    assert not found(RULE, plan)
