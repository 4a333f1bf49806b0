"""Generic plans on a real PostgreSQL: those of a prepared statement, for any values."""

from typing import Any

import pytest
from sqlalchemy import bindparam, insert, select, text
from sqlmodel import col

from lab.database import Database, open_database
from lab.errors import StatementError
from lab.models import Order, OrderStatus, Tag
from lab.plans import Plan, explain


def conditions(plan: Plan) -> str:
    return " ".join(node.index_cond or node.filter or "" for node in plan.nodes)


def prepared(db: Database) -> int:
    with db.engine.connect() as connection:
        return int(
            connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
        )


@pytest.mark.parametrize(
    ("statement", "shows"),
    [
        ("SELECT * FROM orders WHERE user_id = $1", "user_id = $1"),
        ("SELECT * FROM orders WHERE user_id = :user", "user_id = $1"),
        ("SELECT '100%', ':a $9' FROM orders WHERE user_id = :user -- $8", "user_id = $1"),
        (select(Order).where(col(Order.user_id) == bindparam("user")), "user_id = $1"),
        (select(Order).where(col(Order.status) == OrderStatus.PAID), "status = $1"),
        (select(col(Order.id)).where(col(Order.id).in_([1, 2, 3])), "ANY (ARRAY[$1, $2, $3])"),
        (
            select(col(Order.id)).where(col(Order.id).in_(bindparam("ids", expanding=True))),
            "id = $1",
        ),
    ],
    ids=["dollar", "name", "in quotes", "bindparam", "value of its own", "list", "open list"],
)
def test_any_form_of_parameter_is_planned_without_a_value(
    lab_database: Database, statement: object, shows: str
) -> None:
    plan = explain(lab_database, statement, generic=True)
    if plan.analyzed:
        # A statement that brings its values is run with them.
        assert plan.settings["plan_cache_mode"] == "force_generic_plan"
    assert shows in conditions(plan)
    assert prepared(lab_database) == 0


def test_the_generic_plan_expects_what_holds_for_the_average_value(
    lab_database: Database,
) -> None:
    rare = "SELECT * FROM orders WHERE user_id = :user"
    with lab_database.engine.connect() as connection:
        busiest = connection.execute(
            text("SELECT user_id FROM orders GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1")
        ).scalar_one()
    custom = explain(lab_database, rare, {"user": busiest})
    generic = explain(lab_database, rare, {"user": busiest}, generic=True)
    assert generic.analyzed
    assert generic.total_rows == custom.total_rows
    assert (generic.root.plan_rows or 0) < (custom.root.plan_rows or 0)
    assert generic.root.plan_rows == explain(lab_database, rare, generic=True).root.plan_rows
    assert prepared(lab_database) == 0


def test_without_values_nothing_is_run(lab_database: Database) -> None:
    plan = explain(lab_database, "SELECT pg_sleep(:long) FROM orders", generic=True)
    assert not plan.analyzed
    planned = explain(
        lab_database,
        "SELECT * FROM orders WHERE id = :id",
        {"id": 1},
        generic=True,
        analyze=False,
    )
    assert not planned.analyzed
    assert "id = $1" in conditions(planned)


@pytest.mark.parametrize(
    "value", ["it's", "100%", ":name $1", "back\\slash", 'double"', "ünï", None], ids=repr
)
def test_values_reach_a_generic_plan_as_they_are(lab_database: Database, value: Any) -> None:
    query = "SELECT CAST(:value AS text) IS NOT DISTINCT FROM CAST(:value AS text) AS same, t.* "
    query += "FROM (SELECT CAST(:value AS text) AS given) t WHERE given = :value"
    plan = explain(lab_database, query, {"value": value}, generic=True)
    assert plan.total_rows == (0 if value is None else 1)


def test_a_write_is_planned_for_any_value_and_undone(lab_database: Database) -> None:
    with lab_database.engine.connect() as connection:
        before = connection.execute(text("SELECT count(*) FROM tags")).scalar_one()
    values = {"name": "generic", "user_id": 1}
    plan = explain(lab_database, insert(Tag), values, generic=True)
    assert plan.analyzed
    assert plan.root.node_type == "ModifyTable"
    with lab_database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM tags")).scalar_one() == before


def test_an_error_leaves_nothing_prepared(lab_database: Database) -> None:
    for statement, values in (
        ("SELECT * FROM nothing WHERE id = :id", None),
        ("SELECT 1 / CAST(:zero AS int) FROM orders", {"zero": 0}),
        ("SELECT * FROM orders WHERE id = :id", {"id": "seven"}),
    ):
        with pytest.raises(StatementError):
            explain(lab_database, statement, values, generic=True)
        assert prepared(lab_database) == 0


def test_a_numbered_parameter_without_generic_is_told(lab_database: Database) -> None:
    with pytest.raises(StatementError, match="numbered parameters") as caught:
        explain(lab_database, "SELECT * FROM orders WHERE id = $1")
    assert "generic=True" in caught.value.hint
    assert explain(lab_database, "SELECT '$1', $$ $1 $$ -- $1").total_rows == 1


def test_generic_plans_work_through_a_pooler(pooler_url: Any) -> None:
    database = open_database(pooler_url, own_server=False)
    try:
        query = "SELECT * FROM pg_class WHERE oid = CAST(:oid AS oid)"
        for _ in range(3):
            assert "oid = $1" in conditions(explain(database, query, generic=True))
            assert explain(database, query, {"oid": 1259}, generic=True).total_rows == 1
        assert prepared(database) == 0
    finally:
        database.close()


def test_a_list_may_be_longer_than_a_table_is_wide(lab_database: Database) -> None:
    query = select(col(Order.id)).where(col(Order.id).in_(range(2_000)))
    plan = explain(lab_database, query, generic=True)
    assert plan.analyzed
    assert "$2000" in conditions(plan)
