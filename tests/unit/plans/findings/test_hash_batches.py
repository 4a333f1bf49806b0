"""HASH_BATCHES: what it says of real hash tables in batches, and where it is silent."""

from typing import Any

import pytest

from lab.findings import Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "HASH_BATCHES"


def join(batches: int = 4, rows: int = 20_000, **told: object) -> Raw:
    scan = step("Seq Scan", actual_rows=rows, relation="orders")
    told = {"plan_rows": rows, "plan_width": 48, "original_hash_batches": batches, **told}
    side = step("Hash", scan, actual_rows=rows, hash_batches=batches, **told)
    return step("Hash Join", step("Seq Scan"), side, hash_cond="(a.x = b.x)")


@pytest.mark.parametrize("name", ["hash_batches", "hash_batches.pg15"])
def test_it_tells_the_batches_and_what_would_hold_them(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "The hash table of 20,000 rows was split into 4 batches: 3.3 MB went through "
        "temporary files"
    )
    assert finding.evidence == {
        "batches": 4,
        "planned_batches": 4,
        "hash_rows": 20_000,
        "peak_memory_kb": 455,
        "disk_kb": 418 * 8,
        "suggested_work_mem_kb": 1024,
    }
    assert (finding.severity, finding.table) == (Severity.WARNING, "orders")
    assert "SET LOCAL work_mem = '1MB'" in finding.advice


@pytest.mark.parametrize("name", ["hash_batches.fixed", "hash_batches.fixed.pg15"])
def test_one_batch_is_none(name: str) -> None:
    assert {node.hash_batches for node in golden(name).nodes} == {None, 1}
    assert not found(CODE, golden(name))


def test_what_both_sides_of_the_join_wrote_is_counted() -> None:
    plan = golden("hash_batches")
    [side] = [node for node in plan.nodes if node.node_type == "Hash"]
    written = [node.exclusive_buffers["temp_written_blocks"] for node in (plan.root, side)]
    assert min(written) > 0
    assert only(CODE, plan).evidence["disk_kb"] == 8 * sum(written)


@pytest.mark.parametrize("batches", [None, 0, 1])
def test_below_two_batches_it_is_silent(batches: int) -> None:
    assert not found(CODE, join(batches))


@pytest.mark.parametrize(
    ("batches", "rows", "severity"),
    [
        (8, 1_000_000, Severity.WARNING),
        (9, 1_000_000, Severity.HIGH),
        (64, 20_000, Severity.WARNING),
    ],
    ids=["few batches", "many batches", "many of a small table"],
)
def test_many_batches_of_a_large_table_are_grave(
    batches: int, rows: int, severity: Severity
) -> None:
    assert only(CODE, join(batches, rows)).severity is severity


def test_more_batches_than_planned_come_from_the_estimate() -> None:
    finding = only(CODE, join(16, original_hash_batches=1, plan_rows=100))
    assert "split into 16 batches, where 1 was planned" in finding.title
    assert finding.evidence["planned_batches"] == 1
    assert "mend that estimate first" in finding.advice


@pytest.mark.parametrize(
    ("about", "needed_mb"),
    [
        ({}, 44),
        ({"settings": {"hash_mem_multiplier": "1"}}, 87),
        ({"settings": {"hash_mem_multiplier": "nonsense"}}, 44),
        ({"server_version_num": 140012}, 87),
        ({"server_version_num": 180004}, 44),
    ],
    ids=["since 15", "set to 1", "not a number", "before 15", "18"],
)
def test_a_hash_table_may_take_several_times_work_mem(
    about: dict[str, Any], needed_mb: int
) -> None:
    finding = only(CODE, join(8, 1_000_000), **about)
    # 80 bytes for each of a million rows, 8 for each of 2^20 buckets, and 3 % more.
    assert finding.evidence["suggested_work_mem_kb"] == needed_mb * 1024


def test_without_buffers_nothing_is_said_of_files() -> None:
    finding = only(CODE, join())
    assert "disk_kb" not in finding.evidence
    assert finding.title.endswith("4 batches")


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, join(shared_hit_blocks=1, temp_written_blocks=7))
    assert found(CODE, step("Hash", hash_batches=2, plan_width=None, plan_rows=None))
