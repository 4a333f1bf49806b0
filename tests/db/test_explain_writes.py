"""EXPLAIN of statements that write: all undone, refused or only planned where writes may not be."""

import signal
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import URL, Integer, column, select, table, text

from lab.database import Database, open_database
from lab.errors import ConnectError, LabError, StatementError, WriteRefusedError
from lab.plans import Plan, explain

SETUP = (
    "CREATE TABLE kept (id int PRIMARY KEY, word text)",
    "INSERT INTO kept SELECT i, 'word' || i FROM generate_series(1, 50) AS i",
    "CREATE TABLE noted (id int, what text)",
    """CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO noted VALUES (NEW.id, TG_OP); RETURN NULL; END $$""",
    "CREATE TRIGGER note AFTER INSERT OR UPDATE ON kept FOR EACH ROW EXECUTE FUNCTION note()",
    """CREATE FUNCTION wipe() RETURNS int LANGUAGE sql VOLATILE AS $$
    DELETE FROM kept WHERE id > 10 RETURNING id $$""",
    "CREATE PROCEDURE tidy() LANGUAGE sql AS $$ DELETE FROM kept $$",
    "CREATE SEQUENCE counter",
    "CREATE MATERIALIZED VIEW seen AS SELECT id FROM kept WHERE word <> 'word7'",
    'CREATE MATERIALIZED VIEW "Odd name" AS SELECT 1 AS a',
)
CONTENT = {
    "kept": "SELECT * FROM kept ORDER BY id",
    "noted": "SELECT * FROM noted ORDER BY id",
    "seen": "SELECT * FROM seen ORDER BY id",
    "relations": "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
    "ORDER BY 1",
    "cursors": "SELECT name FROM pg_cursors",
}
WRITES = {
    "insert": "INSERT INTO kept VALUES (1000, 'new')",
    "insert from a query": "INSERT INTO kept SELECT id + 2000, word FROM kept",
    "upsert": "INSERT INTO kept VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET word = 'y'",
    "update": "UPDATE kept SET word = 'other' WHERE id < 5",
    "delete": "DELETE FROM kept",
    "delete in a CTE": "WITH gone AS (DELETE FROM kept RETURNING id) SELECT count(*) FROM gone",
    "function": "SELECT wipe()",
    "create table": "CREATE TABLE made AS SELECT * FROM kept",
    "create unlogged table": "CREATE UNLOGGED TABLE made (id) AS SELECT id FROM kept",
    "select into": "SELECT * INTO made FROM kept",
    "materialized view": "CREATE MATERIALIZED VIEW made AS SELECT * FROM kept",
}
MERGE = (
    "MERGE INTO kept USING (VALUES (1), (3000)) AS v (id) ON kept.id = v.id "
    "WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (v.id, 'merged')"
)


@pytest.fixture
def kept(empty_database: Database) -> Database:
    with empty_database.engine.begin() as connection:
        for statement in SETUP:
            connection.exec_driver_sql(statement)
    return empty_database


@pytest.fixture
def foreign(kept: Database) -> Database:
    """The same database as one in which the lab may not write."""
    engine = kept.engine.execution_options(postgresql_readonly=True)
    return replace(kept, engine=engine, own_server=False, allow_writes=False)


def content(db: Database) -> Mapping[str, Any]:
    with db.engine.connect() as connection:
        return {name: connection.execute(text(query)).all() for name, query in CONTENT.items()}


@pytest.mark.parametrize("name", list(WRITES))
def test_a_write_runs_and_is_undone(kept: Database, name: str) -> None:
    before = content(kept)
    plan = explain(kept, WRITES[name])
    assert plan.analyzed
    assert content(kept) == before


@pytest.mark.parametrize("name", list(WRITES))
def test_where_the_lab_may_not_write_it_is_only_planned(foreign: Database, name: str) -> None:
    before = content(foreign)
    plan = explain(foreign, WRITES[name])
    assert not plan.analyzed
    assert "planned without running" in plan.note
    assert content(foreign) == before


def test_on_a_standby_a_table_is_only_planned(kept: Database) -> None:
    standby = replace(kept)
    standby.__dict__["capabilities"] = replace(kept.capabilities, read_only=True)
    plan = explain(standby, WRITES["create table"])
    assert not plan.analyzed
    assert "planned without running" in plan.note


def test_merge_runs_and_is_undone(kept: Database, foreign: Database) -> None:
    before = content(kept)
    if kept.capabilities.version_num < 150000:
        with pytest.raises(StatementError, match="MERGE"):
            explain(kept, MERGE)
        return
    assert explain(kept, MERGE).analyzed
    assert not explain(foreign, MERGE).analyzed
    assert content(kept) == before


def test_triggers_act_and_are_undone(kept: Database) -> None:
    plan = explain(kept, WRITES["insert"])
    assert [each["Trigger Name"] for each in plan.triggers] == ["note"]
    assert content(kept)["noted"] == []


def test_sequences_move_on(kept: Database, foreign: Database) -> None:
    first = explain(kept, "SELECT nextval('counter')", warm=False)
    assert first.analyzed
    with kept.engine.connect() as connection:
        assert connection.execute(text("SELECT last_value FROM counter")).scalar_one() == 1
        assert connection.execute(text("SELECT is_called FROM counter")).scalar_one()
    assert not explain(foreign, "SELECT nextval('counter')").analyzed


@pytest.mark.parametrize(
    "view", ["seen", "public.seen", '"Odd name"', 'CONCURRENTLY public."Odd name"'], ids=repr
)
def test_a_refresh_is_explained_by_the_query_of_its_view(kept: Database, view: str) -> None:
    before = content(kept)
    plan = explain(kept, f"REFRESH MATERIALIZED VIEW {view};")
    assert plan.analyzed
    assert "the query of the materialized view" in plan.note
    assert content(kept) == before


def test_a_refresh_of_what_is_no_materialized_view_is_told(kept: Database) -> None:
    with pytest.raises(StatementError, match="No materialized view kept"):
        explain(kept, "REFRESH MATERIALIZED VIEW kept")


def test_a_cursor_is_explained_by_its_query(kept: Database, foreign: Database) -> None:
    for database in (kept, foreign):
        plan = explain(database, "DECLARE words CURSOR FOR SELECT * FROM kept WHERE id < 5")
        assert plan.total_rows == 4
        assert content(database)["cursors"] == []


def test_what_the_session_has_prepared_is_explained(kept: Database) -> None:
    with pytest.raises(StatementError, match='Prepared statement "ask" does not exist'):
        explain(kept, "EXECUTE ask(3)")
    with kept.engine.connect() as connection:
        connection.exec_driver_sql("PREPARE ask AS SELECT * FROM kept WHERE id < $1")
    assert explain(kept, "EXECUTE ask(3)").total_rows == 2


@pytest.mark.parametrize(
    ("statement", "message", "hint"),
    [
        ("COPY kept TO STDOUT", "COPY has no plan", "query inside COPY"),
        ("COPY (SELECT 1) TO STDOUT", "COPY has no plan", "query inside COPY"),
        ("/* x */ call tidy()", "CALL has no plan", "that the procedure runs"),
        ("-- x\nDO $$ BEGIN DELETE FROM kept; END $$", "DO has no plan", "inside the block"),
        ("CREATE INDEX ON kept (word)", "CREATE INDEX has no plan", "Explain a SELECT"),
        ("CREATE TABLE x (a int)", "CREATE TABLE has no plan", "CREATE TABLE AS"),
        ("DROP TABLE kept", "DROP TABLE has no plan", "Explain a SELECT"),
        ("TRUNCATE kept", "TRUNCATE has no plan", "Explain a SELECT"),
        ("VACUUM kept", "VACUUM has no plan", "Explain a SELECT"),
        ("SET work_mem = '1MB'", "SET has no plan", "Explain a SELECT"),
        ("COMMIT", "COMMIT has no plan", "Explain a SELECT"),
        ("PREPARE p AS SELECT 1", "PREPARE has no plan", "generic=True"),
    ],
)
@pytest.mark.parametrize("generic", [False, True], ids=["run", "generic"])
def test_what_has_no_plan_is_told(
    kept: Database, statement: str, message: str, hint: str, *, generic: bool
) -> None:
    before = content(kept)
    with pytest.raises(StatementError) as caught:
        explain(kept, statement, generic=generic)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert content(kept) == before


def test_a_write_that_was_asked_to_be_only_planned_is(foreign: Database) -> None:
    assert explain(foreign, WRITES["delete"], analyze=False).note == ""


def test_a_function_that_writes_while_it_is_planned_is_refused(
    kept: Database, foreign: Database
) -> None:
    # A function that says of itself that it only computes is called by the planner already.
    with kept.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION lie() RETURNS int LANGUAGE plpgsql IMMUTABLE "
            "AS $$ BEGIN PERFORM wipe(); RETURN 1; END $$"
        )
    before = content(kept)
    with pytest.raises(WriteRefusedError, match="read-only"):
        explain(foreign, "SELECT * FROM kept WHERE id = lie()")
    assert content(kept) == before


def active(db: Database, sign: str) -> int:
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE :sign "
        "AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    with db.engine.connect() as connection:
        return int(connection.execute(query, {"sign": f"%{sign}%"}).scalar_one())


def is_over(db: Database, sign: str) -> bool:
    """Whether it ends soon: a session that was given up may be seen ending."""
    for _ in range(400):
        if not active(db, sign):
            return True
        time.sleep(0.005)
    return False


def interrupt_once(condition: Callable[[], bool]) -> threading.Thread:
    """Press Ctrl-C in the main thread as soon as the condition holds."""
    main = threading.main_thread().ident
    assert main is not None

    def wait() -> None:
        for _ in range(2_000):
            if condition():
                signal.pthread_kill(main, signal.SIGINT)
                return
            time.sleep(0.005)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def explain_and_interrupt(db: Database, watching: Database, statement: str, sign: str) -> None:
    thread = interrupt_once(lambda: active(watching, sign) > 0)
    try:
        with pytest.raises(KeyboardInterrupt):
            explain(db, statement)
    finally:
        thread.join()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_sleep(60), 'a sign' FROM kept",
        "WITH gone AS (DELETE FROM kept RETURNING id) SELECT pg_sleep(60), 'a sign' FROM gone",
    ],
    ids=["read", "write"],
)
def test_an_interruption_ends_the_query_on_the_server(kept: Database, statement: str) -> None:
    before = content(kept)
    watching = open_database(kept.url, own_server=False)
    try:
        explain_and_interrupt(kept, watching, statement, "'a sign'")
        assert is_over(watching, "'a sign'")
        assert kept.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        assert content(kept) == before
        assert explain(kept, "SELECT * FROM kept").total_rows == 50
    finally:
        watching.close()


def test_an_interruption_through_a_pooler_ends_the_query_too(
    pooler_url: URL, debian_url: URL
) -> None:
    through = open_database(pooler_url, own_server=False)
    watching = open_database(debian_url, own_server=False)
    try:
        explain_and_interrupt(through, watching, "SELECT pg_sleep(60), 'by pool'", "'by pool'")
        assert is_over(watching, "'by pool'")
        assert explain(through, "SELECT 1").total_rows == 1
    finally:
        through.close()
        watching.close()


def test_a_pooler_is_explained_through(pooler_url: URL) -> None:
    through = open_database(pooler_url, own_server=False)
    try:
        plans: list[Plan] = [
            explain(through, "SELECT * FROM pg_class WHERE oid = :oid", {"oid": 1259})
            for _ in range(3)
        ]
        assert {plan.total_rows for plan in plans} == {1}
        assert explain(through, "CREATE TABLE never AS SELECT 1").note
        with pytest.raises(LabError, match="no_such"):
            explain(through, "SELECT no_such FROM pg_class")
    finally:
        through.close()


def test_advisory_locks_of_the_session_are_given_up(kept: Database) -> None:
    held = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
    explain(kept, "SELECT pg_advisory_lock(42)")
    with kept.engine.connect() as connection:
        assert connection.execute(held).scalar_one() == 0
    with pytest.raises(StatementError, match="ivision by zero"):
        explain(kept, "SELECT pg_advisory_lock(42), 1 / (id - id) FROM kept")
    with kept.engine.connect() as connection:
        assert connection.execute(held).scalar_one() == 0


@pytest.mark.parametrize("generic", [False, True], ids=["run", "generic"])
def test_a_session_that_is_ended_meanwhile_is_told_and_replaced(
    kept: Database, *, generic: bool
) -> None:
    with pytest.raises(ConnectError, match="erminating connection"):
        explain(kept, "SELECT pg_terminate_backend(pg_backend_pid())", generic=generic)
    assert explain(kept, "SELECT * FROM kept").total_rows == 50


@pytest.mark.parametrize("generic", [False, True], ids=["run", "generic"])
def test_what_is_no_text_is_told(kept: Database, *, generic: bool) -> None:
    for statement, params in (
        ("SELECT * FROM kept WHERE word = :word", {"word": "\ud800"}),
        ("SELECT '\ud800'", {}),
    ):
        with pytest.raises(StatementError, match="no text that can be sent"):
            explain(kept, statement, params, generic=generic)


def test_more_values_than_can_be_sent_are_told(kept: Database) -> None:
    query = select(column("id", Integer)).select_from(table("kept"))
    with pytest.raises(StatementError, match="70,000 values") as caught:
        explain(kept, query.where(column("id", Integer).in_(range(70_000))))
    assert "ANY(:values)" in caught.value.hint
    assert explain(kept, "SELECT '" + ":a" * 70_000 + "'").total_rows == 1
