"""SEQ_DISCARD: what it says of real scans, from how many rows on, and where it is silent."""

from dataclasses import replace
from typing import Any

import pytest

from lab.findings import Confidence, Severity
from lab.plans.facts import ColumnFacts, Facts, IndexFacts, RelationFacts
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "SEQ_DISCARD"


def scan(removed: float = 19_990, rows: float = 10, **told: object) -> Raw:
    told = {"filter": "(status = 'paid'::text)", "relation": "orders", "alias": "orders", **told}
    return step("Seq Scan", actual_rows=rows, rows_removed_by_filter=removed, **told)


@pytest.mark.parametrize("name", ["seq_discard", "seq_discard.pg15"])
def test_it_tells_what_was_read_and_which_index_fits(name: str) -> None:
    finding = only(CODE, golden(name))
    assert (
        finding.title == "The Seq Scan on orders discarded 19,986 of the 20,000 rows that it read"
    )
    rows = {"removed_rows": 19_986, "read_rows": 20_000}
    assert finding.evidence == {**rows, "scans": 1, "executions": 1}
    assert (finding.severity, finding.table) == (Severity.WARNING, "orders")
    assert "Try CREATE INDEX ON orders (currency, created_at) and" in finding.advice


@pytest.mark.parametrize("name", ["seq_discard.fixed", "seq_discard.fixed.pg15"])
def test_with_that_index_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("removed", "rows", "speaks"),
    [(10_000, 0, True), (9_999, 0, False), (90_000, 10_000, True), (89_999, 10_001, False)],
    ids=["enough rows", "a row too few", "nine of ten", "a little less"],
)
def test_ten_thousand_rows_and_nine_of_ten(removed: int, rows: int, *, speaks: bool) -> None:
    assert bool(found(CODE, scan(removed, rows))) is speaks


def test_rows_removed_are_counted_over_all_loops() -> None:
    assert only(CODE, scan(5_000, 1, loops=4)).evidence == {
        "removed_rows": 20_000,
        "read_rows": 20_004,
        "scans": 1,
        "executions": 4,
    }


def test_a_million_rows_are_grave() -> None:
    assert only(CODE, scan(1_000_000, 1)).severity is Severity.HIGH


def test_a_scan_that_is_a_small_part_of_all_blocks_is_left_alone() -> None:
    def plan(blocks: int) -> Raw:
        return step("Append", scan(shared_hit_blocks=blocks), shared_hit_blocks=1_000)

    assert found(CODE, plan(100))
    assert not found(CODE, plan(99))


def test_a_filter_that_says_nothing_of_an_index_is_told_without_naming_one() -> None:
    finding = only(CODE, scan(filter="((total % 7) = 0)"))
    assert finding.confidence is Confidence.MEDIUM
    assert "CREATE INDEX" not in finding.advice


@pytest.mark.parametrize(
    ("condition", "advice"),
    [
        ("((orders.title)::text ~~ '%abc%'::text)", "USING gin (title gin_trgm_ops)"),
        ("(orders.title ~~* 'abc%'::text)", "USING gin (title gin_trgm_ops)"),
        ("(orders.title ~~ 'abc%'::text)", "CREATE INDEX ON orders (title text_pattern_ops)"),
        ("(lower((orders.title)::text) = 'x'::text)", "CREATE INDEX ON orders (lower(title))"),
        (
            "(((orders.doc ->> 'a'::text) = 'x'::text) AND ((orders.doc ->> 'b'::text) = 'y'::text)"
            ")",
            "CREATE INDEX ON orders ((doc ->> 'a'), (doc ->> 'b'))",
        ),
        ("(orders.tags @> '{7}'::integer[])", "CREATE INDEX ON orders USING gin (tags)"),
        ("(7 = ANY (orders.tags))", "write tags @> ARRAY[value]"),
        ("(((a = 1) AND (b > 2)) OR (a = 3)) AND (b >= 1)", "alternatives by OR"),
        ("((lower(title) = 'x'::text) AND (total > 99))", "CREATE INDEX ON orders (total)"),
    ],
)
def test_the_index_fits_what_the_filter_asks(condition: str, advice: str) -> None:
    assert advice in only(CODE, scan(filter=condition)).advice


def test_a_subquery_in_the_filter_is_answered_by_no_index() -> None:
    asked = "(NOT (ANY (id = (hashed SubPlan 1).col1)))"
    assert not found(CODE, scan(filter=asked))
    assert found(CODE, scan(filter=f"({asked} AND (status = 'paid'::text))"))


def test_partitions_are_told_together() -> None:
    parts = [
        scan(9_000, relation=f"m_{at}", alias=f"m_{at}1", shared_hit_blocks=9) for at in range(12)
    ]
    finding = only(CODE, step("Append", *parts, shared_hit_blocks=120))
    assert finding.title == (
        "The scans of 12 partitions of m discarded 108,000 of the 108,120 rows that they read"
    )
    assert "CREATE INDEX ON m (status) and" in finding.advice
    assert (finding.node, finding.table) == (0, "m")


def test_an_index_that_is_read_from_end_to_end_is_no_better() -> None:
    told = {"index_name": "by_user", "filter": "((user_id + 0) = 17)"}
    raw = scan() | step("Index Only Scan", actual_rows=10, rows_removed_by_filter=19_990, **told)
    assert only(CODE, raw).title.startswith("The Index Only Scan using by_user on orders discarded")
    assert not found(CODE, raw | {"Index Cond": "(user_id > 3)"})


def test_runs_of_a_subquery_are_counted() -> None:
    raw = step("Seq Scan", scan(loops=40, parent_relationship="SubPlan"), loops=1)
    assert only(CODE, raw).title.endswith("rows that it read in 40 runs")


def test_a_number_that_is_compared_as_text_is_told_as_such() -> None:
    column = ColumnFacts("id", "bigint")
    table = RelationFacts("public", "orders", 20_000, 400, 400, columns={"id": column})
    raw = scan(schema="public", filter="((orders.id)::text = '17'::text)")
    known = Facts({("public", "orders"): table})
    assert only(CODE, raw, known).advice.startswith("The filter casts id to text")
    assert "CREATE INDEX ON orders (id)" in only(CODE, raw).advice


def facts(**told: Any) -> Facts:
    index = replace(IndexFacts("by_both", "btree", ("day", "status", "id")), **told)
    table = RelationFacts("public", "orders", 20_000, 400, 400, indexes=(index,))
    return Facts({("public", "orders"): table})


def test_an_index_that_exists_is_not_advised_again() -> None:
    raw = scan(schema="public", filter="((status = 'paid'::text) AND (day = 5))")
    advice = only(CODE, raw, facts()).advice
    assert advice.startswith("The index by_both begins with status, day and was not used: ")


@pytest.mark.parametrize(
    "told", [{"keys": ("day",)}, {"valid": False}, {"predicate": "x"}, {"method": "hash"}], ids=str
)
def test_an_index_that_cannot_serve_is_as_good_as_none(told: dict[str, object]) -> None:
    raw = scan(schema="public", filter="((status = 'paid'::text) AND (day = 5))")
    assert "Try CREATE INDEX ON orders (status, day)" in only(CODE, raw, facts(**told)).advice


def test_the_inner_side_of_a_loop_is_left_to_the_rule_for_it() -> None:
    inner = scan(loops=50, parent_relationship="Inner")
    assert not found(CODE, step("Nested Loop", step("Seq Scan"), inner))
    assert found("SEQ_INNER", step("Nested Loop", step("Seq Scan"), inner))


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, scan())
