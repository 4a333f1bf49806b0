import pytest

from lab.findings import Severity
from lab.plans.findings.cache_cold import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


@pytest.mark.parametrize("name", ["cache_cold", "cache_cold.pg15"])
def test_a_table_that_is_read_past_the_cache(name: str) -> None:
    plan = golden(name)
    finding = the_one(RULE, plan)
    assert finding.severity is Severity.INFO
    assert finding.evidence == {
        "read_blocks": plan.root.shared_read_blocks,
        "touched_blocks": plan.blocks,
    }
    assert finding.title.endswith(" blocks were not in PostgreSQL's cache")
    assert finding.rests_on_times


@pytest.mark.parametrize("name", ["cache_cold.fixed", "cache_cold.fixed.pg15", "index_scan"])
def test_it_is_gone_when_the_table_is_in_the_cache(name: str) -> None:
    assert not found(RULE, golden(name))


@pytest.mark.parametrize(
    ("read", "hit", "appears"),
    [(1000, 1000, True), (999, 0, False), (1000, 1001, False), (0, 0, False), (None, 5000, False)],
    ids=["half of them", "few", "less than half", "none", "not counted"],
)
def test_half_of_the_blocks_and_a_thousand(read: int | None, hit: int, *, appears: bool) -> None:
    plan = made(node("Seq Scan", Shared_Read_Blocks=read, Shared_Hit_Blocks=hit))
    assert [each.title for each in found(RULE, plan)] == (
        ["1,000 of 2,000 blocks were not in PostgreSQL's cache"] if appears else []
    )


def test_what_was_not_run_read_nothing() -> None:
    assert not found(RULE, made({"Node Type": "Seq Scan", "Shared Read Blocks": 5000}))
