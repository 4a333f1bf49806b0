"""Below a Gather: which nodes share their rows, and by what the planner divided them.

The figures of the made-up plans are those of real ones, of PostgreSQL 18.
"""

import pytest

from lab.plans.attributing.dividing import parallel_divisor
from tests.unit.plans.made_up import Raw, gather, node, parsed


@pytest.mark.parametrize(
    ("workers", "led", "alone"), [(1, 1.7, 1), (2, 2.4, 2), (3, 3.1, 3), (4, 4, 4), (8, 8, 8)]
)
def test_a_leader_with_many_workers_has_no_time_for_rows(
    workers: int, led: float, alone: float
) -> None:
    assert parallel_divisor(workers) == pytest.approx(led)
    assert parallel_divisor(workers, leader_participates=False) == alone


def test_rows_of_a_parallel_scan_are_one_participants_share() -> None:
    scan = node("Parallel Seq Scan", rows=83333, loops=3, Actual_Rows=66666.67)
    shared = parsed(gather(scan))[1]
    assert shared.parallel_divisor == pytest.approx(2.4)
    assert shared.estimated_rows == pytest.approx(200_000, abs=1)
    assert (shared.executions, shared.total_rows) == (1, 200_000)
    assert shared.estimate_error == pytest.approx(1.0, abs=1e-4)


def test_workers_that_were_not_launched_make_no_estimate_bad() -> None:
    scan = node("Parallel Bitmap Heap Scan", rows=495, Actual_Rows=2000)
    alone = parsed(gather(scan, workers=4, Workers_Launched=0))[1]
    assert (alone.estimated_rows, alone.rows_per_execution) == (1980, 2000)
    assert not alone.time_is_estimated


def test_a_leader_that_takes_no_part_is_not_counted() -> None:
    scan = node("Parallel Seq Scan", rows=33316, loops=3, Actual_Rows=33333.33)
    shared = parsed(gather(scan, workers=3), {"parallel_leader_participation": "off"})[1]
    assert shared.estimated_rows == 99_948


def test_a_gather_that_runs_again_shares_its_rows_each_time() -> None:
    scan = node("Parallel Seq Scan", rows=6520, loops=16, Actual_Rows=5000)
    shared = parsed(node("Nested Loop", gather(scan, workers=3, loops=4)))[2]
    assert (shared.executions, shared.rows_per_execution) == (4, 20_000)
    assert shared.estimated_rows == pytest.approx(20_212)


SHARED, COMPLETE = (2.4, 1), (1, 3)
A_SUBPLAN = {"Parent Relationship": "SubPlan", "Subplan Name": "SubPlan 1"}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (node("Seq Scan"), [(1, 1)]),
        (
            node("Sort", node("Parallel Index Scan", loops=3), loops=3),
            [SHARED, SHARED],
        ),
        (
            node(
                "Hash Join",
                node("Parallel Seq Scan", loops=3),
                node("Hash", node("Seq Scan", loops=3), loops=3),
                loops=3,
            ),
            [SHARED, SHARED, COMPLETE, COMPLETE],
        ),
        (
            node(
                "Parallel Hash Join",
                node("Parallel Seq Scan", loops=3),
                node("Parallel Hash", node("Parallel Seq Scan", loops=1), loops=3),
                loops=3,
            ),
            [SHARED, SHARED, SHARED, SHARED],
        ),
        (
            node(
                "Nested Loop",
                node("Parallel Seq Scan", loops=3),
                node("Index Scan", loops=2000),
                loops=3,
            ),
            [SHARED, SHARED, (1, 2000)],
        ),
        (
            node("Parallel Bitmap Heap Scan", node("Bitmap Index Scan"), loops=3),
            [SHARED, (1, 1)],
        ),
        (
            node(
                "Sort",
                node("Aggregate", node("Parallel Seq Scan", loops=3), loops=3, Strategy="Hashed"),
                loops=3,
            ),
            [COMPLETE, COMPLETE, SHARED],
        ),
        (node("Unique", node("Parallel Seq Scan", loops=3), loops=3), [COMPLETE, SHARED]),
        (
            node("Parallel Seq Scan", node("Seq Scan", loops=40) | A_SUBPLAN, loops=3),
            [SHARED, (1, 40)],
        ),
    ],
    ids=[
        *("not parallel", "sort", "hash of each", "parallel hash", "nested loop", "bitmap"),
        *("groups", "distinct", "subplan"),
    ],
)
def test_what_is_shared_follows_from_what_drives_it(
    raw: Raw, expected: list[tuple[float, float]]
) -> None:
    below = parsed(gather(raw))[1:]
    assert [each.parallel_divisor for each in below] == pytest.approx([d for d, _ in expected])
    assert [each.executions for each in below] == [loops for _, loops in expected]


def test_what_one_process_runs_for_a_gather_is_not_divided() -> None:
    scan = node("Parallel Seq Scan", rows=667)
    [copied] = parsed(gather(scan, workers=1, Single_Copy=True))[1:]
    assert (copied.parallel_divisor, copied.inside_gather) == (1, False)


def test_the_scans_below_an_append_were_divided_by_fewer_workers_than_it() -> None:
    rows = (29371, 23126, 5882, 294)
    scans = [node("Parallel Seq Scan", rows=each, loops=2) for each in rows]
    append = node("Parallel Append", *scans, rows=32176, loops=4)
    [_, whole, *below] = parsed(gather(append, workers=3))
    assert whole.estimated_rows == pytest.approx(99_746, abs=1)
    assert [each.parallel_divisor for each in below] == pytest.approx([1.7] * 4)


def test_a_complete_child_of_an_append_counts_in_full() -> None:
    one = node("Seq Scan", rows=400_000, Actual_Rows=400_000)
    index = node("Parallel Index Only Scan", rows=11765, Actual_Rows=20_000)
    append = node("Parallel Append", one, index, rows=175_001, loops=3)
    [_, _, complete, shared] = parsed(gather(append))
    assert (complete.estimated_rows, complete.estimate_error) == (400_000, 1)
    assert shared.parallel_divisor == pytest.approx(1.7)


def test_appends_in_appends_have_divisors_of_their_own() -> None:
    rows = (1755, 1418, 353, 18)
    inner = [node("Parallel Seq Scan", rows=each) for each in rows]
    nested = node("Parallel Append", *inner, rows=1944, loops=2)
    scan = node("Parallel Seq Scan", rows=58792, loops=4)
    append = node("Parallel Append", scan, nested, rows=34185, loops=4)
    divisors = [each.parallel_divisor for each in parsed(gather(append, workers=3))[1:]]
    assert divisors == pytest.approx([3.1, 1.7, 3.1, *[1.7] * 4])


@pytest.mark.parametrize("rows", [0, 1, 10**9])
def test_a_sum_that_does_not_fit_leaves_a_divisor_that_can_be(rows: int) -> None:
    scans = [node("Parallel Seq Scan", rows=50), node("Seq Scan", rows=70)]
    append = node("Parallel Append", *scans, rows=rows)
    [_, _, shared, complete] = parsed(gather(append, workers=3))
    assert 1.7 <= round(shared.parallel_divisor, 9) <= 3.1
    assert complete.parallel_divisor == 1
