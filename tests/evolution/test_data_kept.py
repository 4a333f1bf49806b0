"""Rows that were there before a migration, and are there after it, in both directions."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from lab.database import Database
from lab.models import Task

Rows: TypeAlias = Callable[[str], list[tuple[object, ...]]]
Run: TypeAlias = Callable[..., None]
WithTasks: TypeAlias = Callable[[str, str, list[str]], None]

LABELS = ["none", "low", "medium", "high", "urgent"]
USER = (
    "INSERT INTO users (email, full_name, password_hash) "
    "VALUES ('ann@example.org', 'Ann', repeat('x', 60))"
)
TASKS = "SELECT * FROM tasks ORDER BY id"
LOCKS = (
    "SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND granted "
    "AND relation = 'tasks'::regclass"
)


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
    assert rows("SELECT version_num FROM lab_alembic_version") == [("0006",)]


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


def test_nothing_reads_the_whole_table_while_readers_are_kept_out(
    alembic: Config, with_tasks: WithTasks
) -> None:
    with_tasks("0008", "priority", ["0", "3"])
    held: dict[str, set[str]] = {}

    def look(connection: Connection, _cursor: object, statement: str, *_: Any) -> None:
        if statement.lstrip().startswith(("UPDATE tasks", "ALTER TABLE tasks VALIDATE")):
            driver: Any = connection.connection.driver_connection
            held[statement.split()[0]] = {mode for (mode,) in driver.execute(LOCKS)}

    event.listen(Engine, "after_cursor_execute", look)
    try:
        command.downgrade(alembic, "0007")
    finally:
        event.remove(Engine, "after_cursor_execute", look)

    assert set(held) == {"UPDATE", "ALTER"}
    assert "AccessExclusiveLock" not in held["UPDATE"] | held["ALTER"]


def test_a_downgrade_that_broke_off_half_way_can_be_tried_again(
    alembic: Config, rows: Rows, run: Run, with_tasks: WithTasks
) -> None:
    with_tasks("0008", "priority", ["3", "0"])
    run(
        "ALTER TABLE tasks ADD COLUMN priority_label varchar(20) DEFAULT 'none' NOT NULL",
        "UPDATE tasks SET priority_label = 'low'",
        "ALTER TABLE tasks ADD CONSTRAINT ck_tasks_priority_label_known "
        "CHECK (priority_label IN ('none', 'low', 'medium', 'high', 'urgent')) NOT VALID",
    )
    command.downgrade(alembic, "0007")
    assert rows("SELECT priority_label FROM tasks ORDER BY id") == [("high",), ("none",)]
    command.upgrade(alembic, "head")


def test_the_orm_knows_what_the_trigger_wrote(
    empty_database: Database, with_tasks: WithTasks
) -> None:
    with_tasks("head", "priority", ["1"])
    with Session(empty_database.engine) as session:
        task = session.exec(select(Task)).one()
        before = task.updated_at
        task.title = "another"
        session.flush()
        after = task.updated_at
        assert before is not None
        assert after is not None
        assert after > before
        session.refresh(task)
        assert task.updated_at == after


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
