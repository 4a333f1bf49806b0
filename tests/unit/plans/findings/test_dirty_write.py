import pytest

from lab.plans.findings.dirty_write import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


@pytest.mark.parametrize("name", ["dirty_write", "dirty_write.pg15"])
def test_the_first_reader_of_loaded_rows_writes(name: str) -> None:
    root = golden(name).root
    finding = the_one(RULE, golden(name))
    assert finding.evidence == {
        "dirtied_blocks": root.shared_dirtied_blocks,
        "written_blocks": root.shared_written_blocks,
    }
    assert finding.title.startswith("A statement that only reads changed 2,1")
    assert "VACUUM" in finding.advice
    assert finding.rests_on_times


@pytest.mark.parametrize("name", ["dirty_write.fixed", "dirty_write.fixed.pg15", "wal_heavy"])
def test_it_is_gone_after_vacuum_and_never_told_of_writers(name: str) -> None:
    assert not found(RULE, golden(name))


@pytest.mark.parametrize(
    ("dirtied", "written", "appears"),
    [(100, 0, True), (0, 100, True), (99, 99, False), (None, None, False)],
)
def test_from_a_hundred_blocks_on(
    dirtied: int | None, written: int | None, *, appears: bool
) -> None:
    keys = {"Shared_Dirtied_Blocks": dirtied, "Shared_Written_Blocks": written}
    assert bool(found(RULE, made(node("Seq Scan", **keys)))) is appears


@pytest.mark.parametrize("writer", ["ModifyTable", "LockRows"])
def test_a_statement_that_writes_somewhere_is_no_reader(writer: str) -> None:
    below = node(writer, Shared_Dirtied_Blocks=500)
    assert not found(RULE, made(node("Aggregate", below, Shared_Dirtied_Blocks=500)))


def test_what_was_not_run_wrote_nothing() -> None:
    assert not found(RULE, made({"Node Type": "Seq Scan", "Shared Dirtied Blocks": 500}))
