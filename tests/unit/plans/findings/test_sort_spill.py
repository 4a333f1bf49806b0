"""SORT_SPILL: what it says of real sorts on disk, of those of workers, and where it is silent."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "SORT_SPILL"
MB = 1024


def spill(disk_kb: int = 664, rows: int = 20_000, **told: object) -> Raw:
    scan = step("Seq Scan", actual_rows=rows)
    told = {"sort_method": "external merge", "sort_space_type": "Disk", **told}
    return step("Sort", scan, actual_rows=rows, sort_space_used=disk_kb, **told)


def worker(disk_kb: int, kind: str = "Disk") -> Raw:
    return {"Worker Number": 0, "Sort Space Type": kind, "Sort Space Used": disk_kb}


@pytest.mark.parametrize("name", ["sort_spill", "sort_spill.pg15"])
def test_it_tells_what_went_to_disk_and_what_would_hold_it(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == "The sort of 20,000 rows went to disk: 664.0 kB"
    assert finding.evidence == {
        "disk_kb": 664,
        "sort_rows": 20_000,
        "suggested_work_mem_kb": 3 * MB,
    }
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.HIGH)
    assert "SET LOCAL work_mem = '3MB'" in finding.advice
    assert "Or CREATE INDEX ON orders (total_amount, id), from which" in finding.advice


@pytest.mark.parametrize("name", ["sort_spill.fixed", "sort_spill.fixed.pg15"])
def test_a_sort_in_memory_is_none(name: str) -> None:
    assert golden(name).root.sort_space_type == "Memory"
    assert not found(CODE, golden(name))


def test_the_suggestion_is_more_than_the_same_sort_took_in_memory() -> None:
    taken = [golden(f"sort_spill.fixed{version}").root.sort_space_used for version in ("", ".pg15")]
    suggested = only(CODE, golden("sort_spill")).evidence["suggested_work_mem_kb"]
    assert isinstance(suggested, int)
    assert all(each is not None and each <= suggested for each in taken)


def test_what_workers_wrote_is_added_up_and_the_fullest_decides() -> None:
    raw = spill(8608, 300_000) | {"Workers": [worker(9272), worker(6216), worker(500, "Memory")]}
    finding = only(CODE, raw)
    assert finding.evidence["disk_kb"] == 8608 + 9272 + 6216
    assert finding.evidence["processes"] == 3
    assert finding.title == "The sort of 300,000 rows went to disk: 23.5 MB, by 3 processes"
    alone = only(CODE, spill(8608 + 9272 + 6216, 300_000)).evidence["suggested_work_mem_kb"]
    assert finding.evidence["suggested_work_mem_kb"] < alone  # type: ignore[operator]


def test_a_worker_may_spill_where_the_leader_did_not() -> None:
    raw = spill(500, sort_space_type="Memory") | {"Workers": [worker(700)]}
    assert only(CODE, raw).evidence["disk_kb"] == 700


def test_rows_that_a_limit_left_in_the_sort_were_sorted_too() -> None:
    raw = step("Limit", spill(rows=20_000) | {"Actual Rows": 10})
    assert only(CODE, raw).evidence["sort_rows"] == 20_000


@pytest.mark.parametrize(
    ("disk_kb", "severity"), [(100 * MB - 1, Severity.WARNING), (100 * MB, Severity.HIGH)]
)
def test_from_100_mb_on_it_is_grave(disk_kb: int, severity: Severity) -> None:
    assert only(CODE, spill(disk_kb)).severity is severity


def test_nobody_is_told_to_give_gigabytes_to_one_statement() -> None:
    advice = only(CODE, spill(2_000 * MB, 10**7)).advice
    assert "SET LOCAL" not in advice
    assert "too much" in advice


@pytest.mark.parametrize("told", [{"sort_space_type": "Memory"}, {"sort_space_type": None}])
def test_a_sort_that_does_not_say_disk_is_none(told: dict[str, object]) -> None:
    assert not found(CODE, spill(**told))  # type: ignore[arg-type]


def test_an_order_that_no_index_can_have_is_not_asked_of_one() -> None:
    raw = spill(sort_key=["(date_trunc('month'::text, o.ts))"])
    assert "CREATE INDEX" not in only(CODE, raw).advice


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, spill(sort_key=["a.b", '"strange \n key" DESC']))
