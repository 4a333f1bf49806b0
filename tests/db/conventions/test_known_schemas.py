"""None is noise: schemas that others made, and for each what a reviewer would write."""

from pathlib import Path

import pytest

from lab.conventions import Lint, lint
from lab.database import Database
from lab.opening import migrate
from tests.db.conventions.live import make
from tests.titles import assert_proved

FOLDER = Path(__file__).parents[2] / "schemas"

PGBENCH = [
    ("ALL_NULLABLE", "pgbench_history", None),
    ("CHAR_PADDED", None, None),  # filler is padded on purpose, to make rows wide
    ("NAIVE_TIMESTAMP", "pgbench_history", "mtime"),
    ("NO_COMMENT", None, None),
    ("NO_PRIMARY_KEY", "pgbench_history", None),
    ("NO_TIMESTAMPS", None, None),
]
CHINOOK = [
    ("INDEX_REDUNDANT", "PlaylistTrack", None),  # the primary key begins with PlaylistId
    ("NAIVE_TIMESTAMP", "Employee", None),
    ("NAIVE_TIMESTAMP", "Invoice", "InvoiceDate"),
    ("NAME_CASING", None, None),
    ("NO_COMMENT", None, None),
    ("NO_TIMESTAMPS", None, None),
    ("ON_DELETE_NO_ACTION", None, None),
]
PARTITIONED = [
    ("NO_COMMENT", "event", "payload"),  # all others say by name and type what they hold
]
DJANGO = [
    ("IDENTITY_NOT_UNIQUE", "auth_user", "email"),
    ("INDEX_REDUNDANT", "auth_permission", None),  # beside unique_together
    ("INDEX_REDUNDANT", "auth_user_groups", None),  # of user_id; that of group_id is needed
    ("NO_COMMENT", None, None),
    ("NO_SERVER_DEFAULT", "shop_product", "created"),
    ("ON_DELETE_NO_ACTION", None, None),  # Django deletes by itself
]
RAILS = [
    ("IDENTITY_NOT_UNIQUE", "users", "email"),  # unique, but not whatever its case
    ("MISSING_FOREIGN_KEY", "line_items", "product_id"),
    ("NAIVE_TIMESTAMP", None, None),
    ("NO_COMMENT", None, None),
    ("NO_SERVER_DEFAULT", None, None),
    ("ON_DELETE_NO_ACTION", None, None),
    ("SERIAL_NOT_IDENTITY", None, None),
    ("UPDATED_AT_NO_TRIGGER", None, None),  # Rails keeps it, SQL does not
]
PRISMA = [
    ("FK_WITHOUT_INDEX", "Post", "authorId"),
    ("IDENTITY_NOT_UNIQUE", "User", "email"),
    ("MONEY_FLOAT", "Post", "price"),
    ("NAIVE_TIMESTAMP", "Post", None),
    ("NAIVE_TIMESTAMP", "User", None),
    ("NAME_CASING", None, None),
    ("NO_COMMENT", None, None),
    ("NO_PRIMARY_KEY", "_CategoryToPost", None),  # a unique index would do as one
    ("NO_SERVER_DEFAULT", "Post", "updatedAt"),
    ("NO_SERVER_DEFAULT", "User", "updatedAt"),
    ("NO_TIMESTAMPS", "Category", None),
    ("SERIAL_NOT_IDENTITY", "Category", "id"),
    ("SERIAL_NOT_IDENTITY", "Post", "id"),
    ("UPDATED_AT_NO_TRIGGER", "Post", "updatedAt"),
    ("UPDATED_AT_NO_TRIGGER", "User", "updatedAt"),
]
INHERITED = [
    ("INHERITED_KEYS", "place", None),
    ("NO_COMMENT", "search_cache", "found"),
    ("UNLOGGED_TABLE", "search_cache", None),
]

Place = tuple[str, str | None, str | None]


def lint_of(name: str, database: Database) -> Lint:
    """The findings of a schema of `tests/schemas`."""
    statements = (FOLDER / f"{name}.sql").read_text(encoding="utf-8").split(";\n")
    make(database, (each for each in statements if each.strip()))
    found = lint(database)
    assert_proved(found)
    return found


def places(found: Lint) -> list[Place]:
    """Code, table and column of each, sorted."""
    named = [(each.code, each.table, each.column) for each in found]
    return sorted(named, key=lambda each: tuple(part or "" for part in each))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pgbench", PGBENCH),
        ("chinook", CHINOOK),
        ("partitioned", PARTITIONED),
        ("django", DJANGO),
        ("rails", RAILS),
        ("prisma", PRISMA),
        ("inherited", INHERITED),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_known_schema_is_told_what_a_reviewer_would_write(
    name: str, expected: list[Place], empty_database: Database
) -> None:
    assert places(lint_of(name, empty_database)) == expected


@pytest.mark.parametrize("host", ["own"], indirect=True)
def test_a_table_of_another_server_is_left_alone(empty_database: Database) -> None:
    """Only a superuser may make the extension, which the other server's user is not."""
    assert not lint_of("foreign", empty_database)


def test_the_labs_own_database_is_clean_before_and_after_rows_are_loaded(
    empty_database: Database, lab_database: Database
) -> None:
    migrate(empty_database.engine.url)
    assert not lint(empty_database)
    assert not lint(lab_database)
