"""EST_OFF: where a wrong estimate began, who only inherits it, and what is no fault."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "EST_OFF"


def scan(expected: float, came: float, **told: object) -> Raw:
    figures = {"plan_rows": expected, "actual_rows": came, "parent_relationship": "Outer"}
    kind = str(told.pop("node_type", "Seq Scan"))
    return step(kind, **{**figures, "relation": "orders", "alias": "o", **told})


def join(expected: float, came: float, *sides: Raw) -> Raw:
    return step("Hash Join", *sides, plan_rows=expected, actual_rows=came)


@pytest.mark.parametrize("name", ["est_off", "est_off.pg15"])
def test_it_tells_where_the_error_began(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "The Seq Scan on orders was expected to return 100 rows and returned 3,628: 36x off"
    )
    assert finding.evidence == {
        "estimated_rows": 100,
        "actual_rows": 3_628,
        "estimate_error": 36.28,
    }
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "no statistics of expressions" in finding.advice


@pytest.mark.parametrize("name", ["est_off.fixed", "est_off.fixed.pg15"])
def test_with_statistics_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name))


def test_an_error_of_few_rows_is_told_where_it_becomes_one_of_many() -> None:
    plan = golden("nested_loop_misestimated")
    assert only(CODE, plan).title.startswith("The Seq Scan on orders was expected to return 1 row")
    assert not found(CODE, scan(1, 40))


@pytest.mark.parametrize(
    ("expected", "came", "speaks"),
    [
        (20, 200, True),
        (21, 200, False),
        (5, 105, True),
        (5, 104, False),
        (1_100, 100, True),
        (1_000, 1, False),
        (0, 99, False),
        (0, 100, True),
    ],
)
def test_ten_times_and_a_hundred_rows_more_or_a_thousand_fewer(
    expected: int, came: int, *, speaks: bool
) -> None:
    assert bool(found(CODE, step("Sort", scan(expected, came)))) is speaks


def test_it_is_grave_only_where_something_was_chosen_by_it() -> None:
    assert only(CODE, scan(1, 5_000)).severity is Severity.WARNING
    assert only(CODE, join(1, 5_000, scan(1, 5_000))).severity is Severity.HIGH
    assert only(CODE, join(100, 5_000, scan(100, 5_000))).severity is Severity.WARNING
    assert only(CODE, join(5_000, 1, scan(5_000, 1))).severity is Severity.WARNING


def test_those_above_only_inherit_the_error() -> None:
    plan = join(10, 9_000, join(10, 9_000, scan(10, 9_000)))
    assert only(CODE, plan).node == 2


def test_two_sides_multiply_their_errors() -> None:
    plan = join(1, 400_000, scan(10, 9_000), scan(10, 9_000))
    assert {finding.node for finding in found(CODE, plan)} == {1, 2}


def test_a_node_that_adds_ten_times_of_its_own_is_told_too() -> None:
    plan = join(10, 90_000, scan(10, 900))
    assert {finding.node for finding in found(CODE, plan)} == {0, 1}


def test_an_error_the_other_way_is_another_one() -> None:
    plan = join(90_000, 10, scan(10, 900))
    assert {finding.node for finding in found(CODE, plan)} == {0, 1}


def test_a_join_is_told_that_there_are_no_statistics_across_tables() -> None:
    finding = only(CODE, join(10, 9_000, scan(100, 100), scan(90, 90)))
    assert "no statistics across tables" in finding.advice
    assert finding.confidence is Confidence.LOW


@pytest.mark.parametrize("kind", ["Sort", "Materialize", "CTE Scan", "Function Scan", "Limit"])
def test_nodes_that_hand_rows_on_or_guess_are_no_origin(kind: str) -> None:
    plan = join(10, 9_000, scan(10, 9_000, node_type=kind, relation=None))
    assert not found(CODE, plan)


def test_the_inner_side_of_a_merge_join_returns_rows_again() -> None:
    inner = scan(10, 9_000, parent_relationship="Inner")
    assert not found(CODE, step("Merge Join", scan(10, 10), inner))


def test_fewer_rows_below_a_limit_are_no_fault() -> None:
    assert not found(CODE, step("Limit", scan(50_000, 10)))
    assert found(CODE, step("Limit", step("Sort", scan(50_000, 10))))


def test_rows_are_compared_each_time_and_counted_in_all() -> None:
    finding = only(CODE, step("Sort", scan(1, 12, loops=50)))
    assert "expected to return 1 row and returned 12 each time" in finding.title
    assert not found(CODE, step("Sort", scan(1, 12, loops=9)))


@pytest.mark.parametrize(
    ("condition", "advice"),
    [
        ("((o.a = 1) AND (o.b = 2))", "CREATE STATISTICS orders_a_b ON a, b FROM orders"),
        ("(o.a = 1)", "ALTER COLUMN a SET STATISTICS"),
        ("((o.a % 2) = 0)", "no statistics of expressions"),
        ("(o.a = $1)", "plan_cache_mode"),
        ("(o.a > (InitPlan 1).col1)", "ask for it first"),
        ("(o.a > $0)", "ask for it first"),
        ("(NOT (ANY (o.a = (hashed SubPlan 1).col1)))", "NOT EXISTS"),
        ("(o.body @> '{}'::jsonb)", "inside of documents"),
        (None, "ANALYZE the tables that it reads"),
    ],
)
def test_the_advice_fits_the_condition(condition: str | None, advice: str) -> None:
    assert advice in only(CODE, scan(1, 5_000, filter=condition)).advice


def test_a_bitmaps_error_is_told_where_the_table_is_named() -> None:
    part = step("Bitmap Index Scan", plan_rows=10, actual_rows=9_000, index_name="x")
    heap = step("Bitmap Heap Scan", part, plan_rows=10, actual_rows=9_000, relation="orders")
    assert only(CODE, heap).node == 0


def test_a_subplans_rows_are_not_those_of_its_node() -> None:
    apart = scan(10, 9_000, parent_relationship="SubPlan", subplan_name="SubPlan 1")
    plan = step("Seq Scan", apart, plan_rows=10, actual_rows=9_000, relation="users")
    assert {finding.node for finding in found(CODE, plan)} == {0, 1}


def test_hundreds_of_rows_matter_only_where_something_was_chosen_by_them() -> None:
    assert not found(CODE, scan(20, 866))
    assert found(CODE, step("Sort", scan(20, 866)))
    assert found(CODE, scan(20, 1_020))


def test_a_lookup_is_planned_for_a_value_of_average_frequency() -> None:
    lookup = scan(
        100, 9_000, loops=3, index_cond="(o.user_id = u.id)", filter="(o.a = 'v.x'::text)"
    )
    assert "average frequency" in only(CODE, lookup).advice
    own = scan(100, 9_000, loops=3, index_cond="(o.user_id = 3)", filter="(o.a = 'v.x'::text)")
    assert "CREATE STATISTICS" in only(CODE, own).advice


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("((a.x = b.x) AND (a.y = b.y))", True),
        ("(a.x = b.x)", False),
        ("((a.x = b.x) AND ((SubPlan 1) = a.y))", False),
    ],
    ids=["two", "one", "of a subquery"],
)
def test_several_equalities_are_told_by_a_foreign_key(condition: str, *, told: bool) -> None:
    raw = join(10, 9_000, scan(100, 100), scan(90, 90)) | {"Hash Cond": condition}
    assert ("a foreign key on all" in only(CODE, raw).advice) is told


def test_having_is_a_guess() -> None:
    groups = step("Aggregate", scan(9_000, 9_000), plan_rows=3_000, filter="(sum(o.a) > 180)")
    assert "no statistics of sums" in only(CODE, step("Sort", groups)).advice


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, join(10, 9_000, scan(10, 9_000)))
