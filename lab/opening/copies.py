"""Copies of the base that people and notebooks work in, and the databases that they bring."""

from sqlalchemy import Connection

from lab.data import unfinished
from lab.database import (
    Database,
    ListedDatabase,
    copy_database,
    drop_database,
    list_databases,
    maintenance,
    open_database,
    rename_database,
    told,
)
from lab.database.databases import find_database
from lab.errors import LabError, LoadError
from lab.opening.bases import (
    BUILDING,
    COPY_NOTE,
    NOTES,
    PREFIX,
    Base,
    base_of,
    make_base,
    require_labs_own,
)
from lab.opening.hosts import (
    DEFAULT_DATABASE,
    LOCK_KEY,
    MAINTENANCE_DATABASE,
    Host,
    chosen_host,
    given_url,
)
from lab.settings import read_settings

LOADING = "loading "
"""Begins what a copy's note says of it while rows are loaded into it."""
NO_ROWS = "no rows"
MAKE_ANEW = f"'lab up --fresh' or lab.fresh('{DEFAULT_DATABASE}') makes it anew"
COPYING = f"lab_copying_{LOCK_KEY}"
"""A copy's name until it is complete and has its note; see BUILDING."""
IDENTIFIER_BYTES = 63
RESERVED = (MAINTENANCE_DATABASE, BUILDING, COPYING, "template0", "template1")


def connect(
    url: str | None = None,
    *,
    allow_writes: bool | None = None,
    scale: float | None = None,
    seed: int | None = None,
) -> Database:
    """The database to ask: an own copy of the base, or the one of `url` or LAB_DATABASE_URL.

    The copy is called 'lab', is made at the first call and kept from then on; `fresh("lab")`
    makes it anew. A database that was named is read-only unless `allow_writes` is true.

    Raises:
        LabError: nothing answers there, or the kept copy has another scale, seed or revision.
        LoadError: a load into the kept copy was begun and not finished.
    """
    given = given_url(url)
    if given is not None:
        return open_database(given, own_server=False, allow_writes=allow_writes)
    host = chosen_host()
    with maintenance(host.url) as connection:
        kept = find_database(connection, DEFAULT_DATABASE)
    if kept is None:
        base = base_of(scale, seed)
        make_base(host, base)
        with host.locked() as connection:
            # Another process may have made it, and work in it already.
            kept = find_database(connection, DEFAULT_DATABASE)
            if kept is None:
                return _copied(host, connection, base, DEFAULT_DATABASE)
    require_labs_own(kept, COPY_NOTE)
    return _open_kept(host, kept.note.removeprefix(COPY_NOTE), scale, seed)


def fresh(
    name: str,
    *,
    scale: float | None = None,
    seed: int | None = None,
    allow_writes: bool = False,
) -> Database:
    """A new copy of the base under that name; an older copy of that name is dropped.

    The base is made first if need be, which at scale 1 takes some seconds. On a server that
    is not the lab's own, `allow_writes` must be given, and the role needs CREATEDB.

    Raises:
        LabError: the name is not usable, or there is a database of that name that is no copy.
    """
    _check_name(name)
    host = chosen_host(allow_writes=allow_writes)
    host.require_writes(f"Making database '{name}'")
    base = base_of(scale, seed)
    make_base(host, base)
    with host.locked() as connection:
        return _copied(host, connection, base, name)


def listed(host: Host) -> tuple[ListedDatabase, ...]:
    """The lab's databases on a server: bases and copies."""
    with maintenance(host.url) as connection:
        found = list_databases(connection)
    return tuple(each for each in found if each.note.startswith(NOTES))


def drop(host: Host, name: str) -> None:
    """Drop one of the lab's databases.

    Raises:
        LabError: there is none of that name, or it is not the lab's.
        WriteRefusedError: the server is not the lab's own and writes were not asked for.
    """
    host.require_writes(f"Dropping database '{name}'")
    with host.locked() as connection:
        if found := find_database(connection, name):
            require_labs_own(found)
        drop_database(connection, name)


def _copied(host: Host, connection: Connection, base: Base, name: str) -> Database:
    """A new copy, open; made and named by whoever holds the lock."""
    older = find_database(connection, name)
    if older is not None:
        require_labs_own(older, COPY_NOTE)
    drop_database(connection, COPYING, missing_ok=True)
    copy_database(connection, base.name, COPYING, note=COPY_NOTE + base.note)
    if older is not None:
        drop_database(connection, older.name)
    rename_database(connection, COPYING, name)
    # Before another process that wants the same name can drop it.
    return host.open(name)


def _check_name(name: str) -> None:
    length = len(name.encode())
    if not 0 < length <= IDENTIFIER_BYTES or "\0" in name:
        raise LabError(
            f"A database's name has 1 to {IDENTIFIER_BYTES} bytes; this one has {length}",
            hint="Use a short one such as 'nb04'",
        )
    if name in RESERVED or name.startswith(PREFIX):
        raise LabError(f"The name '{name}' is taken by the server or the lab", hint="Use another")


def _open_kept(host: Host, note: str, scale: float | None, seed: int | None) -> Database:
    """The kept copy, if it is whole and what was asked for."""
    db = host.open(DEFAULT_DATABASE)
    fine = False
    try:
        _check_whole(db, note)
        _check_kept(note, scale, seed)
        fine = True
    finally:
        if not fine:
            db.close()
    return db


def _check_whole(db: Database, note: str) -> None:
    with told(), db.engine.connect() as connection:
        sentence = unfinished(connection)
    if sentence is None and note.startswith(LOADING):
        sentence = "A load into it was begun and has not ended well"
    if sentence is not None:
        raise LoadError(
            f"Your copy '{db.name}' is not whole. {sentence}",
            hint="'lab load' goes on with it, and 'lab up --fresh' makes it anew",
        )


def _check_kept(note: str, scale: float | None, seed: int | None) -> None:
    """The kept copy is what was asked for; a scale or seed that nobody named does not count."""
    named = read_settings().model_fields_set
    base = base_of(scale, seed)
    wanted = [f"revision {base.revision}"]
    parts = note.split(", ")
    any_scale = scale is None and "scale" not in named and NO_ROWS not in parts
    wanted += [] if any_scale else [f"scale {base.scale:g}"]
    wanted += [f"seed {base.seed}"] if seed is not None or "seed" in named else []
    if differing := [part for part in wanted if part not in parts]:
        raise LabError(
            f"Your copy '{DEFAULT_DATABASE}' has {note}, and {' and '.join(differing)} is wanted",
            hint=MAKE_ANEW,
        )
