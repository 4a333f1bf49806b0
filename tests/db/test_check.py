"""Exercises about indexes, checked on a real server."""

import pytest

import lab
from lab.database import Database
from lab.errors import LabError
from lab.workload import Query

BY_USER = Query("by_user", "SELECT * FROM orders WHERE user_id = :user_id", {"user_id": 150})


def test_a_good_index_holds_with_its_blocks_and_plan(lab_database: Database) -> None:
    checked = lab.check(
        lab_database, BY_USER, indexes=[lab.index("orders(user_id)")], blocks_at_most=20
    )
    assert checked.holds
    assert "block" in checked.evidence
    assert "lab_orders_user_id" in checked.evidence


def test_a_poor_index_does_not_hold_and_the_hint_is_told(lab_database: Database) -> None:
    checked = lab.check(
        lab_database,
        BY_USER,
        indexes=["orders(total_amount)"],
        blocks_at_most=20,
        hint="Begin with what is compared by equality",
    )
    assert not checked.holds
    assert "20 or fewer are possible. Begin with" in checked.evidence
    assert "Seq Scan on orders" in checked.evidence


def test_the_schemas_own_indexes_are_an_answer(lab_database: Database) -> None:
    assert lab.check(lab_database, BY_USER, indexes=[lab.AS_IS], blocks_at_most=20).holds
    assert not lab.check(lab_database, BY_USER, indexes=[], blocks_at_most=20).holds


@pytest.mark.parametrize("gap", [None, ..., [...], [None]])
def test_a_gap_is_no_answer_yet(lab_database: Database, gap: None) -> None:
    checked = lab.check(lab_database, BY_USER, indexes=gap, blocks_at_most=20)
    assert not checked.holds
    assert checked.evidence.startswith("no answer given")


def test_text_will_do_for_the_query(lab_database: Database) -> None:
    query = "SELECT * FROM orders WHERE user_id = 150"
    assert lab.check(lab_database, query, indexes=["orders(user_id)"], blocks_at_most=20).holds


@pytest.mark.parametrize(
    ("indexes", "message"),
    [
        ("orders(user_id)", "is not a list"),
        (["orders"], "'orders' is not an index"),
        (["orders(nothing)"], 'column "nothing" does not exist'),
    ],
)
def test_an_answer_that_cannot_be_built_is_told(
    lab_database: Database, indexes: list[str], message: str
) -> None:
    with pytest.raises(LabError, match=message):
        lab.check(lab_database, BY_USER, indexes=indexes, blocks_at_most=20)


def test_an_exercise_without_its_number_of_blocks_is_told(lab_database: Database) -> None:
    with pytest.raises(LabError, match="Give blocks_at_most=12"):
        lab.check(lab_database, BY_USER, indexes=[])  # type: ignore[call-overload]


def test_nothing_is_left_behind(lab_database: Database) -> None:
    lab.check(lab_database, BY_USER, indexes=["orders(user_id)"], blocks_at_most=20)
    with lab_database.rolled_back() as connection:
        left = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'lab_orders%%'"
        ).scalar_one()
    assert left == 0
