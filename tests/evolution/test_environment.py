"""How the migrations are run: limits that hold everywhere, no noise, SQL without a database."""

import logging
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any, TypeAlias

import pytest
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from lab.database import Database
from lab.files import travelling

Rows: TypeAlias = Callable[[str], list[tuple[object, ...]]]

INDEX = "ix_tasks_open_user_id_due_date"


@contextmanager
def limits_of_statements_with(word: str) -> Iterator[list[tuple[str, str, bool]]]:
    """Record (lock_timeout, statement_timeout, autocommit) as each such statement begins."""
    seen: list[tuple[str, str, bool]] = []

    def look(connection: Connection, _cursor: object, statement: str, *_: Any) -> None:
        if word in statement:
            driver: Any = connection.connection.driver_connection
            values = [
                driver.execute(f"SHOW {name}").fetchone()[0]
                for name in ("lock_timeout", "statement_timeout")
            ]
            seen.append((values[0], values[1], driver.autocommit))

    event.listen(Engine, "before_cursor_execute", look)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", look)


def test_an_index_built_concurrently_keeps_the_timeouts(alembic: Config) -> None:
    with limits_of_statements_with("CREATE INDEX CONCURRENTLY") as seen:
        command.upgrade(alembic, "head")

    assert seen == [("5s", "15min", True)] * 2


def test_timeouts_can_be_given_on_the_command_line(alembic: Config) -> None:
    alembic.cmd_opts = Namespace(x=["lock_timeout=250ms", "statement_timeout=0"])
    with limits_of_statements_with("CREATE TABLE users") as seen:
        command.upgrade(alembic, "0001")

    assert seen == [("250ms", "0", False)]


def test_a_migration_gives_up_rather_than_queue_behind_a_long_reader(
    empty_database: Database, alembic: Config
) -> None:
    command.upgrade(alembic, "0003")
    alembic.cmd_opts = Namespace(x=["lock_timeout=50ms"])
    with empty_database.engine.connect() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM orders")
        with pytest.raises(DBAPIError, match="lock timeout"):
            command.upgrade(alembic, "0004")

    command.upgrade(alembic, "head")


def test_an_invalid_index_of_a_broken_build_is_replaced(
    empty_database: Database, alembic: Config, rows: Rows, run: Callable[..., None]
) -> None:
    command.upgrade(alembic, "0008")
    run(
        "INSERT INTO users (email, full_name, password_hash) "
        "VALUES ('ann@example.org', 'Ann', repeat('x', 60))",
        "INSERT INTO tasks (user_id, title) VALUES (1, 'one'), (1, 'two')",
    )
    autocommit = empty_database.engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection, pytest.raises(DBAPIError, match="could not create"):
        connection.exec_driver_sql(f"CREATE UNIQUE INDEX CONCURRENTLY {INDEX} ON tasks (user_id)")
    state = f"SELECT indisvalid, indisunique FROM pg_index WHERE indexrelid = '{INDEX}'::regclass"
    assert rows(state) == [(False, True)]

    command.upgrade(alembic, "head")

    assert rows(state) == [(True, False)]


def test_a_program_that_migrates_keeps_its_logging_and_its_stderr(
    alembic: Config, capfd: pytest.CaptureFixture[str]
) -> None:
    handlers, level = list(logging.root.handlers), logging.root.level
    command.upgrade(alembic, "head")

    assert (logging.root.handlers, logging.root.level) == (handlers, level)
    assert capfd.readouterr() == ("", "")


def test_a_connection_of_the_callers_own_is_used(empty_database: Database, rows: Rows) -> None:
    config = Config(travelling("alembic.ini"))
    with empty_database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.commit()

    assert rows("SELECT version_num FROM lab_alembic_version") == [("0001",)]


TABLES = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"


@pytest.fixture
def command_line(empty_database: Database) -> Callable[..., tuple[int, str]]:
    """The `alembic` command where LAB_DATABASE_URL names a database: exit code, all it says."""
    url = empty_database.url.render_as_string(hide_password=False)

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "alembic", "-c", travelling("alembic.ini"), *arguments],
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ | {"LAB_DATABASE_URL": url, "COLUMNS": "400"},
        )
        assert "Traceback" not in done.stdout
        return done.returncode, done.stdout

    return run


@pytest.mark.parametrize("verb", ["upgrade", "downgrade", "stamp"])
def test_the_command_changes_no_server_that_is_not_the_labs_own(
    command_line: Callable[..., tuple[int, str]], rows: Rows, alembic: Config, verb: str
) -> None:
    if verb == "downgrade":
        command.upgrade(alembic, "0001")
    before = rows(TABLES)
    code, said = command_line(verb, "base" if verb == "downgrade" else "head")
    assert code != 0
    assert f"'alembic {verb}' would change a database that is not on the lab's own" in said
    assert f"alembic -x allow_writes=true {verb}" in said
    assert rows(TABLES) == before


def test_the_command_may_change_it_if_this_run_allows_it(
    command_line: Callable[..., tuple[int, str]], rows: Rows
) -> None:
    assert command_line("-x", "allow_writes=true", "upgrade", "0002")[0] == 0
    assert rows("SELECT version_num FROM lab_alembic_version") == [("0002",)]
    assert "0002" in command_line("current")[1]
    code, said = command_line("-x", "allow_writes=false", "downgrade", "base")
    assert code != 0
    assert "would change" in said
    assert command_line("-x", "allow_writes=true", "downgrade", "base")[0] == 0
    assert rows("SELECT version_num FROM lab_alembic_version") == []


def test_the_command_leaves_a_database_that_it_only_asks_as_it_is(
    command_line: Callable[..., tuple[int, str]], rows: Rows
) -> None:
    before = rows(TABLES)
    assert command_line("current")[0] == 0
    code, said = command_line("check")
    assert code != 0
    assert "Target database is not up to date" in said
    assert rows(TABLES) == before


def test_the_command_leaves_an_applications_tables_alone(
    command_line: Callable[..., tuple[int, str]], rows: Rows, run: Callable[..., None]
) -> None:
    run("CREATE TABLE tasks (id int)")
    before = rows(TABLES)
    code, said = command_line("-x", "allow_writes=true", "upgrade", "head")
    assert code != 0
    assert "tables here that the lab's migrations did not make: tasks" in said
    assert rows(TABLES) == before


def test_a_program_that_names_no_database_changes_none_but_the_labs_own(
    empty_database: Database, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = empty_database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("LAB_DATABASE_URL", url)
    before = rows(TABLES)
    with pytest.raises(CommandError, match="would change a database"):
        command.upgrade(Config(travelling("alembic.ini")), "head")
    assert rows(TABLES) == before


@pytest.mark.parametrize("way", ["up", "down"])
def test_sql_is_written_without_a_database(way: str) -> None:
    written = StringIO()
    config = Config(travelling("alembic.ini"), output_buffer=written)
    if way == "up":
        command.upgrade(config, "head", sql=True)
    else:
        command.downgrade(config, "head:base", sql=True)

    sql = written.getvalue()
    assert sql.startswith("SET lock_timeout = '5s';")
    assert ("CREATE TABLE users" if way == "up" else "DROP TYPE user_role") in sql
    before, _, after = sql.partition("INDEX CONCURRENTLY")
    assert before.count("BEGIN;") == before.count("COMMIT;"), "outside a transaction"
    assert after.count("BEGIN;") == after.count("COMMIT;")


def test_the_written_sql_runs_as_it_is(empty_database: Database, alembic: Config) -> None:
    written = StringIO()
    command.upgrade(Config(travelling("alembic.ini"), output_buffer=written), "0008", sql=True)
    script_runner = create_engine(
        empty_database.url, isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with script_runner.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute(written.getvalue())

    command.upgrade(alembic, "head")
    command.check(alembic)
