"""Loads by hand: the database they go to, and the note by which `connect` knows what is in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, text

from lab.data import unfinished
from lab.database import (
    Database,
    create_database,
    drop_database,
    maintenance,
    open_database,
    rename_database,
    set_note,
    told,
)
from lab.database.databases import find_database
from lab.errors import LabError
from lab.opening.bases import COPY_NOTE, base_of, require_labs_own
from lab.opening.copies import COPYING, LOADING, NO_ROWS
from lab.opening.hosts import DEFAULT_DATABASE, chosen_host, given_url
from lab.opening.migrating import head_revision, migrate, migration_url


def open_to_load(url: str | None, *, allow_writes: bool) -> Database:
    """A migrated database to load rows into: the copy 'lab', made empty if need be, or the URL's.

    Raises:
        LabError: writes were not allowed on a server that is not the lab's own.
    """
    given = given_url(url)
    if given is None:
        return _own_to_load()
    db = open_database(given, own_server=False, allow_writes=allow_writes)
    ready = False
    try:
        db.require_writes("Loading rows")
        migrate(given if url is not None else migration_url())
        ready = True
    finally:
        if not ready:
            db.close()
    return db


@contextmanager
def noted_load(db: Database, *, scale: float, seed: int) -> Iterator[None]:
    """A load into the own copy, of which its note tells the truth: before, meanwhile, after.

    A process that is killed leaves the note at "loading".
    """
    if not db.own_server:
        yield
        return
    before, wanted = _read_note(db), base_of(scale, seed).note
    _write_note(db, LOADING + wanted)
    whole = False
    try:
        yield
        whole = True
    finally:
        if whole:
            _write_note(db, _what_is_in(db, wanted, wanted))
        else:
            # A server that is gone has its own error, which is under way.
            with suppress(LabError):
                _write_note(db, _what_is_in(db, wanted, before))


def note_finished(db: Database) -> None:
    """Leave on the own copy that the load of which it says "loading" is finished."""
    if db.own_server:
        _write_note(db, _read_note(db).removeprefix(LOADING))


def _own_to_load() -> Database:
    host = chosen_host()
    with host.locked() as connection:
        found = find_database(connection, DEFAULT_DATABASE)
        if found is None:
            note = f"{COPY_NOTE}{NO_ROWS}, revision {head_revision()}"
            drop_database(connection, COPYING, missing_ok=True)
            create_database(connection, COPYING, note=note)
            rename_database(connection, COPYING, DEFAULT_DATABASE)
        else:
            require_labs_own(found, COPY_NOTE)
            note = re.sub(r"revision \w+$", f"revision {head_revision()}", found.note)
        migrate(host.url.set(database=DEFAULT_DATABASE))
        set_note(connection, DEFAULT_DATABASE, note)
        return host.open(DEFAULT_DATABASE)


def _what_is_in(db: Database, wanted: str, otherwise: str) -> str:
    """The note on a database after a load of what was wanted has ended, well or not."""
    with told(), db.engine.connect() as connection:
        if unfinished(connection) is not None:
            return LOADING + wanted
        if _has_rows(connection):
            return otherwise
    return f"{NO_ROWS}, revision {head_revision()}"


def _has_rows(connection: Connection) -> bool:
    return bool(connection.execute(text("SELECT EXISTS (SELECT FROM users)")).scalar_one())


def _read_note(db: Database) -> str:
    with maintenance(chosen_host().url) as connection:
        found = find_database(connection, db.name)
    return "" if found is None else found.note.removeprefix(COPY_NOTE)


def _write_note(db: Database, note: str) -> None:
    with maintenance(chosen_host().url) as connection:
        set_note(connection, db.name, COPY_NOTE + note)
