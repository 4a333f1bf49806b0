"""What a written row costs: measured on copies, the same in every run, and nothing is left."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn, TypeAlias

import pytest
from sqlalchemy import URL, event, text
from sqlalchemy.exc import IntegrityError

import lab
from lab.database import Database, open_database
from lab.database.urls import DRIVER
from lab.errors import LabError, UnknownNameError, WriteRefusedError
from lab.experiments import Wanted, write_cost
from lab.experiments.variants import read_variants
from lab.experiments.writing import WriteCost, measure_writes
from lab.server.account import Account
from tests.debian import DebianServer, debian_programs, give_to

Variants: TypeAlias = Mapping[str, lab.Variant | Sequence[Wanted]]
NARROW = """
CREATE TABLE narrow AS
SELECT g::bigint AS id, (g * 7919 % 1000)::bigint AS user_id,
       (array['pending', 'paid', 'shipped'])[1 + g * 31 % 3] AS status,
       (g * 104729 % 100000 / 100.0)::numeric(12, 2) AS total_amount,
       timestamptz '2026-01-01' - g * interval '1 minute' AS created_at,
       timestamptz '2026-01-01' - g * 61 % 5000 * interval '1 hour' AS updated_at,
       'Street ' || g * 17 % 500 || ', Town' AS address
FROM generate_series(1, 10000) AS g
"""
SIX = tuple(
    f"narrow({columns})"
    for columns in ("id", "user_id", "created_at", "status", "user_id, status", "total_amount")
)
NESTED = {"none": [], "one": SIX[:1], "three": SIX[:3], "six": SIX}
WHAT_STANDS = """
SELECT (SELECT json_agg((oid, relname, relpages, relfilenode) ORDER BY oid) FROM pg_class)::text,
       (SELECT json_agg(nspname ORDER BY oid) FROM pg_namespace)::text,
       (SELECT json_agg(proname ORDER BY oid) FROM pg_proc WHERE oid > 16384)::text,
       (SELECT json_agg((sequencename, last_value) ORDER BY 1) FROM pg_sequences)::text,
       (SELECT json_agg(ctid || ' ' || xmin || ' ' || xmax ORDER BY id) FROM orders)::text,
       (SELECT json_agg(ctid || ' ' || xmin || ' ' || xmax ORDER BY id) FROM users)::text
"""


def run_sql(db: Database, *statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement.replace(":", r"\:")))


def what_stands(db: Database) -> Sequence[object]:
    with db.engine.connect() as connection:
        return tuple(connection.execute(text(WHAT_STANDS)).one())


@pytest.fixture
def narrow(empty_database: Database) -> Database:
    run_sql(empty_database, NARROW)
    return empty_database


def figures(cost: WriteCost, operation: str) -> Mapping[str, tuple[float, float, float | None]]:
    """By variant: WAL bytes and records a row, HOT ratio."""
    return {
        each.variant: (
            each[operation].wal_bytes,
            each[operation].wal_records,
            each[operation].hot_ratio,
        )
        for each in cost.variants
    }


def test_each_index_adds_its_record_and_its_bytes_to_an_insert(narrow: Database) -> None:
    inserts = figures(write_cost(narrow, "narrow", NESTED), "insert")
    bytes_of_none = inserts["none"][0]
    for name, indexes, ratio in (
        ("none", 0, 1),
        ("one", 1, 1.5),
        ("three", 3, 2.5),
        ("six", 6, 4.2),
    ):
        wal_bytes, wal_records, _ = inserts[name]
        assert wal_records == pytest.approx(1 + indexes, rel=0.02)
        assert wal_bytes / bytes_of_none == pytest.approx(ratio, rel=0.15)


def test_an_index_on_the_updated_column_ends_hot_updates(narrow: Database) -> None:
    cost = write_cost(narrow, "narrow", NESTED, column="status")
    updates = figures(cost, "update_indexed")
    assert cost["none"]["update_indexed"].column == "status"
    assert [updates[name][2] for name in NESTED] == [
        pytest.approx(1, abs=0.02),
        pytest.approx(1, abs=0.02),
        pytest.approx(1, abs=0.02),
        0,
    ]
    assert updates["six"][0] > 3 * updates["three"][0]
    assert updates["three"][:2] == updates["none"][:2]
    others = figures(cost, "update_unindexed")
    assert {hot for _, _, hot in others.values()} == {1.0}
    assert len(set(others.values())) == 1


def test_on_full_pages_no_update_is_hot(narrow: Database) -> None:
    full = write_cost(narrow, "narrow", {"none": [], "one": SIX[:1]}, fillfactor=100)
    assert full.fillfactor == 100
    updates = figures(full, "update_unindexed").values()
    # The last page has room, and so has the one that takes what found none.
    assert {hot for _, _, hot in updates if hot is not None and hot > 0.02} == set()


def test_the_tables_own_fillfactor_counts(narrow: Database) -> None:
    run_sql(narrow, "ALTER TABLE narrow SET (fillfactor = 70)")
    assert write_cost(narrow, "narrow", {"none": []}, rows=500).fillfactor == 70


def test_a_delete_tells_no_index(narrow: Database) -> None:
    deletes = figures(write_cost(narrow, "narrow", NESTED), "delete")
    assert len(set(deletes.values())) == 1
    assert deletes["six"][1] == 1


def test_rows_outside_its_predicate_cost_a_partial_index_nothing(narrow: Database) -> None:
    variants = {"none": [], "never": ["narrow(user_id) where id < 0"], "whole": ["narrow(user_id)"]}
    inserts = figures(write_cost(narrow, "narrow", variants, rows=3000), "insert")
    assert inserts["never"] == inserts["none"]
    assert inserts["whole"][0] > inserts["none"][0]


def test_two_runs_say_the_same_but_for_times(lab_database: Database) -> None:
    variants = {"none": [], "as it is": [lab.AS_IS]}
    first, again = (write_cost(lab_database, "tasks", variants) for _ in range(2))
    assert first._repr_mimebundle_() == again._repr_mimebundle_()
    assert " ms" not in first.render_text()
    assert " ms" in first.timed().render_text()


@pytest.mark.parametrize("host", ["own"], indirect=True)
def test_a_measurement_during_which_a_checkpoint_began_is_made_again(narrow: Database) -> None:
    undisturbed = write_cost(narrow, "narrow", {"none": []}, rows=1000)
    checkpoints: list[object] = []

    def checkpoint_once(*given: object) -> None:
        if "EXPLAIN" in str(given[2]) and not checkpoints:
            checkpoints.append(given[2])
            with narrow.engine.connect() as other:
                other.execution_options(isolation_level="AUTOCOMMIT").execute(text("CHECKPOINT"))

    event.listen(narrow.engine, "before_cursor_execute", checkpoint_once)
    disturbed = write_cost(narrow, "narrow", {"none": []}, rows=1000)
    assert checkpoints
    assert disturbed.render_text() == undisturbed.render_text()


def test_a_foreign_key_adds_the_lock_that_a_real_insert_takes(lab_database: Database) -> None:
    cost = write_cost(lab_database, "payments", {"none": []})
    locks = {lock.columns: lock for lock in cost["none"].locks}
    assert {columns: lock.parent for columns, lock in locks.items()} == {
        ("order_id",): "orders",
        ("user_id",): "users",
    }
    with lab_database.rolled_back() as connection:
        for statement in (
            "CREATE TABLE parents (id int PRIMARY KEY)",
            "INSERT INTO parents SELECT generate_series(1, 110)",
            "CREATE TABLE bare (parent int)",
            "CREATE TABLE children (parent int REFERENCES parents)",
            "CREATE FUNCTION fill(child text, low int, high int) RETURNS void LANGUAGE plpgsql AS "
            "$$ BEGIN EXECUTE format("
            "'INSERT INTO %%I SELECT generate_series(%%s, %%s)', child, low, high); END $$",
        ):
            connection.exec_driver_sql(statement)
        wal: dict[str, tuple[int, int]] = {}
        for child in ("bare", "children"):
            # The first reads the catalog too.
            for low, high in ((1, 10), (11, 110)):
                explain = (
                    f"EXPLAIN (ANALYZE, WAL, FORMAT JSON) SELECT fill('{child}', {low}, {high})"
                )
                plan = connection.exec_driver_sql(explain).scalar_one()[0]["Plan"]
                wal[child] = plan["WAL Records"], plan["WAL Bytes"]
    records, size = (
        with_key - bare for with_key, bare in zip(wal["children"], wal["bare"], strict=True)
    )
    for lock in locks.values():
        assert (lock.wal_records, lock.wal_bytes) == (records / 100, size / 100)
    for shown in (cost.render_text(), cost.render_html()):
        assert "fk_payments_user_id_users adds 1.00 records and 54 bytes" in shown


def test_nothing_of_the_table_is_touched(lab_database: Database) -> None:
    run_sql(
        lab_database,
        "CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE 'a row was written'; END $$",
        "CREATE TRIGGER forbids BEFORE INSERT OR UPDATE OR DELETE ON orders "
        "FOR EACH ROW EXECUTE FUNCTION forbid()",
        "ANALYZE",
    )
    before = what_stands(lab_database)
    cost = write_cost(lab_database, "orders", {"none": [], "own": [lab.AS_IS]})
    assert what_stands(lab_database) == before
    assert cost["own"].indexes == 3
    assert cost["none"].indexes == 1
    text_form = cost.render_text()
    assert "what triggers do (forbids, touch_updated_at)" in text_form
    assert "the foreign keys of order_items, payments" in text_form


def test_hostile_names_identity_generated_columns_and_other_kinds_of_index(
    empty_database: Database,
) -> None:
    table = """we"ird %s :x $lab$ '; --"""
    quoted = '"' + table.replace('"', '""') + '"'
    run_sql(
        empty_database,
        'CREATE SCHEMA "given"',
        f'CREATE TABLE "given".{quoted} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, '
        f"{quoted} text NOT NULL, given jsonb, number int, "
        f"twice int GENERATED ALWAYS AS (number * 2) STORED, place int UNIQUE, "
        f"CHECK (number > 0), CONSTRAINT {quoted} FOREIGN KEY (place) "
        f'REFERENCES "given".{quoted})',
        f'INSERT INTO "given".{quoted} ({quoted}, given, number, place) '
        "SELECT 'Name ' || g % 100, jsonb_build_object('k', g % 9), g, nullif(g, 2 * (g / 2)) "
        "FROM generate_series(1, 600) AS g",
        f'CREATE INDEX ON "given".{quoted} (twice)',
        f'CREATE INDEX ON "given".{quoted} USING gin (given)',
    )
    indexes = [f'"given".{quoted}(lower({quoted}))', f'"given".{quoted} using gin (given)']
    variants: Variants = {"none": [], "<b>": indexes, "own": [lab.AS_IS]}
    for name in (f"given.{table}", f'"given".{quoted}'):
        cost = write_cost(empty_database, name, variants)
        assert [each.indexes for each in cost.variants] == [2, 4, 4]
        (lock,) = cost["none"].locks
        assert (lock.columns, lock.wal_records) == (("place",), 0.5)
        # An index on what is computed from it would need the update too.
        assert "number" not in {operation.column for operation in cost["none"].operations}
        assert "<b>" not in cost.render_html()
        assert "&lt;b&gt;" in cost.render_html()
        assert "\n" not in repr(cost)
    renamed = write_cost(empty_database, name, variants, column=table)
    assert renamed["<b>"]["update_indexed"].hot_ratio == 0
    assert renamed["own"]["update_indexed"].hot_ratio == 1


def test_an_index_that_is_given_twice_is_built_once(narrow: Database) -> None:
    cost = write_cost(narrow, "narrow", {"twice": [SIX[0], SIX[0]]}, rows=500)
    assert cost["twice"].indexes == 1


def test_a_partition_is_a_table(empty_database: Database) -> None:
    run_sql(
        empty_database,
        "CREATE TABLE events (k int, at int) PARTITION BY RANGE (at)",
        "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (0) TO (1000)",
        "CREATE INDEX ON events (k)",
        "INSERT INTO events SELECT g, g FROM generate_series(0, 999) AS g",
    )
    cost = write_cost(empty_database, "events_1", {"none": [], "own": [lab.AS_IS]})
    assert [each.indexes for each in cost.variants] == [0, 1]
    with pytest.raises(LabError, match=r"'events' is partitioned.*Name one of them"):
        write_cost(empty_database, "events", {"none": []})


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ("CREATE VIEW t AS SELECT * FROM narrow", "is a view"),
        ("CREATE MATERIALIZED VIEW t AS SELECT * FROM narrow", "is a materialized view"),
        ("CREATE UNLOGGED TABLE t AS SELECT * FROM narrow", "not in the WAL"),
        ("CREATE TABLE t (id int)", r"'t' has 0 rows to copy.*400 are enough"),
        ("CREATE TABLE t AS SELECT * FROM narrow LIMIT 399", "'t' has 399 rows to copy"),
        ("CREATE TABLE other (id int)", r"No table 't' in database 'test_\w+'\. "),
    ],
    ids=["view", "materialized", "unlogged", "empty", "too few", "missing"],
)
def test_what_cannot_be_copied_is_told(narrow: Database, table: str, what: str) -> None:
    run_sql(narrow, table)
    with pytest.raises(LabError, match=what):
        write_cost(narrow, "t", {"none": []})


def test_an_invalid_unique_index_cannot_be_copied(narrow: Database) -> None:
    run_sql(narrow, "CREATE TABLE t AS SELECT 1 AS a FROM generate_series(1, 600)")
    engine = narrow.engine.execution_options(isolation_level="AUTOCOMMIT")
    with pytest.raises(IntegrityError), engine.connect() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)")
    told = "The unique index t_a of 't' is invalid. Drop it, or mend the rows and REINDEX it"
    with pytest.raises(LabError, match=told):
        write_cost(narrow, "t", {"none": []})


def test_mistakes_in_the_call_are_told(narrow: Database) -> None:
    run_sql(narrow, "ALTER TABLE narrow ADD PRIMARY KEY (id), ADD COLUMN same int DEFAULT 1")
    wrong: Sequence[tuple[Callable[[], object], str]] = (
        (lambda: write_cost(narrow, "narrow", {}), "There is no variant"),
        (lambda: write_cost(narrow, "narow", {"none": []}), "Did you mean 'narrow'"),
        (
            lambda: write_cost(narrow, "narrow", {"one": ["users(id)"]}),
            r"Index 'lab_users_id' is on 'users', not on 'narrow'",
        ),
        (
            lambda: write_cost(narrow, "narrow", {"one": ["narrow(nme)"]}),
            r"Index 'lab_narrow_nme' cannot be built: .*\"nme\" .*does not exist",
        ),
        (
            lambda: write_cost(narrow, "narrow", {"one": lab.Variant(settings={"jit": "off"})}),
            "has settings or a query of its own",
        ),
        (
            lambda: write_cost(
                narrow,
                "narrow",
                {
                    "one": [lab.index("narrow(id)", name="ix")],
                    "two": [lab.index("narrow(status)", name="ix")],
                },
            ),
            "Two different indexes are named 'ix'",
        ),
        (lambda: write_cost(narrow, "narrow", {"none": []}, fillfactor=5), "10 to 100 percent"),
        (lambda: write_cost(narrow, "narrow", {"none": []}, rows=0), "400 to 1,000,000 rows"),
        (
            lambda: write_cost(narrow, "narrow", {"none": []}, column="stat"),
            "Did you mean 'status'",
        ),
        (lambda: write_cost(narrow, "narrow", {"none": []}, column="id"), "is unique or generated"),
        (lambda: write_cost(narrow, "narrow", {"none": []}, column="same"), "the same value"),
    )
    for call, message in wrong:
        with pytest.raises(LabError, match=message):
            call()


def test_an_update_that_nothing_fits_is_left_out_and_said(narrow: Database) -> None:
    cost = write_cost(narrow, "narrow", {"none": []}, rows=500)
    assert "update_indexed" not in cost["none"]
    assert "No update of an indexed column was measured" in cost.render_text()
    with pytest.raises(UnknownNameError, match="No operation 'update_indexed' was measured"):
        cost["none"]["update_indexed"]


def test_a_foreign_database_is_left_alone_unless_writes_are_allowed(narrow: Database) -> None:
    foreign = open_database(narrow.url, own_server=False)
    with pytest.raises(WriteRefusedError, match=r"Making copies .* allow_writes=True"):
        write_cost(foreign, "narrow", {"none": []})
    foreign.close()


def test_on_a_connection_that_goes_on_nothing_changes(narrow: Database) -> None:
    variants = read_variants({"none": [], "one": SIX[:1]})
    with narrow.rolled_back() as connection:
        settings = text(
            "SELECT json_agg((name, setting) ORDER BY name)::text FROM pg_settings "
            "WHERE name NOT LIKE 'plpgsql.%'"
        )
        before = connection.execute(settings).scalar_one()
        with pytest.raises(LabError, match="cannot be built"):
            measure_writes(connection, ("public", "narrow"), read_variants({"x": ["narrow(y)"]}))
        none, one = measure_writes(connection, ("public", "narrow"), variants)
        assert connection.execute(settings).scalar_one() == before
        schemas = text("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'lab_copies%'")
        assert connection.execute(schemas).scalar_one() == 0
    assert one["insert"].wal_records == pytest.approx(none["insert"].wal_records + 1, rel=0.02)


def test_the_command_prints_the_figures(
    narrow: Database, run_lab: Callable[..., tuple[int, str, str]]
) -> None:
    url = ("--url", narrow.url.render_as_string(hide_password=False), "--allow-writes")
    three = "; ".join(SIX[:3])
    code, shown, _ = run_lab("write-cost", "narrow", "-i", three, "--rows", "1000", *url)
    assert code == 0
    assert shown.startswith(f"narrow: '{three}' writes ")
    code, shown, _ = run_lab("write-cost", "narrow", "-i", three, "--rows", "1000", "--json", *url)
    printed = json.loads(shown)
    assert printed["rows"] == 1000 - 39
    assert {each["operation"] for each in printed["operations"]} == {
        *("insert", "update_unindexed", "update_indexed", "delete")
    }
    code, _, said = run_lab("write-cost", "narrow", "-i", three, "-i", three, *url)
    assert code == 2
    assert "Two variants are named" in said


def test_what_is_interrupted_leaves_nothing(lab_database: Database) -> None:
    run_sql(lab_database, "ANALYZE")
    before = what_stands(lab_database)
    seen: list[object] = []

    def press_ctrl_c(*given: object) -> None:
        seen.append(given[2])
        if sum("EXPLAIN" in str(each) for each in seen) > 20:
            raise KeyboardInterrupt

    event.listen(lab_database.engine, "before_cursor_execute", press_ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        write_cost(lab_database, "orders", {"none": [], "own": [lab.AS_IS]})
    event.remove(lab_database.engine, "before_cursor_execute", press_ctrl_c)
    assert what_stands(lab_database) == before


def test_a_server_that_keeps_new_tables_out_of_the_wal_is_told(
    open_folder: Path, account: Account | None, missing: Callable[[str], NoReturn]
) -> None:
    versions = debian_programs()
    if not versions:
        missing("Debian's postgresql")
    folder = open_folder / "minimal"
    folder.mkdir()
    give_to(account, folder)
    server = DebianServer(versions[0], folder, account)
    server.make({"wal_level": "minimal", "max_wal_senders": "0"})
    server.start()
    url = URL.create(DRIVER, "owner", database="postgres", query={"host": str(folder)})
    db = open_database(url, own_server=True)
    run_sql(db, NARROW)
    with pytest.raises(LabError, match=r"wal_level = minimal .* Set wal_level = replica"):
        write_cost(db, "narrow", {"none": []})
    db.close()
    server.stop()
