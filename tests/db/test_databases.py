"""What the lab may do in a database: rolled back, read-only, one statement at a time."""

import threading
from collections.abc import Callable
from typing import NoReturn

import pytest
from sqlalchemy import URL, text

import lab
from lab.database import (
    Database,
    copy_database,
    create_database,
    driver_connection,
    drop_database,
    list_databases,
    maintenance,
    open_database,
    seal_database,
)
from lab.errors import ConnectError, LabError, StatementError, UnknownNameError, WriteRefusedError
from lab.opening import Host

HOSTILE_NAMES = ('with "quotes"', "100% :sure; --", "UPPER case", "ünïcödé", "x" * 63)


def read_only(database: Database) -> Database:
    return open_database(database.url, own_server=False)


def test_two_statements_in_one_text_are_refused_and_neither_runs(empty_database: Database) -> None:
    with (
        pytest.raises(StatementError, match="multiple commands"),
        empty_database.engine.connect() as connection,
        lab.database.told(),
    ):
        connection.execute(text("COMMIT; CREATE TABLE left_behind (id int)"))
    with empty_database.rolled_back() as connection:
        assert connection.execute(text("SELECT to_regclass('left_behind')")).scalar() is None


def test_two_statements_with_parameters_are_refused_too(empty_database: Database) -> None:
    with (
        pytest.raises(StatementError, match="multiple commands"),
        empty_database.rolled_back() as connection,
    ):
        connection.execute(text("SELECT :one; SELECT 2"), {"one": 1})


def test_percent_signs_and_colons_stay_what_they_are(empty_database: Database) -> None:
    with empty_database.rolled_back() as connection:
        found = connection.execute(text("SELECT '100%', 7 % 4, '{\"a\"\\:1}'::json->>'a'")).one()
    assert tuple(found) == ("100%", 3, "1")


def test_work_in_a_rolled_back_block_leaves_nothing(empty_database: Database) -> None:
    with empty_database.rolled_back() as connection:
        connection.execute(text("CREATE TABLE gone (id int)"))
    with empty_database.rolled_back() as connection:
        assert connection.execute(text("SELECT to_regclass('gone')")).scalar() is None


def test_a_failure_in_a_rolled_back_block_leaves_nothing(empty_database: Database) -> None:
    with pytest.raises(ZeroDivisionError), empty_database.rolled_back() as connection:
        connection.execute(text("CREATE TABLE gone (id int)"))
        _ = 1 / 0
    with empty_database.rolled_back() as connection:
        assert connection.execute(text("SELECT to_regclass('gone')")).scalar() is None


def test_a_statement_that_takes_too_long_is_ended_and_told(empty_database: Database) -> None:
    with (
        pytest.raises(StatementError, match="statement timeout"),
        empty_database.rolled_back(statement_timeout_ms=50) as connection,
    ):
        connection.execute(text("SELECT pg_sleep(30)"))


def test_a_lock_that_is_held_elsewhere_is_waited_for_only_so_long(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.database.sessions.LOCK_TIMEOUT_MS", 50)
    with empty_database.engine.connect() as holder:
        holder.execute(text("CREATE TABLE held (id int)"))
        holder.commit()
        holder.execute(text("LOCK held"))
        with (
            pytest.raises(StatementError, match="lock timeout"),
            empty_database.rolled_back() as connection,
        ):
            connection.execute(text("SELECT * FROM held"))


def test_a_foreign_server_is_read_only_unless_asked_for_by_name(empty_database: Database) -> None:
    database = read_only(empty_database)
    with (
        pytest.raises(WriteRefusedError, match="allow_writes=True"),
        database.rolled_back() as connection,
    ):
        connection.execute(text("CREATE TABLE refused (id int)"))
    database.close()
    allowed = open_database(empty_database.url, own_server=False, allow_writes=True)
    with allowed.rolled_back() as connection:
        connection.execute(text("CREATE TABLE granted (id int)"))
    allowed.close()


def test_a_read_only_transaction_cannot_be_talked_into_writing(empty_database: Database) -> None:
    database = read_only(empty_database)
    with pytest.raises(LabError), database.rolled_back() as connection:
        connection.execute(text("SET TRANSACTION READ WRITE"))
        connection.execute(text("CREATE TABLE refused (id int)"))
    database.close()


def test_capabilities_tell_version_rights_and_extensions(empty_database: Database) -> None:
    found = empty_database.capabilities
    assert found.version_num >= 140000
    assert found.version.startswith(str(found.version_num // 10000))
    assert "plpgsql" in found.extensions
    assert not found.read_only
    assert not found.pooler
    assert "PostgreSQL" in repr(found)


def test_debians_server_offers_hypopg(
    debian_host: Host, missing: Callable[[str], NoReturn]
) -> None:
    database = debian_host.open("postgres")
    extensions = database.capabilities.extensions
    database.close()
    if "hypopg" not in extensions:
        missing("Debian's hypopg")


def test_a_pooler_is_seen_and_worked_through(pooler_url: URL) -> None:
    database = open_database(pooler_url, own_server=False)
    assert database.capabilities.pooler
    for _ in range(10):
        with database.rolled_back(statement_timeout_ms=50_000) as connection:
            assert connection.execute(text("SHOW statement_timeout")).scalar() == "50s"
            assert connection.execute(text("SHOW transaction_read_only")).scalar() == "on"
    with pytest.raises(StatementError), database.rolled_back() as connection:
        connection.execute(text("SELECT 1; SELECT 2"))
    plan = lab.explain(database, "SELECT count(*) FROM pg_class")
    assert plan.total_rows == 1
    database.close()


def test_a_wrong_password_is_told_without_the_password(debian_url: URL) -> None:
    with pytest.raises(ConnectError, match="password authentication failed") as told:
        open_database(debian_url.set(password="not it at all"), own_server=False)
    assert "not it at all" not in str(told.value)
    assert "Check the user and the password" in told.value.hint


def test_a_database_that_is_not_there_is_told(debian_url: URL) -> None:
    with pytest.raises(ConnectError, match='"nowhere" does not exist'):
        open_database(debian_url.set(database="nowhere"), own_server=False)


def test_no_text_of_a_database_shows_the_password(debian_url: URL) -> None:
    database = open_database(debian_url, own_server=False)
    shown = f"{database!r} {database!s} {database.url} {database.engine!r}"
    assert debian_url.password is not None
    assert debian_url.password not in shown
    assert "***" in shown
    database.close()


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_databases_with_hostile_names_are_made_sealed_copied_and_dropped(
    host: Host, name: str
) -> None:
    with maintenance(host.url) as connection:
        before = list_databases(connection)
        create_database(connection, "to_be_sealed", note="it's 100% :fine")
        seal_database(connection, "to_be_sealed", name, note="sealed %s")
        copy_database(connection, name, "a copy", note="copied")
        notes = {d.name: d.note for d in list_databases(connection)}
        assert notes[name] == "sealed %s"
        assert notes["a copy"] == "copied"
        drop_database(connection, name)
        drop_database(connection, "a copy")
        assert [d.name for d in list_databases(connection)] == [d.name for d in before]


def test_nobody_can_connect_to_a_sealed_database(host: Host) -> None:
    with maintenance(host.url) as connection:
        create_database(connection, "open_once")
        seal_database(connection, "open_once", "sealed_now")
        with pytest.raises(ConnectError, match="not currently accepting connections"):
            host.open("sealed_now")
        drop_database(connection, "sealed_now")


def test_dropping_what_is_not_there_names_the_command_that_lists(host: Host) -> None:
    with maintenance(host.url) as connection, pytest.raises(UnknownNameError, match="lab db list"):
        drop_database(connection, "never_made")


def test_a_session_that_is_ended_by_the_server_is_told_in_one_line(
    empty_database: Database,
) -> None:
    def end_it(pid: int) -> None:
        with maintenance(empty_database.url) as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

    with pytest.raises(ConnectError) as told, empty_database.rolled_back() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        thread = threading.Thread(target=end_it, args=(pid,))
        thread.start()
        connection.execute(text("SELECT pg_sleep(60)"))
    thread.join()
    assert "\n" not in str(told.value)


def test_the_drivers_own_connection_is_for_copy(empty_database: Database) -> None:
    with driver_connection(empty_database.engine) as connection:
        connection.execute("CREATE TABLE copied (id int)")
        with connection.cursor() as cursor, cursor.copy("COPY copied FROM STDIN") as copy:
            copy.write_row((7,))
        assert connection.execute("SELECT id FROM copied").fetchone() == (7,)


@pytest.mark.parametrize(
    "statement",
    ["COMMIT", "end", "ROLLBACK", "/* x */ commit", "-- y\nabort", "rollback and chain", "BEGIN"],
)
def test_what_is_to_be_rolled_back_cannot_be_committed(
    empty_database: Database, statement: str
) -> None:
    with (
        pytest.raises(StatementError, match="begins or ends a transaction"),
        empty_database.rolled_back() as connection,
    ):
        connection.execute(text("CREATE TABLE kept (id int)"))
        connection.execute(text(statement))
    with empty_database.rolled_back() as connection:
        assert connection.execute(text("SELECT to_regclass('kept')")).scalar() is None


def test_an_attempt_does_not_commit(empty_database: Database) -> None:
    with pytest.raises(StatementError, match="begins or ends a transaction"):
        lab.attempt(empty_database, "CREATE TABLE kept (id int)", "COMMIT")
    with empty_database.rolled_back() as connection:
        assert connection.execute(text("SELECT to_regclass('kept')")).scalar() is None


def test_savepoints_work_in_what_is_rolled_back(empty_database: Database) -> None:
    with empty_database.rolled_back() as connection:
        with connection.begin_nested() as savepoint:
            connection.execute(text("CREATE TABLE inner_one (id int)"))
            savepoint.rollback()
        assert connection.execute(text("SELECT to_regclass('inner_one')")).scalar() is None


def test_a_read_only_engine_does_not_go_over_to_autocommit(empty_database: Database) -> None:
    database = read_only(empty_database)
    with (
        pytest.raises(WriteRefusedError, match="keeps its isolation level"),
        database.engine.connect() as connection,
    ):
        connection.execution_options(isolation_level="AUTOCOMMIT")
    database.close()
