"""HASHAGG_SPILL: what it says of real groups on disk, of those of workers, and where it is not."""

import pytest

from lab.findings import Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "HASHAGG_SPILL"


def aggregate(**told: object) -> Raw:
    figures = {"hashagg_batches": 5, "disk_usage": 520, "peak_memory_usage": 256}
    return step("Aggregate", strategy="Hashed", actual_rows=1000, **{**figures, **told})


@pytest.mark.parametrize(
    ("name", "batches", "disk", "peak"),
    [("hashagg_spill", 40, 1352, 521), ("hashagg_spill.pg15", 93, 1096, 553)],
)
def test_it_tells_groups_and_files(name: str, batches: int, disk: int, peak: int) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "17,869 groups did not fit into memory: their rows went to disk in "
        f"{batches} batches, {disk / 1024:.1f} MB"
    )
    assert finding.evidence == {
        "disk_kb": disk,
        "batches": batches,
        "groups": 17_869,
        "peak_memory_kb": peak,
        "suggested_work_mem_kb": 5 * 1024,
    }
    assert finding.severity is Severity.WARNING
    assert "SET LOCAL work_mem = '5MB'" in finding.advice
    assert "orders.user_id, (orders.created_at)::date" in finding.advice


@pytest.mark.parametrize("name", ["hashagg_spill.fixed", "hashagg_spill.fixed.pg15"])
def test_groups_in_memory_are_none(name: str) -> None:
    plan = golden(name)
    assert plan.root.hashagg_batches == 1
    assert not found(CODE, plan)
    # A hash table may take twice as much as what is suggested.
    suggested = only(CODE, golden("hashagg_spill")).evidence["suggested_work_mem_kb"]
    assert (plan.root.peak_memory_usage or 0) <= 2 * suggested  # type: ignore[operator]


@pytest.mark.parametrize(
    "told", [{"hashagg_batches": 1, "disk_usage": 0}, {"hashagg_batches": None, "disk_usage": None}]
)
def test_one_batch_without_files_is_none(told: dict[str, object]) -> None:
    assert not found(CODE, aggregate(**told))


def test_a_worker_may_spill_alone_and_all_are_added_up() -> None:
    spilled = {"HashAgg Batches": 9, "Disk Usage": 700, "Peak Memory Usage": 300}
    quiet = {"hashagg_batches": 1, "disk_usage": 0}
    assert only(CODE, aggregate(**quiet) | {"Workers": [spilled]}).evidence["disk_kb"] == 700
    both = only(CODE, aggregate() | {"Workers": [spilled]})
    assert (both.evidence["disk_kb"], both.evidence["batches"]) == (1220, 9)


def test_groups_that_having_removed_took_memory_too() -> None:
    assert only(CODE, aggregate(rows_removed_by_filter=500)).evidence["groups"] == 1500


def test_the_suggestion_is_more_than_it_had() -> None:
    finding = only(CODE, aggregate(peak_memory_usage=8241))
    assert finding.evidence["suggested_work_mem_kb"] > 8241 // 2  # type: ignore[operator]


def test_a_hundred_mb_is_grave() -> None:
    assert only(CODE, aggregate(disk_usage=100 * 1024)).severity is Severity.HIGH


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, aggregate(group_key=["a"], output=["a", "count(*)"]))
