"""IDX_RECHECK: indexes that name candidates, and bitmaps that are another matter."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "IDX_RECHECK"


def scan(removed: float = 1_000, rows: float = 1, **told: object) -> Raw:
    figures = {"relation": "tasks", "index_name": "by_word", "actual_rows": rows, **told}
    kind = str(figures.pop("node_type", "Index Scan"))
    return step(kind, rows_removed_by_index_recheck=removed, **figures)


@pytest.mark.parametrize("name", ["idx_recheck", "idx_recheck.pg15"])
def test_it_tells_the_candidates_that_did_not_match(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "Of the 40,000 rows that the Index Scan using by_shape on places looked at, 39,008 did "
        "not match the index condition"
    )
    assert finding.evidence == {"candidate_rows": 40_000, "rechecked_rows": 39_008}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)


@pytest.mark.parametrize("name", ["idx_recheck.fixed", "idx_recheck.fixed.pg15"])
def test_a_question_that_the_index_can_answer_makes_it_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("removed", "rows", "speaks"),
    [(1_000, 1_000, True), (1_000, 1_001, False), (999, 0, False)],
    ids=["half", "less than half", "too few"],
)
def test_a_thousand_rows_and_half_of_them(removed: int, rows: int, *, speaks: bool) -> None:
    assert bool(found(CODE, scan(removed, rows))) is speaks


def test_a_bitmap_that_lost_its_rows_for_want_of_memory_is_left_to_lossy() -> None:
    raw = scan(node_type="Bitmap Heap Scan", exact_heap_blocks=5, lossy_heap_blocks=500)
    assert not found(CODE, raw)
    assert found("LOSSY", raw)


def test_a_bitmap_of_nothing_but_pages_is_taken_for_brin() -> None:
    raw = scan(node_type="Bitmap Heap Scan", exact_heap_blocks=0, lossy_heap_blocks=500)
    assert "BRIN" in only(CODE, raw).advice
    assert not found("LOSSY", raw)


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, scan())
