"""STORAGE_DISK: rows kept on disk, of a real window and of other nodes."""

import pytest

from lab.findings import Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "STORAGE_DISK"


def kept(node_type: str, kb: int = 486, **told: object) -> Raw:
    return step(node_type, storage="Disk", maximum_storage=kb, **told)


def test_it_tells_what_the_window_kept() -> None:
    finding = only(CODE, golden("storage_disk"))
    assert finding.title == "A partition of the window function went to disk: 486.0 kB"
    assert finding.evidence == {"disk_kb": 486, "suggested_work_mem_kb": 2048}
    assert finding.severity is Severity.WARNING
    assert "SET LOCAL work_mem = '2MB'" in finding.advice


def test_rows_kept_in_memory_are_none() -> None:
    plan = golden("storage_disk.fixed")
    assert plan.root.storage == "Memory"
    assert not found(CODE, plan)
    suggested = only(CODE, golden("storage_disk")).evidence["suggested_work_mem_kb"]
    assert (plan.root.maximum_storage or 0) <= suggested  # type: ignore[operator]


@pytest.mark.parametrize(
    ("node_type", "told", "title"),
    [
        ("Materialize", {}, "The rows of Materialize went to disk: 486.0 kB"),
        ("Recursive Union", {}, "The rows of the recursion went to disk: 486.0 kB"),
        ("Table Function Scan", {}, "The rows of the table function went to disk: 486.0 kB"),
        ("CTE Scan", {"cte_name": "big"}, "CTE big went to disk: 486.0 kB"),
        ("Something New", {}, "Something New went to disk: 486.0 kB"),
    ],
)
def test_each_kind_of_node_has_its_words(
    node_type: str, told: dict[str, object], title: str
) -> None:
    assert only(CODE, kept(node_type, **told)).title == title  # type: ignore[arg-type]


def test_the_scans_of_one_cte_share_one_storage() -> None:
    scans = [kept("CTE Scan", cte_name=name) for name in ("a", "a", "b")]
    assert [finding.title for finding in found(CODE, step("Append", *scans))] == [
        "CTE a went to disk: 486.0 kB",
        "CTE b went to disk: 486.0 kB",
    ]


def test_a_hundred_mb_is_grave() -> None:
    assert only(CODE, kept("Materialize", 100 * 1024)).severity is Severity.HIGH


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, kept("WindowAgg"))
    assert not found(CODE, step("WindowAgg", storage="Memory", maximum_storage=10**6))
