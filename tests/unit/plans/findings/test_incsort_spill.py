"""INCSORT_SPILL: what it says of real groups on disk, and of what EXPLAIN might say otherwise."""

from typing import Any

import pytest

from lab.findings import Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "INCSORT_SPILL"


def groups(average: object = 700, peak: object = 1000, count: object = 3) -> dict[str, Any]:
    space = {"Average Sort Space Used": average, "Peak Sort Space Used": peak}
    return {"Group Count": count, "Sort Space Disk": space}


def sort(**told: object) -> Raw:
    return step("Incremental Sort", **told)


@pytest.mark.parametrize(
    ("name", "disk", "largest"),
    [("incsort_spill", 2064, 1032), ("incsort_spill.pg15", 2046, 1024)],
)
def test_it_tells_all_groups_and_the_largest(name: str, disk: int, largest: int) -> None:
    finding = only(CODE, golden(name))
    assert (
        finding.title == "Groups of the incremental sort went to disk: 2.0 MB, the largest 1.0 MB"
    )
    assert finding.evidence == {
        "disk_kb": disk,
        "largest_group_kb": largest,
        "suggested_work_mem_kb": 3 * 1024,
    }
    assert finding.severity is Severity.WARNING
    assert "Or CREATE INDEX ON orders (status, shipping_address), which" in finding.advice


@pytest.mark.parametrize("name", ["incsort_spill.fixed", "incsort_spill.fixed.pg15"])
def test_groups_in_memory_are_none(name: str) -> None:
    assert golden(name).root.node_type == "Incremental Sort"
    assert not found(CODE, golden(name))


def test_both_kinds_of_groups_and_all_workers_are_added_up() -> None:
    raw = sort() | {"Full-sort Groups": groups(10, 20, 2), "Pre-sorted Groups": groups(5, 7, 4)}
    raw["Workers"] = [{"Worker Number": 0, "Pre-sorted Groups": groups(100, 300, 5)}]
    evidence = only(CODE, raw).evidence
    assert (evidence["disk_kb"], evidence["largest_group_kb"]) == (20 + 20 + 500, 300)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"Sort Space Disk": None},
        {"Sort Space Disk": {}},
        {"Sort Space Memory": {"Peak Sort Space Used": 40}},
        groups(peak=0),
        groups(peak="1000kB"),
        "2 groups",
        None,
    ],
)
def test_what_does_not_tell_of_disk_is_none(told: object) -> None:
    assert not found(CODE, sort() | {"Pre-sorted Groups": told})


def test_the_largest_alone_is_told_where_the_others_are_not() -> None:
    raw = sort() | {"Pre-sorted Groups": groups(average=None, count=None)}
    assert only(CODE, raw).evidence["disk_kb"] == 1000


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(
        CODE, sort(sort_key=["a", "b"]) | {"Pre-sorted Groups": groups()}
    )
