"""EXPLAIN on a real PostgreSQL: forms of statements, parameters, rollback, what is refused."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, func, insert, select, text, update
from sqlmodel import col

from lab.database import Database
from lab.errors import LabError, StatementError
from lab.models import Order, OrderStatus, User
from lab.plans import explain
from lab.plans.running import explain_options

NEW_ORDER: dict[str, Any] = {"total_amount": 5, "shipping_address": "a", "billing_address": "b"}


def rows_of(db: Database, table: str) -> int:
    with db.engine.connect() as connection:
        counted = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    return int(counted)


def some_user(db: Database) -> int:
    with db.engine.connect() as connection:
        return int(connection.execute(text("SELECT min(user_id) FROM orders")).scalar_one())


def test_text_with_parameters_is_run_and_read(lab_database: Database) -> None:
    user = some_user(lab_database)
    plan = explain(lab_database, "SELECT * FROM orders WHERE user_id = :user", {"user": user})
    assert plan.analyzed
    assert plan.access_paths[0].endswith("on orders")
    assert (plan.total_rows or 0) >= 1
    assert (plan.blocks or 0) >= 1
    assert plan.root.self_time is not None


def test_colons_inside_quotes_and_comments_are_no_parameters(empty_database: Database) -> None:
    plan = explain(
        empty_database,
        """/* :a */ SELECT ':b', E'\\':c', $$ :d $$, '{"x":1}'::jsonb, '100%' -- :e""",
    )
    assert plan.shape == "Result"


@pytest.mark.parametrize(
    "statement",
    [
        select(Order).where(col(Order.status) == OrderStatus.PAID),
        select(col(Order.id)).where(col(Order.status).in_([OrderStatus.PAID, OrderStatus.PENDING])),
        select(Order).where(col(Order.id).in_([1, 2, 3])).limit(2),
        select(func.count()).select_from(Order).join(User).where(col(User.email).like("a%")),
        select(func.sum(Order.total_amount)),
        select(col(Order.status)),
    ],
    ids=["enum", "list of enums", "list of numbers", "join", "a sum", "an enum"],
)
def test_orm_selects_are_explained(lab_database: Database, statement: object) -> None:
    plan = explain(lab_database, statement)
    assert plan.analyzed
    assert any("on orders" in path for path in plan.access_paths)


def test_parameters_of_a_select_are_bound(lab_database: Database) -> None:
    statement = select(col(Order.id)).where(col(Order.status) == bindparam("status"))
    plan = explain(lab_database, statement, {"status": OrderStatus.PAID})
    paid = "SELECT 1 FROM orders WHERE status = 'paid'"
    assert plan.total_rows == explain(lab_database, paid).total_rows


def test_what_a_statement_writes_is_rolled_back(lab_database: Database) -> None:
    user = some_user(lab_database)
    before = {table: rows_of(lab_database, table) for table in ("orders", "order_items")}
    writes: list[tuple[object, dict[str, Any] | None]] = [
        (insert(Order).values(user_id=user, **NEW_ORDER), None),
        (insert(Order), {"user_id": user, **NEW_ORDER}),
        (insert(Order).values(user_id=user, **NEW_ORDER).returning(col(Order.id)), None),
        (update(Order).values(status=OrderStatus.CANCELLED), None),
        (delete(Order).where(~col(Order.id).in_(text("SELECT order_id FROM payments"))), None),
        ("WITH gone AS (DELETE FROM order_items RETURNING 1) SELECT count(*) FROM gone", None),
    ]
    for statement, params in writes:
        plan = explain(lab_database, statement, params)
        assert plan.analyzed
        assert any(node.node_type == "ModifyTable" for node in plan.nodes)
    assert {table: rows_of(lab_database, table) for table in before} == before
    with lab_database.engine.connect() as connection:
        kept = connection.execute(text("SELECT count(DISTINCT status) FROM orders")).scalar_one()
    assert kept > 1


def test_triggers_come_with_the_plan(lab_database: Database) -> None:
    plan = explain(lab_database, "UPDATE orders SET currency = 'USD' WHERE id = 1")
    assert "touch_updated_at" in [trigger.get("Trigger Name") for trigger in plan.triggers]


@pytest.mark.parametrize(
    ("statement", "params", "message", "hint"),
    [
        ("", None, "There is no statement to explain", "Give SQL"),
        (" -- nothing\n;", None, "There is no statement to explain", "Give SQL"),
        (None, None, "This is no statement: NoneType", "select()"),
        (Order, None, "This is no statement", "select()"),
        ("EXPLAIN SELECT 1", None, "already begins with EXPLAIN", "alone"),
        ("SELECT :a + :b", {"a": 1}, "No value for :b", 'params={"b": ...}'),
        (select(bindparam("who")), None, "No value for :who", "params="),
        ("SELEC 1", None, 'Syntax error at or near "SELEC"', "Correct the statement"),
        ("SELECT 1; SELECT 2", None, "multiple commands", "one statement"),
        ("SELECT :a; SELECT 2", {"a": 1}, "multiple commands", "one statement"),
        ("SELECT * FROM nothing", None, 'Relation "nothing" does not exist', "table"),
        ("CREATE TABLE x (a int)", None, "CREATE TABLE has no plan", "CREATE TABLE AS"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    empty_database: Database, statement: object, params: Any, message: str, hint: str
) -> None:
    with pytest.raises(StatementError) as caught:
        explain(empty_database, statement, params)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert "\n" not in str(caught.value)


def test_two_statements_leave_nothing(lab_database: Database) -> None:
    before = rows_of(lab_database, "task_tags")
    with pytest.raises(StatementError):
        explain(lab_database, "SELECT 1; DELETE FROM task_tags; COMMIT")
    assert rows_of(lab_database, "task_tags") == before


def test_a_statement_that_takes_too_long_is_stopped(empty_database: Database) -> None:
    with pytest.raises(StatementError, match="statement timeout"):
        explain(empty_database, "SELECT pg_sleep(30)", timeout_ms=50)


def test_settings_hold_for_one_run_and_are_shown(lab_database: Database) -> None:
    by_key = "SELECT * FROM orders WHERE id = 1"
    off = {"enable_indexscan": "off", "enable_bitmapscan": "off"}
    assert explain(lab_database, by_key, settings=off).shape == "Seq Scan on orders"
    assert explain(lab_database, by_key, settings=off).settings["enable_indexscan"] == "off"
    assert explain(lab_database, by_key).uses("pk_orders")
    with pytest.raises(LabError, match="no_such_setting"):
        explain(lab_database, by_key, settings={"no_such_setting": "1"})


def test_without_analyze_nothing_runs(lab_database: Database) -> None:
    plan = explain(lab_database, "SELECT pg_sleep(1000) FROM orders", analyze=False)
    assert not plan.analyzed
    assert plan.total_rows is None
    assert (plan.root.plan_rows or 0) >= 1


def test_timing_and_buffers_may_be_left_out(lab_database: Database) -> None:
    plan = explain(lab_database, "SELECT * FROM orders", timing=False, buffers=False)
    assert plan.analyzed
    assert (plan.root.self_time, plan.blocks) == (None, None)


def test_the_first_run_of_a_session_counts_the_same_blocks(lab_database: Database) -> None:
    query = "SELECT * FROM orders ORDER BY created_at DESC, total_amount LIMIT 3"
    lab_database.engine.dispose()
    first = explain(lab_database, query, warm=True).blocks
    assert first == explain(lab_database, query, warm=True).blocks


def test_a_write_on_a_foreign_server_is_planned_without_running(lab_database: Database) -> None:
    engine = lab_database.engine.execution_options(postgresql_readonly=True)
    foreign = replace(lab_database, engine=engine, own_server=False, allow_writes=False)
    before = rows_of(foreign, "order_items")
    for statement in ("DELETE FROM order_items", "SELECT * FROM orders FOR UPDATE"):
        plan = explain(foreign, statement)
        assert not plan.analyzed
        assert "planned without running" in plan.note
        assert plan.note in plan.render_text()
        assert plan.note in plan.render_html()
    assert explain(foreign, "SELECT * FROM order_items").total_rows == before
    assert rows_of(foreign, "order_items") == before


@pytest.mark.parametrize(("version", "memory"), [(140000, False), (160000, False), (170000, True)])
def test_options_follow_the_servers_version(version: int, *, memory: bool) -> None:
    options = explain_options(version, analyze=True, timing=False, buffers=True)
    assert ("MEMORY" in options) is memory
    assert options["TIMING"] == "OFF"
    planned = explain_options(version, analyze=False, timing=True, buffers=True)
    assert not {"TIMING", "WAL"} & set(planned)


def test_what_only_shows_more_is_off_unless_asked_for() -> None:
    measured = explain_options(180000, analyze=True, timing=False, buffers=False)
    assert measured["VERBOSE"] == "OFF"
    assert "SERIALIZE" not in measured
    shown = explain_options(
        180000, analyze=True, timing=True, buffers=True, verbose=True, serialize=True
    )
    assert (shown["VERBOSE"], shown["SERIALIZE"]) == ("ON", "TEXT")
    older = explain_options(
        160000, analyze=True, timing=True, buffers=True, verbose=True, serialize=True
    )
    assert "SERIALIZE" not in older


def test_a_hostile_name_is_only_shown(empty_database: Database) -> None:
    with empty_database.engine.begin() as connection:
        connection.execute(text('CREATE TABLE "<script>x</script>" ("a""b" text)'))
    plan = explain(empty_database, """SELECT * FROM "<script>x</script>" WHERE "a""b" = 'a:b'""")
    assert plan.root.relation == "<script>x</script>"
    assert "<script" not in plan.render_html()


def test_a_value_that_nothing_asks_for_is_told(lab_database: Database) -> None:
    query = "SELECT * FROM orders WHERE user_id = :user_id"
    with pytest.raises(StatementError, match="No parameter 'user'") as caught:
        explain(lab_database, query, {"user_id": 1, "user": 7})
    assert "Did you mean 'user_id'?" in caught.value.hint
    with pytest.raises(StatementError, match="No parameter 'n'"):
        explain(lab_database, select(Order), {"n": 1})
    given = select(Order).where(col(Order.user_id) == 1)
    assert explain(lab_database, given, {"user_id_1": 2}).analyzed
    with pytest.raises(LabError, match="explain has no option 'param'"):
        explain(lab_database, query, param={"user_id": 1})  # type: ignore[call-arg]


def test_what_says_a_thing_better_stands_alone(lab_database: Database) -> None:
    with lab_database.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO tags (user_id, name) SELECT 1, 'x' || n FROM "
                "generate_series(1, 30000) n"
            )
        )
        connection.execute(text("ANALYZE tags"))
    wrapped = explain(lab_database, "SELECT * FROM tags WHERE id::text = '7'")
    codes = [finding.code for finding in wrapped.findings]
    assert "INDEX_NOT_USED" in codes
    assert "SEQ_DISCARD" not in codes
    [told] = [finding for finding in wrapped.findings if finding.code == "INDEX_NOT_USED"]
    assert "the query compares" in told.title
