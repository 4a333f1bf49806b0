"""SEQ_INNER: a table read again for each outer row, and where that is no matter."""

import pytest

from lab.findings import Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "SEQ_INNER"
FIELDS = {"relation": "orders", "alias": "o", "filter": "(o.user_id = u.id)"}


def loop(rows: float = 200, loops: int = 50, **told: object) -> Raw:
    figures = {"actual_rows": rows, "loops": loops, "parent_relationship": "Inner", **FIELDS}
    return step("Nested Loop", step("Seq Scan"), step("Seq Scan", **{**figures, **told}))


@pytest.mark.parametrize(
    ("name", "read"), [("seq_inner", 849_983), ("seq_inner.pg15", 850_000)], ids=["18", "15"]
)
def test_it_tells_how_often_the_table_was_read(name: str, read: int) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        f"The Seq Scan on payments was repeated 50 times and read {read:,} rows in all"
    )
    assert finding.evidence == {"executions": 50, "read_rows": read}
    assert finding.severity is Severity.WARNING
    assert "Try CREATE INDEX ON payments (amount) and" in finding.advice


@pytest.mark.parametrize("name", ["seq_inner.fixed", "seq_inner.fixed.pg15"])
def test_with_that_index_it_is_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("rows", "loops", "speaks"),
    [(200, 50, True), (199, 50, False), (20_000, 1, False)],
    ids=["enough", "too few", "once"],
)
def test_ten_thousand_rows_in_several_executions(rows: int, loops: int, *, speaks: bool) -> None:
    assert bool(found(CODE, loop(rows, loops))) is speaks


def test_a_million_rows_are_grave() -> None:
    assert only(CODE, loop(20_000, 50)).severity is Severity.HIGH


def test_the_join_filter_tells_the_column_where_the_scan_has_no_filter() -> None:
    raw = loop(filter=None) | {"Join Filter": "(u.id = o.user_id)"}
    assert "CREATE INDEX ON orders (user_id)" in only(CODE, raw).advice


def test_a_scan_below_a_subplan_is_not_the_loops() -> None:
    scan = step("Seq Scan", actual_rows=200, loops=50, **FIELDS)
    apart = step("Aggregate", scan, loops=50, parent_relationship="SubPlan")
    inner = step("Result", apart, loops=50, parent_relationship="Inner")
    assert not found(CODE, step("Nested Loop", step("Seq Scan"), inner))


def test_the_outer_side_is_read_once_for_its_loop() -> None:
    assert not found(CODE, loop(parent_relationship="Outer"))


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, loop())
