"""Models against a live schema: each single change is told by name, and no change is nothing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from lab import models
from lab.opening import Host
from lab.schema import (
    Disagreement,
    Picture,
    as_printed,
    disagreements,
    picture_of,
    read_picture,
    source_of,
)
from tests.copies import throwaway

SOURCE = source_of(models)


def of(told: Disagreement) -> tuple[str, tuple[str, ...] | str]:
    """What is told of, and which of its aspects; or on which side it is missing."""
    if told.aspects:
        return told.name, told.aspects
    return told.name, "missing" if told.found is None else "unexpected"


@pytest.fixture(scope="module")
def connection(host: Host) -> Iterator[Connection]:
    """A database that was made from the models; what a test changes is rolled back."""
    with throwaway(host) as database:
        models.metadata.create_all(database.engine)
        with database.engine.connect() as connection:
            yield connection


@pytest.fixture(scope="module")
def expected(connection: Connection) -> Picture:
    printed = as_printed(connection, SOURCE.statements, ["public"])
    assert printed.left_out == ()
    return printed.pictures[0]


@pytest.fixture
def live(connection: Connection) -> Iterator[Connection]:
    yield connection
    connection.rollback()


def change(connection: Connection, statements: str) -> None:
    for statement in statements.split("; "):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def test_a_database_made_from_its_models_differs_in_nothing(
    live: Connection, expected: Picture
) -> None:
    assert disagreements(expected, read_picture(live), printed=True) == ()


def test_an_index_that_is_built_beside_the_traffic_is_printed_too(live: Connection) -> None:
    statements = ["CREATE TABLE t (a int)", "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)"]
    printed = as_printed(live, statements, ["public"])
    assert printed.left_out == ()
    assert [each.name for each in printed.pictures[0].table("t").indexes] == ["i"]


def test_without_expressions_it_differs_in_nothing_either(live: Connection) -> None:
    assert disagreements(picture_of(models.metadata), read_picture(live), printed=False) == ()


RANGE = "ALTER TABLE tasks DROP CONSTRAINT ck_tasks_priority_range"
RANGED = f"{RANGE}; ALTER TABLE tasks ADD CONSTRAINT ck_tasks_priority_range CHECK (priority "
PAIRS = "ALTER TABLE task_tags DROP CONSTRAINT pk_task_tags"
PAIRED = f"{PAIRS}; ALTER TABLE task_tags ADD CONSTRAINT pk_task_tags PRIMARY KEY "
OPEN = "ix_tasks_open_user_id_due_date"
OPENED = f"DROP INDEX {OPEN}; CREATE INDEX {OPEN} ON tasks "
DUE = "DROP INDEX ix_tasks_due_date; CREATE INDEX ix_tasks_due_date ON tasks "
EMAIL = "DROP INDEX uq_users_email; CREATE UNIQUE INDEX uq_users_email ON users "
OWNER = "ALTER TABLE tags DROP CONSTRAINT fk_tags_user_id_users"
OWNED = (
    f"{OWNER}; ALTER TABLE tags ADD CONSTRAINT fk_tags_user_id_users "
    "FOREIGN KEY (user_id) REFERENCES "
)
NAMES = "ALTER TABLE tags DROP CONSTRAINT uq_tags_user_id_name"
NAMED = f"{NAMES}; ALTER TABLE tags ADD CONSTRAINT uq_tags_user_id_name UNIQUE "
TOUCHED = "DROP TRIGGER touch_updated_at ON tags"
TOUCH = "touch_updated_at() RETURNS trigger LANGUAGE plpgsql"

MUTATIONS: dict[str, tuple[str, tuple[str, tuple[str, ...] | str]]] = {
    "a check dropped": (RANGE, ("ck_tasks_priority_range", "missing")),
    "a check changed": (
        f"{RANGED}BETWEEN 0 AND 5)",
        ("ck_tasks_priority_range", ("expression",)),
    ),
    "a check not validated": (
        f"{RANGED}BETWEEN 0 AND 4) NOT VALID",
        ("ck_tasks_priority_range", ("validated",)),
    ),
    "a check of tables below left out": (
        f"{RANGED}BETWEEN 0 AND 4) NO INHERIT",
        ("ck_tasks_priority_range", ("definition",)),
    ),
    "a check too many": (
        "ALTER TABLE tags ADD CONSTRAINT short CHECK (char_length(name) < 20)",
        ("short", "unexpected"),
    ),
    "a check renamed": (
        "ALTER TABLE tags RENAME CONSTRAINT ck_tags_name_not_empty TO other",
        ("ck_tags_name_not_empty", ("name",)),
    ),
    "a primary key dropped": (PAIRS, ("pk_task_tags", "missing")),
    "a primary key of other columns": (
        f"{PAIRED} (tag_id, task_id)",
        ("pk_task_tags", ("columns",)),
    ),
    "a unique constraint dropped": (NAMES, ("uq_tags_user_id_name", "missing")),
    "a unique constraint of equal nulls": (
        f"{NAMED}NULLS NOT DISTINCT (user_id, name)",
        ("uq_tags_user_id_name", ("NULL",)),
    ),
    "a unique constraint that can wait": (
        f"{NAMED}(user_id, name) DEFERRABLE",
        ("uq_tags_user_id_name", ("deferrable",)),
    ),
    "a unique constraint as an index": (
        f"{NAMES}; CREATE UNIQUE INDEX by_name ON tags (user_id, name)",
        ("uq_tags_user_id_name", ("kept by",)),
    ),
    "a foreign key dropped": (OWNER, ("fk_tags_user_id_users", "missing")),
    "a foreign key that restricts": (
        f"{OWNED} users (id) ON DELETE RESTRICT",
        ("fk_tags_user_id_users", ("on delete",)),
    ),
    "a foreign key that follows updates": (
        f"{OWNED} users (id) ON DELETE CASCADE ON UPDATE CASCADE",
        ("fk_tags_user_id_users", ("on update",)),
    ),
    "a foreign key not validated": (
        f"{OWNED} users (id) ON DELETE CASCADE NOT VALID",
        ("fk_tags_user_id_users", ("validated",)),
    ),
    "a foreign key to another table": (
        f"{OWNED} tasks (id) ON DELETE CASCADE",
        ("fk_tags_user_id_users", ("target",)),
    ),
    "a foreign key renamed": (
        "ALTER TABLE tags RENAME CONSTRAINT fk_tags_user_id_users TO owner",
        ("fk_tags_user_id_users", ("name",)),
    ),
    "a foreign key renamed and changed": (
        f"{OWNER}; ALTER TABLE tags ADD FOREIGN KEY (user_id) REFERENCES users (id)",
        ("fk_tags_user_id_users", ("on delete",)),
    ),
    "a predicate changed": (
        f"{OPENED} (user_id, due_date) WHERE completed",
        (OPEN, ("predicate",)),
    ),
    "a predicate removed": (
        f"{OPENED} (user_id, due_date)",
        (OPEN, ("predicate",)),
    ),
    "an index of other columns": (
        f"{OPENED} (due_date, user_id) WHERE NOT completed",
        (OPEN, ("columns",)),
    ),
    "an index dropped": ("DROP INDEX ix_tasks_due_date", ("ix_tasks_due_date", "missing")),
    "an index renamed": (
        "ALTER INDEX ix_tasks_due_date RENAME TO other",
        ("ix_tasks_due_date", ("name",)),
    ),
    "an index backwards": (f"{DUE} (due_date DESC)", ("ix_tasks_due_date", ("columns",))),
    "nulls first": (f"{DUE} (due_date NULLS FIRST)", ("ix_tasks_due_date", ("columns",))),
    "another method": (f"{DUE} USING brin (due_date)", ("ix_tasks_due_date", ("method",))),
    "a column included": (
        f"{DUE} (due_date) INCLUDE (title)",
        ("ix_tasks_due_date", ("included",)),
    ),
    "an index that is unique": (
        "DROP INDEX ix_tasks_due_date; CREATE UNIQUE INDEX ix_tasks_due_date ON tasks (due_date)",
        ("ix_tasks_due_date", ("unique",)),
    ),
    "an index with room": (
        f"{DUE} (due_date) WITH (fillfactor=70)",
        ("ix_tasks_due_date", ("definition",)),
    ),
    "an operator class": (
        f"{EMAIL} (email varchar_pattern_ops) WHERE deleted_at IS NULL",
        ("uq_users_email", ("columns",)),
    ),
    "a collated index": (
        f'{EMAIL} (email COLLATE "C") WHERE deleted_at IS NULL',
        ("uq_users_email", ("columns",)),
    ),
    "an index too many": ("CREATE INDEX extra ON tasks (title)", ("extra", "unexpected")),
    "a default dropped": (
        "ALTER TABLE orders ALTER currency DROP DEFAULT",
        ("orders.currency", ("default",)),
    ),
    "a default changed": (
        "ALTER TABLE orders ALTER currency SET DEFAULT 'USD'",
        ("orders.currency", ("default",)),
    ),
    "a default added": (
        "ALTER TABLE orders ALTER shipping_address SET DEFAULT 'here'",
        ("orders.shipping_address", ("default",)),
    ),
    "an identity dropped": ("ALTER TABLE tags ALTER id DROP IDENTITY", ("tags.id", ("identity",))),
    "an identity that insists": (
        "ALTER TABLE tags ALTER id SET GENERATED ALWAYS",
        ("tags.id", ("identity",)),
    ),
    "a label added": ("ALTER TYPE order_status ADD VALUE 'lost'", ("order_status", ("labels",))),
    "a label renamed": (
        "ALTER TYPE order_status RENAME VALUE 'paid' TO 'payed'",
        ("order_status", ("labels",)),
    ),
    "an enum type too many": ("CREATE TYPE mood AS ENUM ('ok')", ("mood", "unexpected")),
    "a collation": (
        'ALTER TABLE tasks ALTER title TYPE varchar(200) COLLATE "C"',
        ("tasks.title", ("collation",)),
    ),
    "a comment on a column": (
        "COMMENT ON COLUMN orders.currency IS 'other'",
        ("orders.currency", ("comment",)),
    ),
    "a comment on a table": ("COMMENT ON TABLE orders IS NULL", ("orders", ("comment",))),
    "nulls allowed": ("ALTER TABLE tasks ALTER title DROP NOT NULL", ("tasks.title", ("NULL",))),
    "nulls forbidden": (
        "ALTER TABLE tasks ALTER due_date SET NOT NULL",
        ("tasks.due_date", ("NULL",)),
    ),
    "a type without time zone": (
        "ALTER TABLE users ALTER last_login_at TYPE timestamp",
        ("users.last_login_at", ("type",)),
    ),
    "a shorter type": ("ALTER TABLE tags ALTER name TYPE varchar(40)", ("tags.name", ("type",))),
    "a column dropped": ("ALTER TABLE tasks DROP due_date", ("tasks.due_date", "missing")),
    "a column too many": ("ALTER TABLE tasks ADD note text", ("tasks.note", "unexpected")),
    "columns in another order": (
        "ALTER TABLE tasks DROP description; ALTER TABLE tasks ADD description varchar(1000)",
        ("tasks", ("column order",)),
    ),
    "a table too many": ("CREATE TABLE extra (id int)", ("extra", "unexpected")),
    "a table dropped": ("DROP TABLE task_tags", ("task_tags", "missing")),
    "a table unlogged": ("ALTER TABLE task_tags SET UNLOGGED", ("task_tags", ("unlogged",))),
    "a trigger dropped": (TOUCHED, ("touch_updated_at", "missing")),
    "a trigger changed": (
        f"{TOUCHED}; CREATE TRIGGER touch_updated_at AFTER UPDATE ON tags "
        "FOR EACH ROW EXECUTE FUNCTION touch_updated_at()",
        ("touch_updated_at", ("definition",)),
    ),
    "a function changed": (
        f"CREATE OR REPLACE FUNCTION {TOUCH} AS 'BEGIN RETURN NEW;END'",
        ("touch_updated_at", ("definition",)),
    ),
}


@pytest.mark.parametrize(("statements", "told"), MUTATIONS.values(), ids=MUTATIONS)
def test_a_single_change_is_told_by_its_name(
    live: Connection,
    expected: Picture,
    statements: str,
    told: tuple[str, tuple[str, ...] | str],
    request: pytest.FixtureRequest,
) -> None:
    if "NULLS NOT DISTINCT" in statements:
        request.getfixturevalue("since_15")
    change(live, statements)
    assert [of(each) for each in disagreements(expected, read_picture(live), printed=True)] == [
        told
    ]
