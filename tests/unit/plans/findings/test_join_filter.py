"""JOIN_FILTER: pairs made to be discarded, in a real join by OR and at its thresholds."""

import pytest

from lab.findings import Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "JOIN_FILTER"


def join(node_type: str = "Nested Loop", removed: int = 10_000, **told: object) -> Raw:
    table = step("Index Scan", relation="bands")
    inner = step("Materialize", table, parent_relationship="Inner")
    outer = step("Seq Scan", parent_relationship="Outer", relation="orders")
    told = {"join_filter": "(o.total >= b.least)", "actual_rows": 1000, **told}
    return step(node_type, outer, inner, rows_removed_by_join_filter=removed, **told)


@pytest.mark.parametrize("name", ["join_filter", "join_filter.pg15"])
def test_it_tells_the_pairs(name: str) -> None:
    condition = "((u.id = o.user_id) OR ((u.full_name)::text = (o.shipping_address)::text))"
    finding = only(CODE, golden(name))
    assert finding.title == "Nested Loop discarded 399,800 pairs of rows to return 200 rows"
    assert finding.evidence == {"discarded_pairs": 399_800, "rows": 200, "join_filter": condition}
    assert (finding.severity, finding.table) == (Severity.WARNING, "orders")
    assert "UNION of two joins" in finding.advice


@pytest.mark.parametrize("name", ["join_filter.fixed", "join_filter.fixed.pg15"])
def test_two_joins_by_equality_have_none(name: str) -> None:
    plan = golden(name)
    assert not any(node.join_filter for node in plan.nodes)
    assert not found(CODE, plan)


@pytest.mark.parametrize(
    ("raw", "speaks"),
    [
        (join(removed=10_000), True),
        (join(removed=9_999), False),
        (join(actual_rows=1001), False),
        (join(removed=5000, loops=2, actual_rows=500), True),
        (join("Hash Join"), True),
        (join("Something Join"), False),
    ],
    ids=["enough", "too few", "kept a tenth", "per loop", "hash join", "not a join"],
)
def test_ten_thousand_pairs_and_ten_a_row_are_told(raw: Raw, *, speaks: bool) -> None:
    assert bool(found(CODE, raw)) is speaks


@pytest.mark.parametrize(
    ("removed", "severity"), [(999_999, Severity.WARNING), (1_000_000, Severity.HIGH)]
)
def test_a_million_pairs_are_grave(removed: int, severity: Severity) -> None:
    assert only(CODE, join(removed=removed)).severity is severity


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (join(), "create an index on bands"),
        (join("Hash Join", hash_cond="(o.day = b.day)"), "joined by (o.day = b.day)"),
        (join("Merge Join", merge_cond="(o.day = b.day)"), "joined by (o.day = b.day)"),
        (join(join_filter="(a.x = b.x) OR (a.y = b.y)"), "UNION"),
        (join(join_filter="(b.name ~~ 'ORDER%'::text)"), "create an index"),
    ],
)
def test_the_advice_fits_the_join(raw: Raw, words: str) -> None:
    assert words in only(CODE, raw).advice


def test_a_short_condition_is_told_with_it() -> None:
    assert only(CODE, join()).title.endswith("1,000 rows: (o.total >= b.least)")


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, join())
    assert found(CODE, step("Merge Join", rows_removed_by_join_filter=10_000))
