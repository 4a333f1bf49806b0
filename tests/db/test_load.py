"""Rows loaded into a real server: every promise about them, asked in SQL."""

import pytest
from sqlalchemy import Connection, text

from lab.data import Loaded, load, row_counts, unfinished
from lab.database import Database
from lab.errors import LoadError, WriteRefusedError
from lab.models import metadata
from lab.schema import difference, read_fingerprint

SCALE, SEED = 0.01, 42

# Each counts rows that ought not to be.
NEVER = {
    "an order whose total is not that of its items": """
        SELECT count(*) FROM orders o WHERE total_amount IS DISTINCT FROM
            (SELECT sum(quantity * unit_price) FROM order_items i WHERE i.order_id = o.id)""",
    "a payment that differs from its order": """
        SELECT count(*) FROM payments p JOIN orders o ON o.id = p.order_id
        WHERE p.amount <> o.total_amount OR p.user_id <> o.user_id
           OR p.created_at < o.created_at""",
    "a payment whose outcome contradicts its order": """
        SELECT count(*) FROM payments p JOIN orders o ON o.id = p.order_id
        WHERE NOT CASE o.status
            WHEN 'pending' THEN p.status IN ('pending', 'failed')
            WHEN 'cancelled' THEN p.status IN ('failed', 'refunded')
            ELSE p.status = 'succeeded' END""",
    "an order under way that nobody paid for": """
        SELECT count(*) FROM orders o WHERE status NOT IN ('pending', 'cancelled')
            AND NOT EXISTS (SELECT FROM payments p WHERE p.order_id = o.id)""",
    "an order before its user's account, or after": """
        SELECT count(*) FROM orders o JOIN users u ON u.id = o.user_id
        WHERE o.created_at < u.created_at OR u.deleted_at + interval '1 hour' < o.created_at""",
    "an order changed last before it was paid for": """
        SELECT count(*) FROM payments p JOIN orders o ON o.id = p.order_id
        WHERE o.updated_at < p.created_at""",
    "a user of more than a month who never signed in": """
        SELECT count(*) FROM users WHERE last_login_at IS NULL
            AND coalesce(deleted_at, '2026-01-01Z') - created_at > interval '30 days'""",
    "a tag on somebody else's task": """
        SELECT count(*) FROM task_tags x JOIN tasks t ON t.id = x.task_id
        JOIN tags g ON g.id = x.tag_id WHERE t.user_id <> g.user_id""",
    "an account closed before it was opened, or yet active": """
        SELECT count(*) FROM users WHERE deleted_at <= created_at OR last_login_at < created_at
            OR deleted_at > '2026-01-01Z' OR (deleted_at IS NOT NULL AND is_active)""",
    "an order hidden before it was made, or in future": """
        SELECT count(*) FROM orders
        WHERE deleted_at <= created_at OR deleted_at >= '2026-01-01Z'""",
}
CHANGED_TABLES = [table for table in metadata.tables if table != "task_tags"]


@pytest.fixture
def tables(empty_database: Database) -> Database:
    """A database with the schema, and no rows."""
    metadata.create_all(empty_database.engine)
    return empty_database


def one(connection: Connection, statement: str) -> object:
    return connection.execute(text(statement)).scalar_one()


def test_a_load_keeps_every_promise_about_its_rows(tables: Database) -> None:
    loaded = load(tables, scale=SCALE, seed=SEED)
    with tables.engine.connect() as connection:
        broken = {what: one(connection, statement) for what, statement in NEVER.items()}
        assert broken == dict.fromkeys(NEVER, 0)
        for table in CHANGED_TABLES:
            ages = f"SELECT count(*) FROM {table} WHERE updated_at < created_at"
            future = f"SELECT count(*) FROM {table} WHERE updated_at > '2026-01-01Z'"
            assert (one(connection, ages), one(connection, future)) == (0, 0), table
        for table, rows in row_counts(SCALE).items():
            assert one(connection, f"SELECT count(*) FROM {table}") == rows
        assert loaded.rows == sum(row_counts(SCALE).values())


def test_after_a_load_the_schema_is_what_it_was(tables: Database) -> None:
    with tables.engine.connect() as connection:
        before = read_fingerprint(connection)
    load(tables, scale=SCALE, seed=SEED)
    with tables.engine.connect() as connection:
        assert difference(before, read_fingerprint(connection)) == ()
        assert unfinished(connection) is None
        assert one(connection, "SELECT to_regnamespace('lab_load_7022026') IS NULL")


def test_after_a_load_the_tables_are_vacuumed_and_analyzed(tables: Database) -> None:
    load(tables, scale=0.2, seed=SEED)
    with tables.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT relname, reltuples::bigint, relallvisible = relpages FROM pg_class "
                "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )
        )
        assert {name: (rows, visible) for name, rows, visible in found} == {
            table: (rows, True) for table, rows in row_counts(0.2).items()
        }
        target = one(
            connection,
            "SELECT attstattarget FROM pg_attribute "
            "WHERE attrelid = 'order_items'::regclass AND attname = 'id'",
        )
        assert target == row_counts(0.2)["order_items"] / 300


def test_after_a_load_new_rows_get_the_next_ids(tables: Database) -> None:
    load(tables, scale=SCALE, seed=SEED)
    with tables.engine.begin() as connection:
        insert = "INSERT INTO tags (user_id, name) VALUES (1, 'brand new') RETURNING id"
        assert one(connection, insert) == row_counts(SCALE)["tags"] + 1


@pytest.mark.parametrize("seed", [1, 42])
def test_the_same_seed_gives_the_same_rows_with_any_number_of_workers(
    tables: Database, seed: int
) -> None:
    load(tables, scale=SCALE, seed=seed, workers=1)
    alone = hashes(tables)
    load(tables, scale=SCALE, seed=seed, workers=3, replace=True)
    assert hashes(tables) == alone
    load(tables, scale=SCALE, seed=seed + 1, replace=True)
    assert not set(hashes(tables).values()) & set(alone.values())


def hashes(db: Database) -> dict[str, object]:
    """Of each table, its rows with their places on disk, as one number."""
    hashed = "SELECT md5(string_agg(ctid || t::text, '' ORDER BY ctid))"
    with db.engine.connect() as connection:
        return {table: one(connection, f"{hashed} FROM {table} t") for table in metadata.tables}


def test_rows_that_are_there_are_not_thrown_away_unasked(tables: Database) -> None:
    load(tables, scale=SCALE, seed=SEED)
    before = hashes(tables)
    with pytest.raises(LoadError, match=r"has rows already.*replace"):
        load(tables, scale=SCALE, seed=1)
    assert hashes(tables) == before


def test_a_database_without_the_tables_is_told_so(empty_database: Database) -> None:
    with pytest.raises(LoadError, match=r"has no table 'order_items'.*alembic upgrade head"):
        load(empty_database, scale=SCALE, seed=SEED)


@pytest.mark.parametrize("scale", [0.0, -2.0, float("nan"), 1_000_000.0])
def test_a_scale_that_makes_no_sense_changes_nothing(tables: Database, scale: float) -> None:
    with pytest.raises(LoadError, match=r"cannot be loaded.*above 0 and up to 1000"):
        load(tables, scale=scale, seed=SEED)
    with tables.engine.connect() as connection:
        assert unfinished(connection) is None


def test_a_server_that_must_not_be_written_to_is_left_alone(tables: Database) -> None:
    read_only = Database(tables.engine, own_server=False, allow_writes=False)
    with pytest.raises(WriteRefusedError, match="Loading would change"):
        load(read_only, scale=SCALE, seed=SEED)


def test_a_load_says_what_it_did_in_one_line(tables: Database) -> None:
    loaded: Loaded = load(tables, scale=SCALE, seed=SEED)
    assert repr(loaded).startswith("Loaded 13,200 rows in ")
    assert repr(loaded).endswith("(scale 0.01, seed 42)")
