"""INCSORT_INFO: rows that came half sorted."""

import pytest

from lab.findings import Confidence, Severity
from lab.plans.facts import Facts, RelationFacts
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "INCSORT_INFO"
GROUPS = {"Full-sort Groups": {"Group Count": 30, "Sort Methods Used": ["quicksort"]}}


def sort(rows: float = 1_000, condition: str | None = None, **told: object) -> Raw:
    below = step("Index Scan", actual_rows=rows, relation="orders", alias="o", filter=condition)
    keys = {"sort_key": ["o.user_id", "o.id DESC"], "presorted_key": ["o.user_id"], **told}
    return step("Incremental Sort", below, **keys) | GROUPS


@pytest.mark.parametrize("name", ["incsort_info", "incsort_info.pg15"])
def test_it_tells_the_order_and_the_groups(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "20,000 rows came in the order of orders.user_id and were sorted in 495 groups"
    )
    assert finding.evidence == {"sorted_rows": 20_000, "groups": 495}
    assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.LOW)
    assert finding.advice.startswith("CREATE INDEX ON orders (user_id, total_amount) would")


@pytest.mark.parametrize("name", ["incsort_info.fixed", "incsort_info.fixed.pg15"])
def test_an_index_on_all_columns_makes_it_silent(name: str) -> None:
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(("rows", "speaks"), [(1_000, True), (999, False)])
def test_from_a_thousand_rows_on(rows: int, *, speaks: bool) -> None:
    assert bool(found(CODE, sort(rows))) is speaks


def test_both_kinds_of_groups_are_counted() -> None:
    raw = sort() | {"Pre-sorted Groups": {"Group Count": 12}}
    assert only(CODE, raw).evidence["groups"] == 42


@pytest.mark.parametrize("groups", [None, [], {"Group Count": "many"}, {}], ids=repr)
def test_groups_that_are_not_told_are_not_made_up(groups: object) -> None:
    assert not found(CODE, sort() | {"Full-sort Groups": groups})


def test_a_column_held_to_one_value_comes_first_and_once() -> None:
    advice = only(CODE, sort(1_000, "((o.status = 'x'::text) AND (o.user_id = 5))")).advice
    assert advice.startswith("CREATE INDEX ON orders (status, user_id, id DESC) would")


def test_keys_that_are_no_columns_get_general_advice() -> None:
    assert "CREATE INDEX" not in only(CODE, sort(sort_key=["lower(o.name)"])).advice


def test_an_index_that_leads_all_over_the_table_is_left_to_the_rule_for_it() -> None:
    scan = {"actual_rows": 20_000, "relation": "orders", "schema": "public", "index_name": "i"}
    raw = sort() | {"Plans": [step("Index Scan", shared_hit_blocks=20_000, **scan)]}
    facts = {("public", "orders"): RelationFacts("public", "orders", 20_000, 400, 400)}
    assert found(CODE, raw)
    assert not found(CODE, raw, Facts(facts))
    assert found("IDX_LOWSEL", raw, Facts(facts))


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, sort())
