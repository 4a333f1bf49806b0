"""Copies of the base that people and notebooks work in, and the databases that they bring."""

from lab.database import (
    Database,
    ListedDatabase,
    copy_database,
    create_database,
    drop_database,
    list_databases,
    maintenance,
    open_database,
    rename_database,
    set_note,
)
from lab.errors import LabError, WriteRefusedError
from lab.opening.bases import (
    BUILDING,
    COPY_NOTE,
    NOTES,
    PREFIX,
    base_of,
    make_base,
)
from lab.opening.hosts import LOCK_KEY, MAINTENANCE_DATABASE, Host, chosen_host, given_url
from lab.opening.migrating import DEFAULT_DATABASE, direct_url, head_revision, migrate
from lab.settings import read_settings

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
    """
    given = given_url(url)
    if given is not None:
        return open_database(given, own_server=False, allow_writes=allow_writes)
    host = chosen_host()
    with maintenance(host.url) as connection:
        kept = [found for found in list_databases(connection) if found.name == DEFAULT_DATABASE]
    if not kept:
        return fresh(DEFAULT_DATABASE, scale=scale, seed=seed)
    _check_copy(kept[0])
    _check_kept(kept[0].note.removeprefix(COPY_NOTE), scale, seed)
    return host.open(DEFAULT_DATABASE)


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
    if not host.allow_writes:
        raise WriteRefusedError(
            f"Making database '{name}' would change a server that is not the lab's own",
            hint="Allow it by name: allow_writes=True",
        )
    base = base_of(scale, seed)
    make_base(host, base)
    with host.locked() as connection:
        older = [found for found in list_databases(connection) if found.name == name]
        for database in older:
            _check_copy(database)
        drop_database(connection, COPYING, missing_ok=True)
        copy_database(connection, base.name, COPYING, note=COPY_NOTE + base.note)
        for database in older:
            drop_database(connection, database.name)
        rename_database(connection, COPYING, name)
        # Before another process that wants the same name can drop it.
        return host.open(name)


def listed(host: Host) -> tuple[ListedDatabase, ...]:
    """The lab's databases on a server: bases and copies."""
    with maintenance(host.url) as connection:
        found = list_databases(connection)
    return tuple(each for each in found if each.note.startswith(NOTES))


def drop(host: Host, name: str) -> None:
    """Drop one of the lab's databases.

    Raises:
        LabError: there is none of that name, or it is not the lab's.
    """
    with host.locked() as connection:
        for database in list_databases(connection):
            if database.name == name and not name.startswith(PREFIX):
                _check_copy(database)
        drop_database(connection, name)


def _check_name(name: str) -> None:
    length = len(name.encode())
    if not 0 < length <= IDENTIFIER_BYTES or "\0" in name:
        raise LabError(
            f"A database's name has 1 to {IDENTIFIER_BYTES} bytes; this one has {length}",
            hint="Use a short one such as 'nb04'",
        )
    if name in RESERVED or name.startswith(PREFIX):
        raise LabError(f"The name '{name}' is taken by the server or the lab", hint="Use another")


def _check_copy(database: ListedDatabase) -> None:
    """Nothing is dropped that the lab did not make."""
    if not database.note.startswith(COPY_NOTE):
        raise LabError(
            f"Database '{database.name}' was not made by the lab, so the lab leaves it alone",
            hint="Use another name, or rename that database",
        )


def _check_kept(note: str, scale: float | None, seed: int | None) -> None:
    """The kept copy is what was asked for; a scale or seed that nobody named does not count."""
    named = read_settings().model_fields_set
    base = base_of(scale, seed)
    wanted = [f"revision {base.revision}"]
    wanted += [f"scale {base.scale:g}"] if scale is not None or "scale" in named else []
    wanted += [f"seed {base.seed}"] if seed is not None or "seed" in named else []
    if differing := [part for part in wanted if part not in note.split(", ")]:
        raise LabError(
            f"Your copy '{DEFAULT_DATABASE}' has {note}, and {' and '.join(differing)} is wanted",
            hint=f"'lab up --fresh' or lab.fresh('{DEFAULT_DATABASE}') makes it anew",
        )


def open_to_load(url: str | None, *, allow_writes: bool) -> Database:
    """A migrated database to load rows into: the copy 'lab', made empty if need be, or the URL's.

    Raises:
        LabError: writes were not allowed on a server that is not the lab's own.
    """
    given = given_url(url)
    if given is not None:
        db = open_database(given, own_server=False, allow_writes=allow_writes)
        try:
            db.require_writes("Loading rows")
            migrate(given if url is not None else direct_url() or given)
        except LabError:
            db.close()
            raise
        return db
    host = chosen_host()
    with host.locked() as connection:
        names = {database.name for database in list_databases(connection)}
        if DEFAULT_DATABASE not in names:
            note = f"{COPY_NOTE}no rows, revision {head_revision()}"
            drop_database(connection, COPYING, missing_ok=True)
            create_database(connection, COPYING, note=note)
            rename_database(connection, COPYING, DEFAULT_DATABASE)
    db = host.open(DEFAULT_DATABASE)
    migrate(db.url)
    return db


def note_loaded(db: Database, *, scale: float, seed: int) -> None:
    """Leave on a copy what was loaded into it by hand, so that `connect` knows it."""
    if db.own_server:
        with maintenance(chosen_host().url) as connection:
            set_note(connection, db.name, COPY_NOTE + base_of(scale, seed).note)
