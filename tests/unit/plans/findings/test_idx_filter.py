"""IDX_FILTER: rows that an index found in vain, and where an index has done its part."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "IDX_FILTER"
FIELDS = {
    "relation": "orders",
    "alias": "o",
    "index_name": "by_user",
    "index_cond": "(o.user_id = 5)",
    "filter": "(o.status = 'x'::text)",
}


def scan(removed: float = 1_000, rows: float = 1, **told: object) -> Raw:
    figures = {"actual_rows": rows, "rows_removed_by_filter": removed, **FIELDS, **told}
    return step(str(figures.pop("node_type", "Index Scan")), **figures)


@pytest.mark.parametrize("name", ["idx_filter", "idx_filter.pg15"])
def test_it_tells_the_rows_and_the_missing_column(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "The Index Scan using ix_orders_created_at on orders found 8,443 rows, of which the "
        "filter discarded 8,280"
    )
    assert finding.evidence == {"found_rows": 8_443, "removed_rows": 8_280}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.HIGH)
    assert finding.advice.startswith("user_id is not in the index condition. ")
    assert "CREATE INDEX ON orders (user_id, created_at)" in finding.advice


@pytest.mark.parametrize("name", ["idx_filter.fixed", "idx_filter.fixed.pg15"])
def test_with_that_index_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("removed", "rows", "severity"),
    [
        (1_000, 1_000, Severity.INFO),
        (1_000, 1_001, None),
        (999, 0, None),
        (9_000, 1_000, Severity.WARNING),
        (8_999, 1_001, Severity.INFO),
    ],
    ids=["half", "less than half", "too few", "nine of ten", "a little less"],
)
def test_half_is_information_and_nine_of_ten_a_warning(
    removed: int, rows: int, severity: Severity | None
) -> None:
    told = [finding.severity for finding in found(CODE, scan(removed, rows))]
    assert told == ([severity] if severity else [])


def test_a_bitmap_is_meant_too() -> None:
    raw = scan(node_type="Bitmap Heap Scan", index_cond=None, recheck_cond="(o.user_id = 5)")
    assert "CREATE INDEX ON orders (user_id, status)" in only(CODE, raw).advice


def test_an_index_that_finds_one_row_at_a_time_has_done_its_part() -> None:
    assert not found(CODE, scan(0.9, 0.1, loops=2_000))
    assert found(CODE, scan(1.9, 0.1, loops=2_000))


def test_a_filter_on_the_same_column_is_no_missing_column() -> None:
    assert not found(CODE, scan(filter="((o.user_id % '2'::bigint) = 0)"))


def test_an_index_read_for_its_order_alone_had_no_condition_to_know() -> None:
    assert not found(CODE, scan(index_cond=None))


def test_what_cannot_be_read_gets_general_advice() -> None:
    finding = only(CODE, scan(filter="(o.status <> 'x'::text)"))
    assert finding.confidence is Confidence.MEDIUM
    assert "partial index" in finding.advice


def test_few_blocks_at_stake_are_no_warning() -> None:
    assert only(CODE, scan(9_000, 10, shared_hit_blocks=112)).severity is Severity.INFO
    assert only(CODE, scan(9_000, 10, shared_hit_blocks=113)).severity is Severity.WARNING


def test_a_lookup_that_an_index_would_hardly_shorten_has_done_its_part() -> None:
    lookups = {"loops": 2_000, "shared_hit_blocks": 8_000}
    assert not found(CODE, scan(3, 1, **lookups))
    assert found(CODE, scan(30, 1, **lookups | {"shared_hit_blocks": 9_000}))


def test_equalities_come_first_then_the_ranges() -> None:
    condition = "((o.total > 3) AND (o.day >= 7) AND (o.status = 'x'::text))"
    advice = only(CODE, scan(filter=condition)).advice
    assert advice.startswith("total, day, status are not in the index condition. ")
    assert "CREATE INDEX ON orders (user_id, status, total, day) and see that they" in advice


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, scan())
