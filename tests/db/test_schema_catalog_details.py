"""What the catalog says of partitions, types, keys of indexes and constraints, on each version."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from lab.database import Database
from lab.schema import ConstraintKind, read_picture


@pytest.fixture
def connection(empty_database: Database) -> Iterator[Connection]:
    with empty_database.engine.connect() as connection:
        yield connection


def change(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.exec_driver_sql(statement.replace("%", "%%"))


def test_partitions_know_their_table_and_heirs_their_parents(connection: Connection) -> None:
    change(
        connection,
        "CREATE TABLE users (id int PRIMARY KEY)",
        "CREATE TABLE events (id int, at date, user_id int REFERENCES users, PRIMARY KEY (id, at)) "
        "PARTITION BY RANGE (at)",
        "CREATE TABLE events_1 PARTITION OF events"
        " FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        "CREATE INDEX events_user ON events (user_id)",
        "CREATE TABLE notes (id int, at date, FOREIGN KEY (id, at) REFERENCES events)",
        "CREATE TABLE parent (a int CHECK (a > 0))",
        "CREATE TABLE heir (b int) INHERITS (parent, users)",
    )
    picture = read_picture(connection)
    events, part, heir = (picture.table(name) for name in ("events", "events_1", "heir"))

    assert (events.partitioned, events.partition_of) == (True, None)
    assert (part.partitioned, part.partition_of, part.inherits) == (False, "events", ())
    assert all(each.inherited for each in part.indexes)
    assert all(each.inherited for each in part.constraints)
    assert not any(each.inherited for each in events.indexes)
    assert not any(each.inherited for each in events.constraints)
    assert (heir.partition_of, heir.inherits) == (None, ("parent", "users"))
    assert [each.inherited for each in heir.constraints] == [True]
    assert len(picture.table("notes").foreign_keys) == 1, "none for each partition"
    assert events.activity is not None
    assert events.activity.size == 0


def test_types_of_other_schemas_domains_arrays_and_ranges_have_their_names(
    connection: Connection,
) -> None:
    change(
        connection,
        "CREATE SCHEMA other",
        "CREATE TYPE other.mood AS ENUM ('sad')",
        "CREATE DOMAIN email AS text COLLATE \"C\" NOT NULL CHECK (VALUE LIKE '%@%')",
        "CREATE TYPE pair AS (a int, b text)",
        'CREATE TABLE t (m other.mood, e email, p pair, "list" int[], r int4range, '
        'c text COLLATE "C", ms other.mood[])',
    )
    table = read_picture(connection).table("t")
    types = ["other.mood", "email", "pair", "integer[]", "int4range", "text", "other.mood[]"]
    assert [each.type for each in table.columns] == types
    assert [each.collation for each in table.columns] == [None] * 5 + ["C", None]
    assert [each.name for each in table.columns if each.not_null] == ["e"], "so says its domain"


def test_each_key_of_an_index_tells_what_it_has_of_its_own(connection: Connection) -> None:
    change(
        connection,
        "CREATE TABLE t (a text, b varchar(9), c char(3), d jsonb, n numeric)",
        "CREATE INDEX usual ON t (a, b DESC, c DESC NULLS LAST, n NULLS FIRST)",
        'CREATE INDEX own ON t (a COLLATE "C" text_pattern_ops, b varchar_pattern_ops, '
        'c bpchar_pattern_ops, lower(a) COLLATE "C")',
        "CREATE INDEX by_path ON t USING gin (d jsonb_path_ops)",
        "CREATE INDEX by_json ON t USING gin (d)",
        "CREATE INDEX brin ON t USING brin (n numeric_minmax_multi_ops (values_per_range = 16)) "
        "WITH (pages_per_range = 9, autosummarize)",
    )
    table = read_picture(connection).table("t")
    indexes = {each.name: each.keys for each in table.indexes}

    assert [key.opclass for key in indexes["usual"]] == [None] * 4
    assert [(key.descending, key.nulls_first) for key in indexes["usual"]] == [
        (False, False),
        (True, True),
        (True, False),
        (False, True),
    ]
    opclasses = ["text_pattern_ops", "varchar_pattern_ops", "bpchar_pattern_ops", None]
    assert [key.opclass for key in indexes["own"]] == opclasses
    assert [key.collation for key in indexes["own"]] == ["C", None, None, "C"]
    assert [key.expression for key in indexes["own"]] == [False, False, False, True]
    assert indexes["by_path"][0].opclass == "jsonb_path_ops"
    assert indexes["by_json"][0].opclass is None
    assert indexes["brin"][0].opclass == "numeric_minmax_multi_ops(values_per_range=16)"
    parameters = {each.name: each.parameters for each in table.indexes if each.parameters}
    assert parameters == {"brin": ("pages_per_range=9", "autosummarize=true")}


def test_a_foreign_key_tells_all_of_itself(connection: Connection) -> None:
    change(
        connection,
        "CREATE SCHEMA other",
        "CREATE TABLE other.target (id int PRIMARY KEY)",
        "CREATE TABLE t (a int REFERENCES other.target ON UPDATE CASCADE ON DELETE SET NULL "
        "DEFERRABLE, b int)",
        "ALTER TABLE t ADD CHECK (b > 0 AND a IS NOT NULL) NOT VALID",
        "CREATE TABLE late (a int REFERENCES other.target MATCH FULL INITIALLY DEFERRED)",
    )
    picture = read_picture(connection)
    table, [late] = picture.table("t"), picture.table("late").foreign_keys
    [key], [check] = table.foreign_keys, table.constraints_of(ConstraintKind.CHECK)

    assert (key.referred_schema, key.referred_table) == ("other", "target")
    assert (key.on_update, key.on_delete, key.deferrable) == ("CASCADE", "SET NULL", True)
    assert (key.deferred, key.match_full) == (False, False)
    assert (late.deferrable, late.deferred, late.match_full) == (True, True, True)
    assert (key.validated, check.validated) == (True, False)
    assert all(each.enforced and not each.period for each in (key, check, late))
    assert check.expression == "((b > 0) AND (a IS NOT NULL))"
    assert set(check.columns) == {"a", "b"}
    assert check.on_delete is None


@pytest.mark.usefixtures("since_15")
def test_whether_nulls_are_distinct_is_told_since_15(connection: Connection) -> None:
    change(connection, "CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT, b int UNIQUE)")
    table = read_picture(connection).table("t")
    told = {"t_a_key": False, "t_b_key": True}
    assert {each.name: each.nulls_distinct for each in table.constraints} == told
    assert {each.name: each.nulls_distinct for each in table.indexes} == told


def test_an_index_knows_whether_its_constraint_can_wait(connection: Connection) -> None:
    change(connection, "CREATE TABLE t (a int UNIQUE, b int UNIQUE DEFERRABLE)")
    table = read_picture(connection).table("t")
    told = {"t_a_key": False, "t_b_key": True}
    assert {each.name: each.deferrable for each in table.indexes} == told
    assert {each.name: each.deferrable for each in table.constraints} == told


@pytest.mark.parametrize("host", ["own"], indirect=True)
def test_what_came_with_18_is_read(connection: Connection) -> None:
    change(
        connection,
        "CREATE TABLE rooms (id int4range, during daterange, name text, "
        "loud text GENERATED ALWAYS AS (upper(name)) VIRTUAL, "
        "PRIMARY KEY (id, during WITHOUT OVERLAPS))",
        "CREATE TABLE stays (room int4range, during daterange, "
        "FOREIGN KEY (room, PERIOD during) REFERENCES rooms (id, PERIOD during))",
        "CREATE TABLE old (a int, b int)",
        "INSERT INTO old VALUES (NULL, 1)",
        "ALTER TABLE old ADD CONSTRAINT a_given NOT NULL a NOT VALID",
        "ALTER TABLE old ALTER b SET NOT NULL",
        "ALTER TABLE old ADD CONSTRAINT b_good CHECK (b > 0) NOT ENFORCED",
    )
    picture = read_picture(connection)
    rooms, old = picture.table("rooms"), picture.table("old")

    assert rooms.column("loud").generated == "virtual"
    assert rooms.primary_key is not None
    assert rooms.primary_key.columns == ("id", "during")
    assert (rooms.indexes[0].method, rooms.indexes[0].constraint) == ("gist", "rooms_pkey")
    [key] = picture.table("stays").foreign_keys
    assert (key.columns, key.period) == (("room", "during"), True)
    assert [each.not_null for each in old.columns] == [False, True]
    [check] = old.constraints
    assert (check.name, check.validated, check.enforced) == ("b_good", False, False)


def test_what_is_asked_of_a_whole_row_names_no_column(connection: Connection) -> None:
    change(
        connection,
        "CREATE TABLE t (a int, b int, CHECK (t IS NOT NULL))",
        "CREATE INDEX whole ON t ((t IS NULL))",
    )
    table = read_picture(connection).table("t")
    [check], [index] = table.constraints, table.indexes
    assert (check.columns, check.expression) == ((), "(t.* IS NOT NULL)")
    assert [(key.text, key.expression) for key in index.keys] == [("((t.* IS NULL))", True)]
