"""Variants read from what people write, and the queries that they are compared on."""

from typing import Any

import pytest
from sqlalchemy import select

from lab.errors import LabError
from lab.experiments import AS_IS, index
from lab.experiments.variants import distinct_candidates, read_variants
from lab.models import Order
from lab.workload import Query, as_query


def test_texts_candidates_and_the_schemas_own_may_stand_side_by_side() -> None:
    none, mixed = read_variants(
        {"none": [], "mixed": [AS_IS, "orders(user_id)", index("orders(status)")]}
    )
    assert (none.name, none.candidates, none.keeps_existing) == ("none", (), False)
    assert mixed.keeps_existing
    assert [each.name for each in mixed.candidates] == ["lab_orders_user_id", "lab_orders_status"]


@pytest.mark.parametrize(
    ("variants", "message"),
    [
        ({}, r"no variant to compare\. Give for example \{'none': \[\]\}"),
        ({"one": "orders(user_id)"}, r"Variant 'one' is not a list\. Write \['orders"),
        ({"one": AS_IS}, "Variant 'one' is not a list"),
        ({"one": index("orders(user_id)")}, "Variant 'one' is not a list"),
        ({"one": None}, "Variant 'one' is not a list"),
        ({"one": 7}, "Variant 'one' is not a list"),
        ({"one": [7]}, r"Variant 'one' holds 7, which is no index\. Write lab\.index"),
        ({"one": [...]}, "Variant 'one' holds Ellipsis, which is no index"),
        ({"one": ["orders"]}, "'orders' is not an index"),
        (["orders(user_id)"], "Variants have names"),
    ],
)
def test_what_is_no_variant_is_told(variants: Any, message: str) -> None:
    with pytest.raises(LabError, match=message):
        read_variants(variants)


def test_one_index_in_several_variants_is_one_candidate() -> None:
    variants = read_variants({"a": ["orders(user_id)"], "b": [AS_IS, "Orders( user_id )"]})
    assert list(distinct_candidates(variants)) == ["lab_orders_user_id"]


def test_two_different_indexes_of_one_name_are_refused() -> None:
    variants = read_variants(
        {"a": [index("orders(user_id)", name="ix")], "b": [index("orders(status)", name="ix")]}
    )
    with pytest.raises(LabError, match=r"Two different indexes are named 'ix'\. Leave names"):
        distinct_candidates(variants)


def test_the_schemas_own_indexes_have_a_readable_sign() -> None:
    assert repr(AS_IS) == "lab.AS_IS"


def test_a_bare_statement_becomes_a_query() -> None:
    statement = select(Order)
    assert as_query(statement) == Query("query", statement)
    assert as_query("SELECT 1", {"a": 1}) == Query("query", "SELECT 1", {"a": 1})


def test_a_query_keeps_its_name_when_it_gets_other_parameters() -> None:
    query = Query("mine", "SELECT :a", {"a": 1})
    assert as_query(query) is query
    assert as_query(query, {"a": 2}) == Query("mine", "SELECT :a", {"a": 2})
    assert repr(query) == "Query(mine: a=1)"
    assert repr(Query("bare", "SELECT 1")) == "Query(bare)"
