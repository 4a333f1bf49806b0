"""Exercises about indexes, checked on a real server."""

from dataclasses import replace

import pytest
from sqlmodel import col, select

import lab
from lab.database import Database
from lab.errors import LabError, WriteRefusedError
from lab.models import Tag
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
    assert "20 or fewer are possible. lab_orders_total_amount is not used: " in checked.evidence
    assert checked.evidence.endswith(". Begin with what is compared by equality")
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
        (["nothing(id)"], '"nothing" does not exist'),
        ([7], "which is no index"),
    ],
)
def test_an_index_that_cannot_be_built_does_not_hold(
    lab_database: Database, indexes: list[str], message: str
) -> None:
    checked = lab.check(lab_database, BY_USER, indexes=indexes, blocks_at_most=20, hint="Go on")
    assert not checked.holds
    assert message in checked.evidence
    assert checked.evidence.endswith(". Go on")
    assert "\n" not in repr(checked)


def test_an_index_may_have_to_be_used_in_a_certain_way(lab_database: Database) -> None:
    query = "SELECT user_id FROM orders WHERE user_id = 150"
    asked = {"indexes": ["orders(user_id)"], "uses": "Index Only Scan"}
    assert lab.check(lab_database, query, **asked).holds  # type: ignore[call-overload]
    missed = lab.check(lab_database, BY_USER, indexes=["orders(user_id)"], uses="Index Only Scan")
    assert not missed.holds
    assert missed.evidence.startswith("no Index Only Scan: the plan is ")
    assert lab.check(
        lab_database, BY_USER, indexes=["orders(user_id)"], uses="lab_orders_user_id"
    ).holds


def test_an_exercise_that_does_not_say_what_is_good_is_told(lab_database: Database) -> None:
    with pytest.raises(LabError, match="Give blocks_at_most=12, or uses='Index Only Scan'"):
        lab.check(lab_database, BY_USER, indexes=[])
    with pytest.raises(LabError, match=r"check has no option 'blocks'\. There are indexes, query"):
        lab.check(lab_database, BY_USER, indexes=[], blocks=3)  # type: ignore[call-overload]


NEWEST = Query(
    "newest",
    "SELECT id, created_at FROM orders WHERE user_id < :user_id ORDER BY created_at DESC LIMIT 5",
    {"user_id": 150},
)
SAME = """
SELECT id, created_at FROM (SELECT * FROM orders WHERE user_id < :user_id) AS own
ORDER BY created_at DESC FETCH FIRST 5 ROWS ONLY"""


def test_a_query_with_the_same_rows_holds(lab_database: Database) -> None:
    checked = lab.check(lab_database, NEWEST, query=SAME, uses="Limit", blocks_at_most=1000)
    assert checked.holds, checked
    assert "block" in checked.evidence


def test_a_query_without_a_bound_needs_the_rows_only(lab_database: Database) -> None:
    assert lab.check(lab_database, NEWEST, query=SAME).holds
    assert lab.check(lab_database, NEWEST, query=Query("mine", SAME, {"user_id": 150})).holds
    assert lab.check(lab_database, NEWEST, query=SAME.replace(":user_id", "150") + ";").holds
    positive = select(Tag.id).where(col(Tag.id) > 0)
    assert lab.check(lab_database, select(Tag.id), query=positive).holds


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (SAME.replace("DESC", "ASC"), "other rows: 5 missing, 5 too many. "),
        (SAME.replace("5 ROWS", "3 ROWS"), "other rows: 2 missing, 0 too many. "),
        (SAME.replace("SELECT id, created_at FROM (", "SELECT id FROM ("), "1 column, not 2. "),
        (f"SELECT * FROM ({SAME}) AS q ORDER BY id", "the right rows, in another order than is "),
        (SAME.replace("FROM orders", "FROM order"), 'yntax error at or near "order". '),
        (SAME.replace("user_id <", "nobody <"), 'olumn "nobody" does not exist. '),
        ("SELECT id, 1 / (id - id) FROM orders", "ivision by zero. "),
        ("SELECT id, created_at FROM orders WHERE user_id = :mine", "No value for :mine. "),
        ("DELETE FROM orders RETURNING id, created_at", "The query writes. "),
        ("SELECT id, created_at FROM orders FOR UPDATE", "in a read-only transaction"),
        ("SELECT setval('orders_id_seq', 1), now()", "in a read-only transaction"),
        ("CREATE TABLE mine (id int)", ""),
        ("SELECT 1; SELECT 2", ""),
        ("", ""),
        (7, ""),
    ],
)
def test_a_query_that_is_not_it_is_told_why_in_one_line(
    lab_database: Database, query: str, words: str
) -> None:
    checked = lab.check(lab_database, NEWEST, query=query, hint="Look again")
    assert not checked.holds
    assert words in checked.evidence
    assert checked.evidence.endswith(". Look again")
    assert "\n" not in repr(checked)
    assert "Error" not in checked.evidence


def test_what_fails_first_is_told_rows_before_use_before_blocks(lab_database: Database) -> None:
    bounds = {"uses": "Index Only Scan", "blocks_at_most": 1}
    wrong = lab.check(lab_database, NEWEST, query=SAME + " OFFSET 1", **bounds)  # type: ignore[call-overload]
    assert "other rows" in wrong.evidence or "syntax" in wrong.evidence
    unused = lab.check(lab_database, NEWEST, query=SAME, **bounds)  # type: ignore[call-overload]
    assert unused.evidence.startswith("no Index Only Scan: the plan is Limit > ")
    dear = lab.check(lab_database, NEWEST, query=SAME, uses="Limit", blocks_at_most=1)
    assert "; 1 or fewer are possible. " in dear.evidence


def test_a_query_and_indexes_may_be_asked_for_together(lab_database: Database) -> None:
    asked = {"query": SAME, "blocks_at_most": 20}
    better = lab.index("orders(created_at, user_id)")
    held = lab.check(lab_database, NEWEST, indexes=[better], **asked)  # type: ignore[call-overload]
    assert held.holds
    assert not lab.check(lab_database, NEWEST, indexes=[], **asked).holds  # type: ignore[call-overload]
    gap = lab.check(lab_database, NEWEST, indexes=[...], **asked)  # type: ignore[call-overload]
    assert gap.evidence.startswith("no answer given")


@pytest.mark.parametrize("query", [None, ...])
def test_no_query_is_no_answer_yet(lab_database: Database, query: None) -> None:
    checked = lab.check(lab_database, NEWEST, query=query, blocks_at_most=20)
    assert checked.evidence.startswith("no answer given")


def test_a_mistake_in_the_expected_query_is_no_mistake_of_the_reader(
    lab_database: Database,
) -> None:
    wrong = Query("wrong", "SELECT nothing FROM orders")
    with pytest.raises(LabError, match='olumn "nothing" does not exist'):
        lab.check(lab_database, wrong, query="SELECT 1")
    with pytest.raises(LabError, match='olumn "nothing" does not exist'):
        lab.check(lab_database, wrong, indexes=[], blocks_at_most=3)


def test_where_the_lab_may_not_write_a_query_can_be_checked_and_indexes_cannot(
    lab_database: Database,
) -> None:
    engine = lab_database.engine.execution_options(postgresql_readonly=True)
    foreign = replace(lab_database, engine=engine, own_server=False, allow_writes=False)
    assert lab.check(foreign, NEWEST, query=SAME, uses="Limit").holds
    with pytest.raises(WriteRefusedError, match="Building indexes to check them would change"):
        lab.check(foreign, NEWEST, indexes=[], blocks_at_most=3)


def test_nothing_is_left_behind(lab_database: Database) -> None:
    lab.check(lab_database, BY_USER, indexes=["orders(user_id)"], blocks_at_most=20)
    with lab_database.rolled_back() as connection:
        left = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'lab_orders%%'"
        ).scalar_one()
    assert left == 0
