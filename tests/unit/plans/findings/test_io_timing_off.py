import pytest

from lab.plans.findings.io_timing_off import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


@pytest.mark.parametrize("name", ["io_timing_off", "io_timing_off.pg15"])
def test_a_large_table_is_read_and_nobody_takes_the_time(name: str) -> None:
    plan = golden(name)
    finding = the_one(RULE, plan)
    assert finding.evidence == {"read_blocks": plan.root.shared_read_blocks}
    assert finding.title.endswith(" blocks were read, and the time for it was not taken")
    assert "track_io_timing" in finding.advice
    assert finding.rests_on_times


@pytest.mark.parametrize("name", ["io_timing_off.fixed", "io_timing_off.fixed.pg15", "index_scan"])
def test_it_is_gone_when_the_time_is_taken(name: str) -> None:
    assert not found(RULE, golden(name))


@pytest.mark.parametrize(
    ("keys", "appears"),
    [
        ({"Shared Read Blocks": 1000}, True),
        ({"Shared Read Blocks": 1000, "Shared I/O Read Time": 0.0}, True),
        ({"Shared Read Blocks": 1000, "I/O Read Time": "?"}, True),
        ({"Shared Read Blocks": 1000, "Shared I/O Read Time": 0.1}, False),
        ({"Shared Read Blocks": 1000, "I/O Read Time": 0.1}, False),
        ({"Shared Read Blocks": 999}, False),
        ({}, False),
        ({"Shared Read Blocks": 1000, "Actual Loops": None}, False),
    ],
    ids=["no key", "zero", "no figure", "taken", "taken before 17", "few", "none", "not run"],
)
def test_a_thousand_blocks_in_no_time(keys: dict[str, object], *, appears: bool) -> None:
    assert bool(found(RULE, made(node("Seq Scan") | keys))) is appears
