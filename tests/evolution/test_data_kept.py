"""Rows that were there before a migration, and are there after it, in both directions."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

Rows: TypeAlias = Callable[[str], list[tuple[object, ...]]]
Run: TypeAlias = Callable[..., None]
WithTasks: TypeAlias = Callable[[str, str, list[str]], None]

LABELS = ["none", "low", "medium", "high", "urgent"]
USER = (
    "INSERT INTO users (email, full_name, password_hash) "
    "VALUES ('ann@example.org', 'Ann', repeat('x', 60))"
)
TASKS = "SELECT * FROM tasks ORDER BY id"


@pytest.fixture
def with_tasks(alembic: Config, run: Run) -> WithTasks:
    """Upgrade to a revision and insert a task for each value of one column."""

    def insert(revision: str, column: str, values: list[str]) -> None:
        command.upgrade(alembic, revision)
        run(USER)
        for value in values:
            run(
                f"INSERT INTO tasks (user_id, title, created_at, updated_at, {column}) "
                f"VALUES (1, 'a task', '2025-01-01', '2025-02-02', {value})"
            )

    return insert


def test_every_label_of_a_priority_comes_back_after_up_and_down(
    alembic: Config, rows: Rows, with_tasks: WithTasks
) -> None:
    with_tasks("0005", "priority_label", [f"'{each}'" for each in LABELS])
    before = rows(TASKS)

    command.upgrade(alembic, "head")
    assert rows("SELECT priority FROM tasks ORDER BY id") == [
        (0,), (1,), (2,), (3,), (4,)
    ]  # fmt: skip
    command.downgrade(alembic, "0005")

    assert rows(TASKS) == before


def test_every_number_of_a_priority_comes_back_after_down_and_up(
    alembic: Config, rows: Rows, with_tasks: WithTasks
) -> None:
    with_tasks("head", "priority", ["0", "1", "2", "3", "4"])
    before = rows(TASKS)

    command.downgrade(alembic, "0005")
    labels = rows("SELECT priority_label FROM tasks ORDER BY id")
    assert labels == [(each,) for each in LABELS]
    command.upgrade(alembic, "head")

    assert rows(TASKS) == before


def test_a_label_without_a_number_stops_the_upgrade_before_anything_is_lost(
    alembic: Config, rows: Rows, run: Run, with_tasks: WithTasks
) -> None:
    with_tasks("0006", "priority_label", ["'high'"])
    run(
        "ALTER TABLE tasks DROP CONSTRAINT ck_tasks_priority_label_known",
        "UPDATE tasks SET priority_label = 'HIGH'",
    )
    before = rows(TASKS)

    with pytest.raises(DBAPIError, match="values without a number: 'HIGH'"):
        command.upgrade(alembic, "head")

    assert rows(TASKS) == before
    assert rows("SELECT version_num FROM alembic_version") == [("0006",)]


@pytest.mark.parametrize(
    "change", ["priority_label = 'low'", "priority = 4"], ids=["label alone", "number alone"]
)
def test_the_label_is_not_dropped_while_it_says_something_else(
    alembic: Config, rows: Rows, run: Run, with_tasks: WithTasks, change: str
) -> None:
    with_tasks("0006", "priority_label", ["'high'"])
    command.upgrade(alembic, "0007")
    run(f"UPDATE tasks SET {change}")
    before = rows(TASKS)

    with pytest.raises(DBAPIError, match="1 tasks have a priority_label that differs"):
        command.upgrade(alembic, "head")
    with pytest.raises(DBAPIError, match="1 tasks have a priority that differs"):
        command.downgrade(alembic, "0006")

    assert rows(TASKS) == before


def test_a_number_without_a_label_stops_the_downgrade(
    alembic: Config, rows: Rows, run: Run, with_tasks: WithTasks
) -> None:
    with_tasks("0008", "priority", ["3"])
    run(
        "ALTER TABLE tasks DROP CONSTRAINT ck_tasks_priority_range",
        "UPDATE tasks SET priority = 9",
    )
    with pytest.raises(DBAPIError, match="values without a label: 9"):
        command.downgrade(alembic, "0007")

    assert rows("SELECT priority FROM tasks") == [(9,)]


def test_orders_from_before_currencies_are_in_eur(alembic: Config, rows: Rows, run: Run) -> None:
    command.upgrade(alembic, "0003")
    run(
        USER,
        "INSERT INTO orders (user_id, total_amount, shipping_address, billing_address) "
        "VALUES (1, 9.99, 'here', 'there')",
    )
    before = rows("SELECT * FROM orders")

    command.upgrade(alembic, "head")
    assert rows("SELECT currency FROM orders") == [("EUR",)]
    command.downgrade(alembic, "0003")

    assert rows("SELECT * FROM orders") == before


def test_raw_sql_moves_updated_at_again_after_the_migrations(
    rows: Rows, run: Run, with_tasks: WithTasks
) -> None:
    with_tasks("head", "priority", ["1"])
    run("UPDATE tasks SET title = 'another'")

    assert rows("SELECT updated_at > '2025-02-02' FROM tasks") == [(True,)]
