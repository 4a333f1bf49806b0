"""PARTITION_FANOUT: a real search in all partitions, and those that are right."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "PARTITION_FANOUT"


def partition(number: int, rows: int = 0, **told: object) -> Raw:
    names = {"relation": f"sales_{2000 + number}", "alias": f"sales_{number}"}
    told = {"index_cond": "(user_id = 42)", "shared_hit_blocks": 2, **names, **told}
    return step("Index Scan", actual_rows=rows, **told)


def search(count: int = 10, with_rows: int = 5, **told: object) -> Raw:
    each = [partition(at + 1, int(at < with_rows), **told) for at in range(count)]
    return step("Append", *each, shared_hit_blocks=2 * count)


@pytest.mark.parametrize("name", ["partition_fanout", "partition_fanout.pg15"])
def test_it_tells_the_partitions_that_were_searched_in_vain(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == "24 partitions of monthly were searched, 17 of them in vain (34 blocks)"
    assert finding.evidence == {
        "partitions": 24,
        "partitions_in_vain": 17,
        "blocks_in_vain": 34,
        "condition": "(monthly_1.user_id = 42)",
    }
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.MEDIUM)
    assert finding.table == "monthly"


@pytest.mark.parametrize("name", ["partition_fanout.fixed", "partition_fanout.fixed.pg15"])
def test_with_the_partition_key_most_are_left_out(name: str) -> None:
    assert len(golden(name).root.children) == 6
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("raw", "speaks"),
    [
        (search(), True),
        (search(9, 0), False),
        (search(10, 6), False),
        (search(index_cond=None), False),
        (search(index_cond=None, filter="(user_id = 42)"), True),
        (search(alias="sales"), False),
        (search(loops=0), False),
        (search() | {"Subplans Removed": 2}, False),
        (search() | {"Subplans Removed": 0}, True),
    ],
    ids=[
        *("half in vain", "few", "most have rows", "no condition", "filter", "a union"),
        *("never executed", "pruned while running", "none pruned"),
    ],
)
def test_only_a_search_mostly_in_vain_is_told(raw: Raw, *, speaks: bool) -> None:
    assert bool(found(CODE, raw)) is speaks


@pytest.mark.parametrize(
    ("raw", "severity"),
    [
        (search(99, 0), Severity.INFO),
        (search(100, 0), Severity.WARNING),
        (search(10, 5, shared_hit_blocks=199), Severity.INFO),
        (search(10, 5, shared_hit_blocks=200), Severity.WARNING),
    ],
)
def test_many_partitions_or_blocks_are_more_than_a_hint(raw: Raw, severity: Severity) -> None:
    assert only(CODE, raw).severity is severity


def test_partitions_may_be_sorted_one_by_one() -> None:
    sorts = [step("Sort", partition(at), actual_rows=0) for at in range(1, 11)]
    assert only(CODE, step("Merge Append", *sorts)).evidence["partitions"] == 10


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, search())
    assert not found(CODE, step("Append", *[step("Result")] * 20))
