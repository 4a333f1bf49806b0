"""Databases of the tests' own: empty, or copies of the lab's base at a hundredth of its size."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from lab.database import Database, copy_database, create_database, drop_database, maintenance
from lab.opening import Host, base_of, make_base

SMALL_SCALE = 0.01


@contextmanager
def throwaway(host: Host, template: str | None = None) -> Iterator[Database]:
    """A database that is dropped afterwards: a copy of another one, or with nothing in it."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with maintenance(host.url) as connection:
        if template is None:
            create_database(connection, name)
        else:
            copy_database(connection, template, name)
        database = host.open(name)
        try:
            yield database
        finally:
            database.close()
            drop_database(connection, name)


@contextmanager
def small_copy(host: Host) -> Iterator[Database]:
    """A copy of the small base, which is made if it is not there."""
    base = base_of(SMALL_SCALE)
    make_base(host, base)
    with throwaway(host, base.name) as database:
        yield database
