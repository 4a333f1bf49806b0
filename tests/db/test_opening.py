"""The lab made ready: sealed bases, copies of them, and what a killed process leaves."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL, text

import lab
from lab.data import Share, load, load_share
from lab.database import (
    Database,
    copy_database,
    create_database,
    drop_database,
    list_databases,
    maintenance,
    parse_url,
    seal_database,
    set_note,
)
from lab.errors import ConnectError, LabError, LoadError, UnknownNameError, WriteRefusedError
from lab.opening import (
    Host,
    base_of,
    chosen_host,
    drop,
    fresh,
    listed,
    make_base,
    migrate,
    migration_url,
    noted_load,
    open_to_load,
)
from lab.opening.bases import BUILDING
from lab.opening.copies import COPYING
from lab.opening.migrating import direct_url
from lab.schema import read_fingerprint

TINY = 0.005
HOSTILE_NAMES = ('with "quotes"', "100% :sure; --", "UPPER case", "ünïcödé", "x" * 63, "a'b\\c")

on_own_server = pytest.mark.parametrize("host", ["own"], indirect=True)
on_a_foreign_server = pytest.mark.parametrize("host", ["debian"], indirect=True)


@pytest.fixture(autouse=True)
def small_and_clean(host: Host, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The server under test is the one that the lab opens; what a test adds is dropped."""
    monkeypatch.setenv("LAB_SCALE", str(TINY))
    if not host.own_server:
        monkeypatch.setenv("LAB_DATABASE_URL", host.url.render_as_string(hide_password=False))
    before = names(host)
    yield
    with maintenance(host.url) as connection:
        for name in names(host) - before:
            if not name.startswith("lab_base_"):
                drop_database(connection, name)


def names(host: Host) -> set[str]:
    with maintenance(host.url) as connection:
        return {database.name for database in list_databases(connection)}


def orders_in(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM orders")).scalar_one())


def python(code: str) -> "subprocess.Popen[str]":
    """The code in a process of its own, which the same environment leads to the same server."""
    return subprocess.Popen(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, env=os.environ.copy()
    )


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@on_own_server
def test_connect_makes_a_copy_once_and_keeps_what_is_in_it() -> None:
    first = lab.connect()
    with first.engine.begin() as connection:
        connection.execute(text("CREATE TABLE mine AS SELECT 1 AS one"))
    assert orders_in(first) > 0
    first.close()
    second = lab.connect()
    assert second.name == "lab"
    assert repr(second) == "Database 'lab' on the lab's own server"
    with second.engine.connect() as connection:
        assert connection.execute(text("SELECT one FROM mine")).scalar() == 1
    second.close()
    third = lab.fresh("lab")
    with third.engine.connect() as connection:
        assert connection.execute(text("SELECT to_regclass('mine')")).scalar() is None
    third.close()


@on_a_foreign_server
def test_connect_asks_the_named_database_and_only_reads(host: Host) -> None:
    db = lab.connect()
    assert db.name == host.url.database
    assert not db.allow_writes
    with pytest.raises(WriteRefusedError), db.rolled_back() as connection:
        connection.execute(text("CREATE TABLE refused (id int)"))
    db.close()


def test_fresh_drops_and_remakes_ending_older_sessions() -> None:
    first = fresh("again", allow_writes=True)
    with first.engine.begin() as connection:
        connection.execute(text("DELETE FROM order_items WHERE order_id < 100"))
    with first.engine.connect() as held:
        held.execute(text("SELECT 1"))
        second = fresh("again", allow_writes=True)
        held.invalidate()
    assert orders_in(second) == orders_in(first) > 0
    with second.engine.connect() as connection:
        rows = connection.execute(text("SELECT count(*) FROM order_items WHERE order_id < 100"))
        assert rows.scalar_one() > 0
    first.close()
    second.close()


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_name_is_only_a_name(host: Host, name: str) -> None:
    database = fresh(name, allow_writes=True)
    assert database.name == name
    assert orders_in(database) > 0
    database.close()
    assert name in {each.name for each in listed(host)}
    drop(host, name)
    assert name not in names(host)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "has 1 to 63 bytes; this one has 0"),
        ("x" * 64, "has 1 to 63 bytes; this one has 64"),
        ("ü" * 32, "has 1 to 63 bytes; this one has 64"),
        ("nul\0", "has 1 to 63 bytes"),
        ("postgres", "'postgres' is taken"),
        ("template1", "'template1' is taken"),
        (BUILDING, f"'{BUILDING}' is taken"),
        ("lab_base_mine", "'lab_base_mine' is taken"),
    ],
)
def test_a_name_that_cannot_be_used_is_told(host: Host, name: str, message: str) -> None:
    before = names(host)
    with pytest.raises(LabError, match=message) as told:
        fresh(name, allow_writes=True)
    assert told.value.hint.startswith("Use ")
    assert names(host) == before


def test_what_the_lab_did_not_make_is_never_dropped(host: Host) -> None:
    with maintenance(host.url) as connection:
        create_database(connection, "not the lab's", note="lab copy of something else")
    for drop_it in (
        lambda: fresh("not the lab's", allow_writes=True),
        lambda: drop(host, "not the lab's"),
    ):
        with pytest.raises(LabError, match="was not made by the lab, so the lab leaves it alone"):
            drop_it()
    assert "not the lab's" in names(host)
    assert "not the lab's" not in {each.name for each in listed(host)}


@pytest.mark.parametrize("name", ["lab_base_of_chemistry", BUILDING])
def test_a_name_like_the_labs_own_is_not_enough_to_be_dropped(host: Host, name: str) -> None:
    with maintenance(host.url) as connection:
        create_database(connection, name, note="theirs")
    with pytest.raises(LabError, match=f"'{name}' was not made by the lab"):
        drop(host, name)
    assert name in names(host)
    with maintenance(host.url) as connection:
        drop_database(connection, name)


def test_a_base_of_somebody_elses_making_is_neither_used_nor_dropped(host: Host) -> None:
    base = base_of(seed=13)
    old = "lab_base_r0001_of_chemistry"
    with maintenance(host.url) as connection:
        for name in (base.name, old):
            create_database(connection, name, note="theirs")
        try:
            with pytest.raises(LabError, match="was not made by the lab"):
                make_base(host, base)
            make_base(host, base_of(seed=14))
            assert {base.name, old} <= names(host)
        finally:
            for name in (base.name, old, base_of(seed=14).name):
                drop_database(connection, name, missing_ok=True)


@on_a_foreign_server
def test_dropping_on_a_foreign_server_must_be_allowed(host: Host) -> None:
    fresh("of a colleague", allow_writes=True).close()
    base = base_of()
    reader = Host(host.url, own_server=False, allow_writes=False)
    for name in ("of a colleague", base.name, "postgres", "nowhere"):
        with pytest.raises(WriteRefusedError, match=r"Dropping .*--allow-writes"):
            drop(reader, name)
    with pytest.raises(WriteRefusedError, match="Making a base would change"):
        make_base(reader, base_of(seed=15))
    assert {"of a colleague", base.name} <= names(host)


@on_a_foreign_server
def test_no_database_is_made_through_a_pooler_and_nobody_waits_for_ever(
    host: Host, pooler_url: URL
) -> None:
    before = names(host)
    through = Host(pooler_url, own_server=False, allow_writes=True)
    with pytest.raises(ConnectError, match=r"through a pooler\. Name the server's direct endpoint"):
        make_base(through, base_of(seed=16))
    with pytest.raises(ConnectError, match="through a pooler"):
        drop(through, "nowhere")
    assert names(host) == before
    with host.locked():
        pass


def test_waiting_for_another_process_has_an_end(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.opening.hosts.LONGEST_WAIT_S", 0.3)
    with (
        host.locked(),
        pytest.raises(LabError, match="Another process has been making databases for"),
        host.locked(),
    ):
        pass


@on_own_server
def test_a_copy_that_another_process_made_meanwhile_is_kept(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    with maintenance(host.url) as connection:
        drop_database(connection, "lab", missing_ok=True)

    def another_is_quicker(*_: object) -> None:
        monkeypatch.undo()
        monkeypatch.setenv("LAB_SCALE", str(TINY))
        theirs = lab.connect()
        with theirs.engine.begin() as connection:
            connection.execute(text("CREATE TABLE theirs AS SELECT 1 AS one"))
        theirs.close()

    monkeypatch.setattr("lab.opening.copies.make_base", another_is_quicker)
    ours = lab.connect()
    with ours.engine.connect() as connection:
        assert connection.execute(text("SELECT one FROM theirs")).scalar_one() == 1
    ours.close()


def test_dropping_what_is_not_there_is_told(host: Host) -> None:
    with pytest.raises(UnknownNameError, match=r"No database 'nowhere'\. 'lab db list'"):
        drop(host, "nowhere")


def test_a_base_is_made_once_and_nobody_can_enter_it(host: Host) -> None:
    base = base_of(seed=4)
    assert make_base(host, base)
    assert not make_base(host, base)
    with pytest.raises(ConnectError, match="not currently accepting connections"):
        host.open(base.name)
    found = {each.name: each for each in listed(host)}
    assert found[base.name].template
    assert found[base.name].note == f"lab base: {base.note}"
    drop(host, base.name)
    assert base.name not in names(host)


def test_the_same_scale_and_seed_give_the_same_copy_and_others_do_not(host: Host) -> None:
    def addresses(**wanted: int) -> str:
        database = fresh("of a seed", allow_writes=True, **wanted)
        with database.engine.connect() as connection:
            found = connection.execute(text("SELECT md5(string_agg(email, ',')) FROM users"))
            digest = str(found.scalar_one())
        database.close()
        return digest

    assert addresses() == addresses(seed=42) != addresses(seed=5)
    drop(host, base_of(seed=5).name)


def test_what_a_killed_process_left_half_built_is_gone_at_the_next_call(host: Host) -> None:
    with maintenance(host.url) as connection:
        create_database(connection, BUILDING)
    base = base_of(seed=6)
    make_base(host, base)
    assert BUILDING not in names(host)
    drop(host, base.name)


def test_what_a_killed_process_left_half_copied_is_gone_at_the_next_call(host: Host) -> None:
    with maintenance(host.url) as connection:
        create_database(connection, COPYING)
    lab.fresh("after the crash", allow_writes=True).close()
    assert COPYING not in names(host)
    drop(host, "after the crash")


@pytest.mark.parametrize("moment", ["at once", "while loading"])
def test_a_process_killed_while_it_makes_a_base_leaves_nothing(host: Host, moment: str) -> None:
    base = base_of(scale=0.2, seed=7)
    process = python(
        "from lab.opening import *; make_base(chosen_host(allow_writes=True), "
        "base_of(scale=0.2, seed=7))"
    )
    wait_until(lambda: BUILDING in names(host))
    if moment == "while loading":
        wait_until(lambda: is_loading(host))
    process.kill()
    process.communicate()
    assert base.name not in names(host)
    small = base_of(seed=8)
    make_base(host, small)
    assert not {BUILDING, base.name} & names(host)
    drop(host, small.name)


def is_loading(host: Host) -> bool:
    with maintenance(host.url) as connection:
        copying = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = :name AND query LIKE 'COPY%'"
        )
        return bool(connection.execute(copying, {"name": BUILDING}).scalar_one())


def test_a_load_that_fails_leaves_no_base(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise LoadError("The disk is full", hint="Free some space")

    monkeypatch.setattr("lab.data.load", fail)
    base = base_of(seed=9)
    with pytest.raises(LoadError, match="The disk is full"):
        make_base(host, base)
    assert not {BUILDING, base.name} & names(host)


@pytest.mark.parametrize("scale", [0, -1, 1_000_000, float("nan"), float("inf")])
def test_a_scale_that_cannot_be_loaded_is_told_before_anything_is_made(
    host: Host, scale: float
) -> None:
    before = names(host)
    with pytest.raises(LoadError, match=r"cannot be loaded\. Choose a number above 0"):
        fresh("too much", scale=scale, allow_writes=True)
    assert names(host) == before


@pytest.mark.parametrize("same_name", [True, False], ids=["one name", "two names"])
def test_two_processes_at_once_both_get_their_copy(host: Host, *, same_name: bool) -> None:
    code = "import lab; print(lab.fresh('{}', seed=10, allow_writes=True))"
    wanted = ["twin", "twin" if same_name else "other twin"]
    processes = [python(code.format(name)) for name in wanted]
    said = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert set(wanted) <= names(host)
    drop(host, base_of(seed=10).name)


def test_bases_of_older_revisions_go_on_the_labs_own_server(host: Host) -> None:
    old = "lab_base_r0001_f1_s1_seed42"
    with maintenance(host.url) as connection:
        create_database(connection, "becomes old")
        seal_database(connection, "becomes old", old, note="lab base: scale 1")
        base = base_of(seed=11)
        make_base(host, base)
        assert (old in names(host)) is not host.own_server
        drop_database(connection, old, missing_ok=True)
        drop_database(connection, base.name)


@on_a_foreign_server
def test_a_foreign_server_is_changed_only_if_it_is_allowed_by_name(host: Host) -> None:
    before = names(host)
    with pytest.raises(WriteRefusedError, match=r"Making database 'refused' .*allow_writes=True"):
        fresh("refused")
    assert names(host) == before
    allowed = fresh("granted", allow_writes=True)
    assert orders_in(allowed) > 0
    allowed.close()


@on_a_foreign_server
def test_a_role_that_may_not_make_databases_is_told(debian_url: URL) -> None:
    limited = debian_url.set(username="limited", password="limited secret")
    with maintenance(debian_url) as connection:
        connection.exec_driver_sql("CREATE ROLE limited LOGIN PASSWORD 'limited secret'")
        create_database(connection, "closed to others", note="somebody's")
        connection.exec_driver_sql('REVOKE CONNECT ON DATABASE "closed to others" FROM PUBLIC')
        try:
            with maintenance(limited) as other:
                sizes = {each.name: each.size for each in list_databases(other)}
            assert sizes["closed to others"] == 0
            assert sizes["postgres"] > 0
            with pytest.raises(LabError, match="Permission denied to create database") as told:
                make_base(Host(limited, own_server=False, allow_writes=True), base_of(seed=12))
            assert "limited secret" not in str(told.value)
        finally:
            drop_database(connection, "closed to others")
            connection.exec_driver_sql("DROP ROLE limited")


@pytest.fixture
def kept() -> Database:
    """The copy 'lab', kept, of the tiny scale."""
    database = fresh("lab")
    database.close()
    return database


@on_own_server
def test_a_kept_copy_of_another_scale_is_told(
    kept: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_SCALE", "0.25")
    with pytest.raises(
        LabError, match=r"'lab' has scale 0\.005, .* and scale 0\.25 is wanted"
    ) as e:
        lab.connect()
    assert e.value.hint == "'lab up --fresh' or lab.fresh('lab') makes it anew"
    with pytest.raises(LabError, match="seed 3 is wanted"):
        lab.connect(scale=TINY, seed=3)
    monkeypatch.delenv("LAB_SCALE")
    again = lab.connect()
    assert again.name == kept.name
    again.close()


@on_own_server
def test_a_kept_copy_of_another_revision_is_told(host: Host, kept: Database) -> None:
    with maintenance(host.url) as connection:
        set_note(connection, kept.name, "lab copy: scale 0.005, seed 42, revision 0001")
    with pytest.raises(LabError, match=f"revision {base_of().revision} is wanted"):
        lab.connect()


@on_own_server
def test_a_database_lab_that_somebody_else_made_is_told(host: Host) -> None:
    with maintenance(host.url) as connection:
        drop_database(connection, "lab", missing_ok=True)
        create_database(connection, "lab")
    with pytest.raises(LabError, match="Database 'lab' was not made by the lab"):
        lab.connect()


@on_own_server
def test_rows_loaded_by_hand_are_what_connect_then_finds(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    with maintenance(host.url) as connection:
        drop_database(connection, "lab", missing_ok=True)
    database = open_to_load(None, allow_writes=False)
    with pytest.raises(LabError, match=r"'lab' has no rows, .* and scale 0\.005 is wanted"):
        lab.connect()
    with noted_load(database, scale=0.0075, seed=42):
        load(database, scale=0.0075, seed=42)
    database.close()
    monkeypatch.setenv("LAB_SCALE", "0.0075")
    lab.connect().close()


@pytest.fixture
def to_load(host: Host) -> Iterator[Database]:
    """The own copy 'lab', migrated and empty."""
    with maintenance(host.url) as connection:
        drop_database(connection, "lab", missing_ok=True)
    database = open_to_load(None, allow_writes=False)
    yield database
    database.close()


def note_of_lab(host: Host) -> str:
    return next(each.note for each in listed(host) if each.name == "lab")


@on_own_server
def test_a_load_that_was_not_finished_is_told(host: Host, to_load: Database) -> None:
    with noted_load(to_load, scale=TINY, seed=42):
        load_share(to_load, scale=TINY, seed=42, share=Share(1, 2))
    with pytest.raises(LoadError, match=r"not whole\. A load of scale 0\.005, .* unfinished") as e:
        lab.connect()
    assert "'lab load'" in e.value.hint
    assert "'lab up --fresh'" in e.value.hint
    assert note_of_lab(host).startswith("lab copy: loading scale 0.005, seed 42")
    lab.fresh("lab").close()
    lab.connect().close()


@on_own_server
def test_the_note_of_a_copy_says_what_a_load_has_left_in_it(host: Host, to_load: Database) -> None:
    def failing(*, after: Callable[[], object]) -> str:
        with pytest.raises(LoadError), noted_load(to_load, scale=TINY, seed=42):
            seen.append(note_of_lab(host))
            after()
            raise LoadError("broken")
        return note_of_lab(host)

    seen: list[str] = []
    revision = base_of().revision
    assert failing(after=lambda: None) == f"lab copy: no rows, revision {revision}"
    assert set(seen) == {f"lab copy: loading scale 0.005, seed 42, revision {revision}"}
    with noted_load(to_load, scale=TINY, seed=3):
        load(to_load, scale=TINY, seed=3)
    whole = f"lab copy: scale 0.005, seed 3, revision {revision}"
    assert note_of_lab(host) == whole
    assert failing(after=lambda: None) == whole


@on_own_server
def test_a_copy_whose_loader_was_killed_is_told(host: Host, kept: Database) -> None:
    with maintenance(host.url) as connection:
        set_note(connection, kept.name, f"lab copy: loading {base_of().note}")
    with pytest.raises(LoadError, match=r"'lab' is not whole\. A load into it was begun"):
        lab.connect()


@on_own_server
def test_nothing_is_loaded_into_a_database_lab_that_somebody_else_made(host: Host) -> None:
    with maintenance(host.url) as connection:
        drop_database(connection, "lab", missing_ok=True)
        create_database(connection, "lab", note="mine")
    with pytest.raises(LabError, match="was not made by the lab"):
        open_to_load(None, allow_writes=False)


def test_loading_into_a_named_database_must_be_allowed(empty_database: Database) -> None:
    url = empty_database.url.render_as_string(hide_password=False)
    with pytest.raises(WriteRefusedError, match="Loading rows would change"):
        open_to_load(url, allow_writes=False)
    database = open_to_load(url, allow_writes=True)
    assert orders_in(database) == 0
    database.close()


def test_migrations_go_to_the_direct_endpoint(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAB_DATABASE_URL", raising=False)
    monkeypatch.setenv("MIGRATION_DATABASE_URL", "postgresql://me:s3cret@direct/db")
    assert migration_url().database == "lab"
    assert migration_url().host is None or migration_url().host == "127.0.0.1"
    monkeypatch.setenv("LAB_DATABASE_URL", "postgresql://me:s3cret@pooler/db")
    assert direct_url() == parse_url("postgresql://me:s3cret@direct/db")
    monkeypatch.delenv("MIGRATION_DATABASE_URL")
    assert migration_url().host == "pooler"
    assert "s3cret" not in f"{migration_url()!r} {host!r}"


@on_a_foreign_server
def test_the_direct_endpoint_must_lead_to_the_same_database(
    host: Host, pooler_url: URL, empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def named(name: str, url: URL) -> None:
        monkeypatch.setenv(name, url.render_as_string(hide_password=False))

    named("LAB_DATABASE_URL", pooler_url)
    named("MIGRATION_DATABASE_URL", host.url)
    assert migration_url() == host.url
    for other in (empty_database.url, chosen_own().url):
        named("MIGRATION_DATABASE_URL", other)
        for ask in (migration_url, lambda: open_to_load(None, allow_writes=True)):
            with pytest.raises(ConnectError, match="leads to another database than LAB_DATABASE"):
                ask()
    with empty_database.engine.connect() as connection:
        assert read_fingerprint(connection) == ()


def chosen_own() -> Host:
    """The lab's own server, whatever the environment names."""
    with pytest.MonkeyPatch.context() as without:
        without.delenv("LAB_DATABASE_URL", raising=False)
        return chosen_host()


def test_an_applications_schema_is_never_migrated(empty_database: Database) -> None:
    statements = (
        "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)",
        "INSERT INTO alembic_version VALUES ('0003')",
        "CREATE TABLE orders (id int PRIMARY KEY)",
        "CREATE TABLE tasks (id int PRIMARY KEY, priority_label text)",
    )
    with empty_database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        before = read_fingerprint(connection, ignore=())
    url = empty_database.url.render_as_string(hide_password=False)
    with pytest.raises(LabError, match="migrations did not make: orders, tasks") as told:
        open_to_load(url, allow_writes=True)
    assert told.value.hint.startswith("Use an empty database")
    with empty_database.engine.connect() as connection:
        assert read_fingerprint(connection, ignore=()) == before


def test_the_labs_revision_stands_beside_an_applications(empty_database: Database) -> None:
    with empty_database.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num varchar(32))")
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0003')")
    migrate(empty_database.url)
    migrate(empty_database.url)
    with empty_database.engine.connect() as connection:
        theirs = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        ours = connection.execute(text("SELECT version_num FROM lab_alembic_version")).scalar_one()
    assert (theirs, ours) == ("0003", base_of().revision)


def test_a_copy_of_a_copy_is_refused_by_the_server_while_it_is_in_use(host: Host) -> None:
    database = fresh("in use", allow_writes=True)
    with (
        database.engine.connect(),
        pytest.raises(LabError, match="being accessed by other users"),
        maintenance(host.url) as connection,
    ):
        copy_database(connection, "in use", "never")
    database.close()
