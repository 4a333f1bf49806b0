"""The picture of a live schema: names, keys and indexes as the server has them."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from lab.database import Database
from lab.errors import UnknownNameError
from lab.models import metadata
from lab.schema import ConstraintKind, Index, Table, picture_of, read_picture

STRANGE = (
    "CREATE TYPE \"Mood\" AS ENUM ('sad', 'ok', 'it''s fine')",
    'CREATE TABLE "Mixed Case" ('
    '"Id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "a""b" text DEFAULT \'x\', '
    '"Mood" "Mood" NOT NULL, "select" int, doubled int GENERATED ALWAYS AS ("select" * 2) STORED, '
    'during int4range, CONSTRAINT "no Overlap" EXCLUDE USING gist (during WITH &&))',
    "COMMENT ON TABLE \"Mixed Case\" IS 'odd; but legal'",
    'CREATE INDEX "Ix%Partial" ON "Mixed Case" ("select" DESC) INCLUDE ("a""b") '
    "WHERE \"Mood\" = 'ok'",
    'CREATE INDEX by_expression ON "Mixed Case" (lower("a""b"), "select")',
    'CREATE INDEX by_hash ON "Mixed Case" USING hash ("select")',
    'CREATE TABLE child (parent bigint REFERENCES "Mixed Case" ("Id") ON DELETE SET NULL, '
    "a int, b int, UNIQUE (b, a))",
    "CREATE TABLE grandchild (y int, x int, FOREIGN KEY (x, y) REFERENCES child (b, a))",
)


@pytest.fixture
def connection(empty_database: Database) -> Iterator[Connection]:
    with empty_database.engine.connect() as connection:
        yield connection


@pytest.fixture
def strange(connection: Connection) -> Connection:
    for statement in STRANGE:
        change(connection, statement)
    return connection


def index_of(table: Table, name: str) -> Index:
    return next(each for each in table.indexes if each.name == name)


def test_quoted_and_mixed_case_names_are_bare(strange: Connection) -> None:
    table = read_picture(strange).table("Mixed Case")

    assert table.comment == "odd; but legal"
    assert [each.name for each in table.columns][:4] == ["Id", 'a"b', "Mood", "select"]
    assert table.column("Mood").type == '"Mood"'
    assert table.column("Id").identity == "always"
    assert table.column("doubled").generated == "stored"
    assert table.primary_key is not None
    assert table.primary_key.columns == ("Id",)


def test_an_enum_type_has_its_labels_in_their_order(strange: Connection) -> None:
    (mood,) = read_picture(strange).enums
    assert (mood.name, mood.labels) == ("Mood", ("sad", "ok", "it's fine"))


def test_a_partial_index_tells_its_predicate_and_what_it_includes(strange: Connection) -> None:
    partial = index_of(read_picture(strange).table("Mixed Case"), "Ix%Partial")

    assert (partial.columns, partial.included) == (("select",), ('a"b',))
    assert partial.predicate == '("Mood" = \'ok\'::"Mood")'
    assert partial.valid


def test_an_expression_stands_among_the_columns_as_its_text(strange: Connection) -> None:
    by_expression = index_of(read_picture(strange).table("Mixed Case"), "by_expression")
    assert by_expression.columns == ('lower("a""b")', "select")


def test_an_index_says_which_constraint_it_belongs_to(strange: Connection) -> None:
    table = read_picture(strange).table("Mixed Case")

    assert {each.name: (each.method, each.constraint) for each in table.indexes} == {
        "Ix%Partial": ("btree", None),
        "Mixed Case_pkey": ("btree", "Mixed Case_pkey"),
        "by_expression": ("btree", None),
        "by_hash": ("hash", None),
        "no Overlap": ("gist", "no Overlap"),
    }
    assert table.constraints_of(ConstraintKind.EXCLUSION)[0].columns == ("during",)


def test_a_foreign_key_keeps_the_order_of_its_columns(strange: Connection) -> None:
    picture = read_picture(strange)
    (to_mixed,) = picture.table("child").foreign_keys
    (to_child,) = picture.table("grandchild").foreign_keys

    assert (to_mixed.referred_table, to_mixed.on_delete) == ("Mixed Case", "SET NULL")
    assert (to_child.columns, to_child.referred_columns) == (("x", "y"), ("b", "a"))


def test_not_null_is_a_property_of_the_column_and_no_constraint(strange: Connection) -> None:
    table = read_picture(strange).table("Mixed Case")
    assert {each.kind for each in table.constraints} == {
        ConstraintKind.PRIMARY_KEY,
        ConstraintKind.EXCLUSION,
    }
    assert table.column("Mood").not_null


def test_what_is_dropped_and_made_again_by_its_definitions_is_the_same(
    strange: Connection,
) -> None:
    before = read_picture(strange, live=False)
    constraints = [
        (table, each)
        for table in before.tables
        for kind in ConstraintKind
        for each in table.constraints_of(kind)
    ]
    for table, each in reversed(constraints):
        change(
            strange, f"ALTER TABLE {quoted(table.name)} DROP CONSTRAINT {quoted(each.name)} CASCADE"
        )
    indexes = [i for table in before.tables for i in table.indexes if i.constraint is None]
    for index in indexes:
        change(strange, f"DROP INDEX {quoted(index.name)}")
    assert all(
        not table.indexes and not table.constraints for table in read_picture(strange).tables
    )

    for table, each in sorted(constraints, key=lambda pair: pair[1].kind == "foreign key"):
        head = f"ALTER TABLE {quoted(table.name)} ADD CONSTRAINT {quoted(each.name)}"
        change(strange, f"{head} {each.definition}")
    for index in indexes:
        change(strange, index.definition)

    assert read_picture(strange, live=False) == before


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def change(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement.replace("%", "%%"))


def test_the_number_of_queries_does_not_grow_with_the_tables(connection: Connection) -> None:
    def queries() -> int:
        seen: list[str] = []

        def look(*arguments: Any) -> None:
            seen.append(arguments[2])

        event.listen(connection, "before_cursor_execute", look)
        read_picture(connection)
        event.remove(connection, "before_cursor_execute", look)
        return len(seen)

    few = queries()
    for number in range(30):
        connection.exec_driver_sql(f"CREATE TABLE t{number} (id int PRIMARY KEY, x int UNIQUE)")
    assert queries() == few


def test_the_search_path_of_the_session_changes_nothing_and_is_not_changed(
    strange: Connection,
) -> None:
    usual = read_picture(strange)
    strange.execute(text("SET search_path TO pg_catalog"))

    assert read_picture(strange) == usual
    assert strange.scalar(text("SHOW search_path")) == "pg_catalog"


def test_another_schema_is_read_by_its_name(connection: Connection) -> None:
    connection.exec_driver_sql('CREATE SCHEMA "Other One"')
    connection.exec_driver_sql('CREATE TABLE "Other One".thing (id int)')

    assert [each.name for each in read_picture(connection, "Other One").tables] == ["thing"]
    assert read_picture(connection).tables == ()


def test_a_schema_that_is_not_there_is_named(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE SCHEMA somewhere")
    with pytest.raises(UnknownNameError, match="No schema 'nowhere'") as told:
        read_picture(connection, "nowhere")
    assert "Did you mean 'somewhere'?" in told.value.hint


def test_both_readers_agree_on_the_labs_models(empty_database: Database) -> None:
    metadata.create_all(empty_database.engine)
    with empty_database.engine.connect() as connection:
        live = read_picture(connection)
    planned = picture_of(metadata)

    assert [essence(table) for table in planned.tables] == [essence(each) for each in live.tables]
    assert [(e.name, e.labels) for e in planned.enums] == [(e.name, e.labels) for e in live.enums]


def essence(table: Table) -> tuple[object, ...]:
    """What both readers say in the same words."""
    return (
        table.name,
        table.comment,
        [(c.name, c.type, c.not_null, c.identity, c.comment) for c in table.columns],
        [
            (k.name, k.kind, sorted(k.columns), k.referred_table, k.referred_columns, k.on_delete)
            for k in table.constraints
        ],
        [
            (i.name, i.columns, i.included, i.method, i.unique, i.primary, i.constraint)
            for i in table.indexes
        ],
    )
