"""Variants compared on a real server: what is measured, and that nothing of it is left behind."""

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import bindparam, select, text
from sqlmodel import col

import lab
from lab.database import Database, maintenance, open_database
from lab.errors import LabError, StatementError, WriteRefusedError
from lab.experiments import AS_IS, Comparison, Variant, compare, create_sql, index
from lab.experiments.benches.switching import Bench
from lab.experiments.comparing.measured import Measured
from lab.models import Order, OrderStatus
from lab.plans import Plan
from lab.workload import Query

BY_USER = Query("by_user", "SELECT * FROM orders WHERE user_id = :user_id", {"user_id": 3})
WHAT_STANDS = {
    "indexes": "SELECT schemaname, tablename, indexname, indexdef FROM pg_indexes ORDER BY 1, 2, 3",
    "relations": "SELECT oid, relname, relkind, relpages, relfilenode FROM pg_class ORDER BY oid",
    "rows": "SELECT (SELECT count(*) FROM orders), (SELECT sum(total_amount) FROM orders)",
    "invalid": "SELECT count(*) FROM pg_index WHERE NOT indisvalid",
    "settings": "SELECT name, setting FROM pg_settings WHERE source IN ('session', 'client') "
    "AND name NOT IN ('application_name') ORDER BY name",
    "prepared": "SELECT count(*) FROM pg_prepared_statements",
    "locks": "SELECT count(*) FROM pg_locks WHERE locktype = 'relation' AND relation > 16384",
}


@pytest.fixture(autouse=True)
def few_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Times are not asserted here; a few rounds show all there is to see."""
    monkeypatch.setattr("lab.experiments.comparing.running.FEWEST_ROUNDS", 3)
    monkeypatch.setattr("lab.experiments.comparing.running.MOST_ROUNDS", 3)


def what_stands(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    with db.engine.connect() as connection:
        return {
            what: [tuple(row) for row in connection.execute(text(statement))]
            for what, statement in WHAT_STANDS.items()
        }


@pytest.fixture
def unchanged(lab_database: Database) -> Iterator[Database]:
    """A database that is the same after the test, seen by the same sessions and by a new one."""
    before = what_stands(lab_database)
    yield lab_database
    assert what_stands(lab_database) == before
    again = open_database(lab_database.url, own_server=False)
    assert what_stands(again)["indexes"] == before["indexes"]
    again.close()


def plan_of(measured: Measured) -> Plan:
    assert measured.plan is not None
    return measured.plan


def blocks_of(measured: Measured) -> float:
    assert measured.blocks is not None
    return measured.blocks


def run_sql(db: Database, statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def test_each_variant_has_its_own_plan_and_blocks(unchanged: Database) -> None:
    result = compare(
        unchanged,
        BY_USER,
        {"none": [], "user_id": ["orders(user_id)"], "covering": [lab.index(Order.user_id)]},
    )
    none, user, same = result.variants
    assert plan_of(none).shape == "Seq Scan on orders"
    assert "lab_orders_user_id" in plan_of(user).shape
    assert 0 < blocks_of(user) < blocks_of(none)
    assert (blocks_of(same), plan_of(same).shape) == (blocks_of(user), plan_of(user).shape)
    assert plan_of(none).total_rows == plan_of(user).total_rows
    assert (none.index_names, none.index_bytes) == ((), 0)
    assert user.index_names == ("lab_orders_user_id",)
    assert user.index_bytes % 8192 == 0
    assert user.index_bytes > 0
    assert user.build_ms > 0


def test_the_schemas_own_indexes_stand_only_where_they_are_asked_for(unchanged: Database) -> None:
    result = compare(
        unchanged,
        BY_USER,
        {"none": [], "as it is": [AS_IS], "and one more": [AS_IS, "orders(total_amount)"]},
    )
    own = {"ix_orders_created_at", "ix_orders_user_id_status"}
    assert result["none"].index_names == ()
    assert set(result["as it is"].index_names) == own
    assert set(result["and one more"].index_names) == own | {"lab_orders_total_amount"}
    assert "ix_orders_user_id_status" in plan_of(result["as it is"]).shape
    assert not plan_of(result["none"]).uses("ix_orders_user_id_status")


@pytest.mark.parametrize(
    ("statement", "used"),
    [
        ("SELECT * FROM orders WHERE id = 7", "pk_orders"),
        ("SELECT * FROM payments WHERE stripe_payment_id = 'x'", "uq_payments_stripe_payment_id"),
        ("SELECT * FROM orders WHERE total_amount = 0.01", "uq_amount_and_id"),
    ],
    ids=["primary key", "unique constraint", "unique index"],
)
def test_what_upholds_a_rule_stays_in_every_variant(
    lab_database: Database, statement: str, used: str
) -> None:
    run_sql(lab_database, "CREATE UNIQUE INDEX uq_amount_and_id ON orders (total_amount, id)")
    assert plan_of(compare(lab_database, statement, {"none": []})["none"]).uses(used)


def test_indexes_of_other_tables_of_the_query_go_too(unchanged: Database) -> None:
    joined = "SELECT o.id FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.user_id = 3"
    result = compare(unchanged, joined, {"none": [], "as it is": [AS_IS]})
    assert not any(
        node.index_name for node in plan_of(result["none"]).nodes if node.relation != "orders"
    )
    assert "ix_order_items_order_id" in result["as it is"].index_names


def test_a_construct_with_parameters_is_compared(unchanged: Database) -> None:
    statement = (
        select(Order)
        .where(col(Order.user_id) == bindparam("user_id"), col(Order.status) == OrderStatus.PAID)
        .order_by(col(Order.created_at).desc())
        .limit(3)
    )
    result = compare(
        unchanged,
        statement,
        {"none": [], "sorted": ["orders(user_id, status, created_at desc)"]},
        params={"user_id": 3},
    )
    assert result.query.name == "query"
    assert "Sort" in plan_of(result["none"]).shape
    assert "Sort" not in plan_of(result["sorted"]).shape


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders SET total_amount = total_amount + 1 WHERE user_id = 3",
        "DELETE FROM order_items WHERE order_id = 3",
        "INSERT INTO tags (user_id, name) SELECT id, 'not one of theirs' FROM users LIMIT 3",
    ],
    ids=["update", "delete", "insert"],
)
def test_a_statement_that_writes_is_refused(unchanged: Database, statement: str) -> None:
    with pytest.raises(LabError, match=r"writes cannot be compared.*dead rows"):
        compare(unchanged, statement, {"none": [], "as it is": [AS_IS]})


def test_an_index_that_an_older_transaction_makes_unusable_is_told(
    lab_database: Database,
) -> None:
    with lab_database.engine.connect() as older:
        older = older.execution_options(isolation_level="REPEATABLE READ")
        older.execute(text("SELECT count(*) FROM orders")).scalar_one()
        run_sql(lab_database, "ALTER TABLE orders SET (fillfactor = 50)")
        run_sql(lab_database, "UPDATE orders SET shipping_address = 'elsewhere' WHERE id = 5")
        run_sql(lab_database, "UPDATE orders SET shipping_address = 'back' WHERE id = 5")
        bad = Variant([AS_IS, "orders(shipping_address)"])
        result = compare(lab_database, BY_USER, {"as it is": Variant(), "bad": bad})
        told = r"failed: 'orders\(shipping_address\)' cannot be used yet.*End the other sessions"
        assert re.match(told, result["bad"].trouble)


def test_an_indexed_expression_has_statistics(unchanged: Database) -> None:
    statement = "SELECT * FROM orders WHERE lower(currency) = 'eur'"
    result = compare(unchanged, statement, {"lower": ["orders(lower(currency))"]})
    scan = next(node for node in plan_of(result["lower"]).nodes if node.relation == "orders")
    assert scan.node_type == "Seq Scan"
    assert scan.estimate_error is not None
    assert scan.estimate_error < 2


def test_indexes_of_one_name_in_two_schemas_are_told_apart(lab_database: Database) -> None:
    for schema in ("first", "second"):
        run_sql(lab_database, f"CREATE SCHEMA {schema}")
        run_sql(lab_database, f"CREATE TABLE {schema}.t AS SELECT * FROM orders")
        run_sql(lab_database, f"CREATE INDEX ix ON {schema}.t (id)")
        run_sql(lab_database, f"ANALYZE {schema}.t")
    query = "SELECT * FROM first.t WHERE id = 3 UNION ALL SELECT * FROM second.t WHERE id = 3"
    result = compare(lab_database, query, {"none": [], "as it is": [AS_IS]})
    assert not plan_of(result["none"]).uses("ix")
    assert result["as it is"].index_names == ("ix", "ix")


def test_an_index_of_a_partitioned_table_goes_and_counts_as_a_whole(
    lab_database: Database,
) -> None:
    run_sql(lab_database, "CREATE TABLE events (k int, at int) PARTITION BY RANGE (at)")
    for part in (1, 2):
        bounds = f"FROM ({part * 1000 - 1000}) TO ({part * 1000})"
        run_sql(lab_database, f"CREATE TABLE events_{part} PARTITION OF events FOR VALUES {bounds}")
    run_sql(lab_database, "INSERT INTO events SELECT g, g FROM generate_series(0, 1999) g")
    run_sql(lab_database, "CREATE INDEX of_events ON events (k)")
    run_sql(lab_database, "ANALYZE events")
    query = "SELECT * FROM events WHERE k = 7"
    result = compare(
        lab_database, query, {"none": [], "as it is": [AS_IS], "new": ["events(k, at)"]}
    )
    assert "Index" not in plan_of(result["none"]).shape
    assert "Index" in plan_of(result["as it is"]).shape
    assert result["as it is"].index_names == ("of_events",)
    assert result["new"].index_bytes >= 4 * 8192


def test_too_few_rounds_are_no_verdict_on_time(unchanged: Database) -> None:
    result = compare(unchanged, BY_USER, {"none": [], "user": ["orders(user_id)"]})
    assert result["user"].ratio is not None
    assert result["user"].ratio.pairs == 3
    assert result["user"].time_verdict == "cannot tell"


def test_a_statement_that_takes_longer_than_it_may_is_ended(unchanged: Database) -> None:
    told = r"The query took longer than 0\.2 s\. Allow more: timeout_s=, or --timeout"
    with pytest.raises(StatementError, match=told):
        compare(unchanged, "SELECT pg_sleep(60) FROM orders LIMIT 1", {"none": []}, timeout_s=0.2)


def test_a_table_of_another_schema_is_the_one_that_is_meant(lab_database: Database) -> None:
    run_sql(lab_database, "CREATE SCHEMA other")
    run_sql(lab_database, "CREATE TABLE other.orders AS SELECT * FROM orders")
    run_sql(lab_database, "CREATE INDEX of_the_other ON other.orders (user_id)")
    run_sql(lab_database, "ANALYZE other.orders")
    query = "SELECT * FROM other.orders WHERE user_id = 3"
    result = compare(
        lab_database,
        query,
        {"none": [], "as it is": [AS_IS], "new": ["other.orders(user_id, status)"]},
    )
    assert result["as it is"].index_names == ("of_the_other",)
    assert plan_of(result["none"]).shape == "Seq Scan on orders"
    assert plan_of(result["new"]).uses(result["new"].index_names[0])


@pytest.mark.parametrize(
    "name",
    ['with "quotes"', "100% :sure; --", "UPPER case", "ünïcödé", "select", "x" * 63, "a'b\\c"],
)
def test_hostile_names_are_only_names(lab_database: Database, name: str) -> None:
    quoted = '"{}"'.format(name.replace('"', '""'))
    in_text = quoted.replace(":", "\\:")
    run_sql(lab_database, f"CREATE TABLE {in_text} ({in_text} int)")
    run_sql(lab_database, f"INSERT INTO {in_text} SELECT generate_series(1, 5000)")
    run_sql(lab_database, f"CREATE INDEX ON {in_text} ({in_text})")
    run_sql(lab_database, f"ANALYZE {in_text}")
    before = what_stands(lab_database)
    result = compare(
        lab_database,
        f"SELECT * FROM {quoted} WHERE {quoted} = 7",
        {"none": [], name: [f"{quoted}({quoted})"], "as it is": [AS_IS]},
    )
    assert plan_of(result["none"]).root.node_type == "Seq Scan"
    assert plan_of(result[name]).uses(result[name].index_names[0])
    assert plan_of(result["as it is"]).uses(result["as it is"].index_names[0])
    assert what_stands(lab_database) == before


@pytest.mark.parametrize(
    "definition",
    [
        "orders(user_id, status) include (total_amount) where deleted_at is null",
        "orders(created_at desc nulls last, id)",
        "orders((total_amount * 2) desc)",
        "orders(total_amount * 2 desc)",
        "orders(user_id::text)",
        "orders(date_trunc('day', created_at at time zone 'UTC'))",
        "orders(lower(currency) text_pattern_ops, coalesce(deleted_at, created_at))",
        'orders(currency collate "C")',
        "orders using brin (created_at)",
        "orders using hash (status)",
        "orders using gin (to_tsvector('english', shipping_address))",
        "orders(user_id) where shipping_address like '100\\%:x%' and status in ('paid', 'shipped')",
        "create unique index on public.orders (id) include (user_id)",
        "orders(case when status = 'paid' then 1 end)",
        "orders(array[user_id, id])",
    ],
)
def test_postgresql_accepts_what_create_sql_says(lab_database: Database, definition: str) -> None:
    candidate = index(definition)
    with lab_database.rolled_back() as connection:
        connection.exec_driver_sql(create_sql(candidate).replace("%", "%%"))
        built = connection.execute(
            text("SELECT indexdef FROM pg_indexes WHERE indexname = :name"),
            {"name": candidate.name},
        ).scalar_one()
    assert built.startswith("CREATE ")
    result = compare(lab_database, "SELECT * FROM orders", {"it": [definition]})
    assert result["it"].index_names == (candidate.name,)


def test_an_index_on_an_expression_is_used_by_the_same_expression(unchanged: Database) -> None:
    query = (
        "SELECT * FROM orders WHERE date_trunc('day', created_at at time zone 'UTC') = '2025-12-30'"
    )
    result = compare(
        unchanged,
        query,
        {"none": [], "same": ["orders(date_trunc('day', created_at at time zone 'UTC'))"]},
    )
    assert plan_of(result["same"]).uses(result["same"].index_names[0])


def test_a_candidate_named_as_an_index_of_the_schema_is_refused(unchanged: Database) -> None:
    clashing = index("orders(user_id)", name="ix_orders_created_at")
    told = "The schema has an index 'ix_orders_created_at' already. Use lab"
    with pytest.raises(LabError, match=re.escape(told)):
        compare(unchanged, BY_USER, {"clash": [clashing]})
    result = compare(unchanged, BY_USER, {"none": [], "clash": [clashing], "after": [AS_IS]})
    assert result["clash"].trouble.startswith(f"failed: {told}")
    assert result["after"].ratio


def test_a_candidate_named_as_a_table_is_told(unchanged: Database) -> None:
    with pytest.raises(LabError, match=r"\(user_id\)' cannot be built: .* already exists"):
        compare(unchanged, BY_USER, {"clash": [index("orders(user_id)", name="users")]})


def test_two_different_indexes_of_one_name_are_refused(unchanged: Database) -> None:
    with pytest.raises(LabError, match="Two different indexes are named 'ix'"):
        compare(
            unchanged,
            BY_USER,
            {
                "a": [index("orders(user_id)", name="ix")],
                "b": [index("orders(status)", name="ix")],
            },
        )


@pytest.mark.parametrize(
    ("definition", "reason"),
    [
        ("nowhere(user_id)", 'relation "nowhere" does not exist'),
        ("orders(nothing)", 'column "nothing" does not exist'),
        ("orders(user_id) where nothing", 'column "nothing" does not exist'),
        ("orders(now())", "must be marked IMMUTABLE"),
        ("orders using gin (status)", "no default operator class"),
        ("create unique index on orders(status)", "could not create unique index"),
    ],
)
def test_an_index_that_cannot_be_built_is_told(
    unchanged: Database, definition: str, reason: str
) -> None:
    with pytest.raises(StatementError) as told:
        compare(unchanged, BY_USER, {"bad": [definition], "none": []})
    assert re.match(r"'[^']*\(.*\).*' cannot be built: ", str(told.value))
    assert reason in told.value.message
    assert told.value.hint
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("SELECT * FROM nowhere", "Check the table's name"),
        ("SELECT nothing FROM orders", "Check the column's name"),
        ("SELEC 1", "one statement at a time"),
        ("SELECT 1; SELECT 2", "one statement at a time"),
        ("SELECT * FROM orders WHERE user_id = :user", "Give params="),
        ("SELECT 1", "Compare indexes on one that does"),
        ("SELECT 1 / (id - id) FROM orders", "Correct the statement"),
        ("", "Give SQL as text"),
    ],
)
def test_a_query_that_cannot_be_measured_is_told(
    unchanged: Database, statement: str, reason: str
) -> None:
    with pytest.raises(LabError, match=re.escape(reason)) as told:
        compare(unchanged, statement, {"none": []})
    assert "\n" not in str(told.value)


def test_a_failure_in_the_middle_leaves_nothing(
    unchanged: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> float:
        raise ZeroDivisionError

    monkeypatch.setattr(Bench, "time_ms", fail)
    with pytest.raises(ZeroDivisionError):
        compare(unchanged, BY_USER, {"none": [], "user": ["orders(user_id)"]})


def test_an_interruption_between_runs_leaves_nothing(
    unchanged: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> float:
        raise KeyboardInterrupt

    monkeypatch.setattr(Bench, "time_ms", interrupt)
    with pytest.raises(KeyboardInterrupt):
        compare(unchanged, BY_USER, {"none": [], "user": ["orders(user_id)"]})


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signal that one thread sends another")
def test_ctrl_c_while_a_statement_runs_leaves_nothing(unchanged: Database) -> None:
    main = threading.main_thread().ident
    assert main is not None

    def press_once_it_runs() -> None:
        with maintenance(unchanged.url) as connection:
            running = text(
                "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                "AND wait_event = 'PgSleep' AND query LIKE 'EXPLAIN%'"
            )
            while not connection.execute(running).scalar_one():
                pass
            signal.pthread_kill(main, signal.SIGINT)

    thread = threading.Thread(target=press_once_it_runs)
    thread.start()
    with pytest.raises(KeyboardInterrupt):
        compare(
            unchanged,
            "SELECT pg_sleep(60) FROM orders LIMIT 1",
            {"none": [], "user": ["orders(user_id)"]},
        )
    thread.join()


def test_a_foreign_database_is_left_alone_unless_writes_are_allowed(unchanged: Database) -> None:
    foreign = open_database(unchanged.url, own_server=False)
    with pytest.raises(WriteRefusedError, match=r"Building indexes .* allow_writes=True"):
        compare(foreign, BY_USER, {"none": []})
    foreign.close()
    allowed = open_database(unchanged.url, own_server=False, allow_writes=True)
    assert compare(allowed, BY_USER, {"none": []}).variants
    allowed.close()


@pytest.fixture
def result(lab_database: Database) -> Comparison:
    return compare(
        lab_database, BY_USER, {"none": [], "<b>user</b>": ["orders(user_id)"], "own": [AS_IS]}
    )


def test_json_has_the_documented_keys(result: Comparison) -> None:
    printed = json.loads(json.dumps(result.to_json()))
    assert {"query", "noise_floor", "variants"} <= set(printed)
    assert printed["settings"]["plan_cache_mode"] == "force_custom_plan"
    wanted = {
        *("name", "plan_shape", "blocks", "time_ms", "ratio", "low", "high", "index_bytes"),
        *("build_ms", "wal_bytes_per_insert", "hot_ratio", "verdict"),
    }
    assert all(wanted <= set(variant) for variant in printed["variants"])
    baseline, user, _ = printed["variants"]
    assert baseline["verdict"] is None
    assert user["verdict"] in ("faster", "slower", "cannot tell")
    assert user["low"] <= user["ratio"] <= user["high"]


def test_two_comparisons_show_the_same_text_and_html_unless_times_are_asked_for(
    lab_database: Database, result: Comparison
) -> None:
    again = compare(
        lab_database, BY_USER, {"none": [], "<b>user</b>": ["orders(user_id)"], "own": [AS_IS]}
    )
    assert again._repr_mimebundle_() == result._repr_mimebundle_()
    assert " ms" not in result.render_text()
    assert " ms" not in result.render_html()
    timed = result.timed()
    for shown in (timed.render_text(), timed.render_html()):
        assert " ms" in shown
        assert "Medians of 3 interleaved rounds" in shown
        assert "below that nothing can be told" in shown


def test_the_settings_are_shown(result: Comparison) -> None:
    for shown in (result.render_text(), result.render_html(), result.timed().render_text()):
        assert "settings: jit = o" in shown
        assert "random_page_cost = " in shown


def test_text_and_html_say_the_same_and_names_are_escaped(result: Comparison) -> None:
    text_form, html_form = result.render_text(), result.render_html()
    assert "<b>user</b>" in text_form
    assert "<b>" not in html_form
    assert "&lt;b&gt;user&lt;/b&gt;" in html_form
    for variant in result.variants:
        assert plan_of(variant).shape in text_form
        assert f"{blocks_of(variant):,.0f}" in text_form
        assert f"{blocks_of(variant):,.0f}" in html_form
    assert "\n" not in repr(result)


def test_a_prediction_about_blocks_is_judged(result: Comparison) -> None:
    assert result.judge(lab.Prediction(uses=("none", "Seq Scan"))).answer == "confirmed"
    assert result.judge(lab.Prediction(fewest_blocks="none")).answer == "refuted"
    assert result.fewest_blocks is not None
    assert result.fewest_blocks.name in ("<b>user</b>", "own")
