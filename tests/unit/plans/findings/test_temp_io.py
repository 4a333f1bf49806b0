"""TEMP_IO: temporary files that nothing else explains, and those that something does."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "TEMP_IO"


def node(node_type: str, written: int = 500, read: int = 400) -> Raw:
    return step(node_type, temp_written_blocks=written, temp_read_blocks=read)


def test_it_tells_the_blocks_of_a_sort_inside_an_aggregate() -> None:
    finding = only(CODE, golden("temp_io"))
    assert finding.title == "Aggregate used temporary files: 192 blocks written, 187 read"
    assert finding.evidence == {
        "temp_written_blocks": 192,
        "temp_read_blocks": 187,
        "disk_kb": 192 * 8,
        "suggested_work_mem_kb": 5 * 1024,
    }
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)


def test_without_temporary_blocks_there_is_none() -> None:
    assert not found(CODE, golden("temp_io.fixed"))


@pytest.mark.parametrize(
    "name",
    ["sort_spill", "hash_batches", "hashagg_spill", "incsort_spill", "storage_disk"],
)
def test_a_spill_that_is_told_of_is_not_told_twice(name: str) -> None:
    plan = golden(name)
    assert plan.root.temp_written_blocks
    assert not found(CODE, plan)


def test_what_a_node_below_wrote_is_told_of_that_one() -> None:
    raw = step("Limit", node("Function Scan"), temp_written_blocks=500, temp_read_blocks=400)
    assert only(CODE, raw).node == 1


@pytest.mark.parametrize(
    ("written", "read", "severity"),
    [
        (0, 1, Severity.INFO),
        (64, 63, Severity.INFO),
        (64, 64, Severity.WARNING),
        (12_800, 0, Severity.HIGH),
    ],
)
def test_the_more_blocks_the_graver(written: int, read: int, severity: Severity) -> None:
    assert only(CODE, node("Aggregate", written=written, read=read)).severity is severity


def test_what_is_read_again_and_again_was_written_once() -> None:
    told = {"temp_written_blocks": 128, "temp_read_blocks": 900_000}
    assert only(CODE, step("WindowAgg", **told)).evidence["disk_kb"] == 1_024


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, node("Function Scan"))
    assert not found(CODE, node("Aggregate", written=0, read=0))
