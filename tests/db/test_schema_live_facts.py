"""What only a live schema tells: sizes, use, statistics, empty space, policies."""

from collections.abc import Callable
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import text

from lab.database import Database
from lab.errors import StatementError
from lab.schema import (
    OwnedSequence,
    Picture,
    RowSecurity,
    Table,
    TableActivity,
    read_picture,
)
from lab.schema.catalog import sequences
from tests.counters import FLUSH
from tests.db.filled import FILLED, index_of


def activity_of(table: Table) -> TableActivity:
    assert table.activity is not None
    return table.activity


def test_before_the_first_analyze_nothing_is_claimed(
    run: Callable[..., None], read: Callable[[], Picture]
) -> None:
    run("CREATE TABLE t (id int, note text)", "INSERT INTO t SELECT 1, 'x'")
    table = read().table("t")
    activity = activity_of(table)
    assert activity.rows < 0
    assert (activity.analyzed_at, activity.vacuumed_at) == (None, None)
    assert activity.estimated_bloat is None
    assert activity.statistics_readable
    assert table.column("note").statistics is None


def test_after_it_there_are_rows_pages_and_widths(
    run: Callable[..., None], read: Callable[[], Picture]
) -> None:
    # Nothing is all-visible before the commit of its row is on disk.
    run("SET synchronous_commit = on", *FILLED, "VACUUM (ANALYZE) t", FLUSH)
    picture = read()
    table = picture.table("t")
    activity, status, note = activity_of(table), table.column("status"), table.column("note")

    assert activity.rows == 20_000
    assert activity.size == activity.pages * 8192
    assert activity.all_visible_pages == activity.pages
    assert activity.analyzed_at is not None
    assert activity.vacuumed_at is not None
    assert picture.server is not None
    assert activity.analyzed_at <= picture.server.now
    assert status.statistics is not None
    assert note.statistics is not None
    assert status.statistics.n_distinct == 2
    assert status.statistics.most_common_frac == pytest.approx(0.9, abs=0.01)
    assert note.statistics.null_frac == pytest.approx(0.5, abs=0.02)
    assert (note.statistics.average_width, note.statistics.most_common_frac) == (33, None)
    assert table.column("id").sequence == OwnedSequence("t_id_seq", 2**31 - 1, 20_000)
    assert all(each.activity and each.activity.size > 0 for each in table.indexes)


def test_scans_are_counted_and_since_16_dated(
    run: Callable[..., None], read: Callable[[], Picture], empty_database: Database
) -> None:
    run(*FILLED, "VACUUM (ANALYZE) t", FLUSH)
    with empty_database.engine.connect() as connection:
        for number in (1, 2):
            connection.execute(text("SELECT note FROM t WHERE id = :n"), {"n": number}).all()
        connection.execute(text(FLUSH))
        connection.commit()
    picture = read()
    used, unused = (index_of(picture.table("t"), name) for name in ("t_pkey", "by_note"))

    assert used.activity is not None
    assert unused.activity is not None
    assert (used.activity.scans, unused.activity.scans) == (2, 0)
    assert picture.server is not None
    assert (used.activity.last_scan is not None) == (picture.server.version_num >= 160000)
    assert unused.activity.last_scan is None


def test_since_when_is_told_once_the_counters_were_reset(
    run: Callable[..., None], read: Callable[[], Picture], empty_database: Database
) -> None:
    run("SELECT pg_stat_reset()", FLUSH)
    server = read().server
    assert server is not None
    assert server.statistics_since is not None
    assert server.statistics_since <= server.now
    assert (server.user, server.standby) == (empty_database.url.username, False)


def test_statistics_of_a_parent_are_of_its_own_rows_of_a_partitioned_table_of_all(
    run: Callable[..., None], read: Callable[[], Picture]
) -> None:
    run(
        "CREATE TABLE parent (a int)",
        "CREATE TABLE heir () INHERITS (parent)",
        "INSERT INTO parent VALUES (NULL)",
        "INSERT INTO heir SELECT generate_series(1, 9)",
        "CREATE TABLE whole (a int) PARTITION BY LIST (a)",
        "CREATE TABLE part PARTITION OF whole DEFAULT",
        "INSERT INTO whole VALUES (1), (NULL)",
        "ANALYZE parent, whole",
    )
    picture = read()
    known = [picture.table(each).column("a").statistics for each in ("parent", "whole")]
    assert [each and each.null_frac for each in known] == [1.0, 0.5]


def test_policies_are_told_with_who_is_bound_by_them(
    run: Callable[..., None], read: Callable[[], Picture], empty_database: Database
) -> None:
    owner = empty_database.url.username or ""
    run(
        "CREATE TABLE kept (id int)",
        "ALTER TABLE kept ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        'CREATE POLICY "Mine" ON kept USING (true)',
        "CREATE POLICY also ON kept USING (true)",
        "CREATE TABLE open (id int)",
    )
    picture = read()
    kept = RowSecurity(enabled=True, forced=True, owner=owner, policies=("Mine", "also"))
    assert picture.table("kept").row_security == kept
    assert picture.table("open").row_security == RowSecurity(
        enabled=False, forced=False, owner=owner
    )


def test_a_sequence_of_bigint_is_named_and_not_read(
    run: Callable[..., None], read: Callable[[], Picture]
) -> None:
    run(
        "CREATE TABLE t (big bigserial, small smallserial, plain int)",
        "CREATE SEQUENCE other OWNED BY t.plain",
        "INSERT INTO t DEFAULT VALUES",
    )
    table = read().table("t")
    told = [each.sequence for each in table.columns]
    assert [each and (each.name, each.maximum, each.last_value) for each in told] == [
        ("t_big_seq", 2**63 - 1, None),
        ("t_small_seq", 2**15 - 1, 1),
        None,
    ]
    assert [each.is_serial for each in table.columns] == [True, True, False]


def test_a_table_that_another_session_keeps_locked_is_told_in_one_line(
    run: Callable[..., None], empty_database: Database
) -> None:
    run("CREATE TABLE t (a int)")
    with empty_database.engine.connect() as other:
        other.execute(text("LOCK TABLE t IN ACCESS EXCLUSIVE MODE"))
        with (
            pytest.raises(StatementError, match="lock timeout") as told,
            empty_database.rolled_back() as connection,
        ):
            connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
            read_picture(connection)
    assert "Another session holds a lock" in told.value.hint


def test_a_transaction_that_may_not_write_reads_all(
    run: Callable[..., None], read: Callable[[], Picture], empty_database: Database
) -> None:
    run(*FILLED, "ANALYZE t")
    with empty_database.rolled_back() as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        assert read_picture(connection).tables == read().tables


def test_reading_leaves_the_timeouts_of_the_transaction_as_they_were(
    run: Callable[..., None], empty_database: Database
) -> None:
    run("CREATE TABLE t (id serial)")
    with empty_database.rolled_back() as connection:
        before = connection.scalar(text("SHOW lock_timeout"))
        read_picture(connection)
        assert connection.scalar(text("SHOW lock_timeout")) == before


def test_a_sequence_that_another_session_changes_is_not_waited_for(
    run: Callable[..., None], read: Callable[[], Picture], empty_database: Database
) -> None:
    run("CREATE TABLE t (a serial, b serial)", "INSERT INTO t DEFAULT VALUES")
    with empty_database.engine.connect() as other:
        other.execute(text("ALTER SEQUENCE t_a_seq MAXVALUE 100"))
        told = [each.sequence and each.sequence.last_value for each in read().table("t").columns]
    assert told == [None, 1]


def test_of_very_many_sequences_those_of_the_largest_tables_are_read(
    run: Callable[..., None], read: Callable[[], Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequences, "MOST", 1)
    run(
        "CREATE TABLE small (id serial)",
        "CREATE TABLE large (id serial, a int)",
        "INSERT INTO small DEFAULT VALUES",
        "INSERT INTO large (a) SELECT generate_series(1, 9)",
        "ANALYZE small, large",
    )
    columns = [table.column("id") for table in read().tables]
    assert [each.sequence and each.sequence.last_value for each in columns] == [9, None]


WAITS = "SELECT count(*) FROM pg_locks WHERE relation = 't_a_seq'::regclass AND NOT granted"


def test_nor_is_a_session_that_waits_for_the_sequence(
    run: Callable[..., None], read: Callable[[], Picture], empty_database: Database
) -> None:
    run("CREATE TABLE t (a serial)", "INSERT INTO t DEFAULT VALUES")
    waiting = Thread(target=run, args=("ALTER SEQUENCE t_a_seq MAXVALUE 100",))
    with empty_database.engine.connect() as user:
        user.execute(text("INSERT INTO t DEFAULT VALUES"))
        waiting.start()
        while user.scalar(text(WAITS)) == 0:
            sleep(0.01)
        [told] = read().table("t").columns
    waiting.join()
    assert told.sequence is not None
    assert told.sequence.last_value is None


def test_without_live_facts_only_the_structure_is_read(
    run: Callable[..., None], empty_database: Database
) -> None:
    run(*FILLED, "ANALYZE t")
    with empty_database.rolled_back() as connection:
        picture = read_picture(connection, live=False)
    table = picture.table("t")
    assert (picture.server, table.activity) == (None, None)
    assert table.column("note").statistics is None
    assert all(each.activity is None for each in table.indexes)
    assert table.column("id").sequence == OwnedSequence("t_id_seq", 2**31 - 1)
