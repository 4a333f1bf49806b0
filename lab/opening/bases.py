"""The loaded base: made once for a revision, scale and seed, sealed; everybody works in copies."""

from dataclasses import dataclass

from lab.data import FORMAT_VERSION, Progress
from lab.database import (
    ListedDatabase,
    create_database,
    drop_database,
    list_databases,
    seal_database,
)
from lab.database.databases import find_database
from lab.errors import LabError
from lab.opening.hosts import LOCK_KEY, Host
from lab.settings import read_settings

PREFIX = "lab_base_"
NOTE = "lab base: "
COPY_NOTE = "lab copy: "
NOTES = (NOTE, COPY_NOTE)
BUILDING = f"lab_building_{LOCK_KEY}"
"""A base's name until it is complete, such as nobody else would choose: what a killed process
leaves under it is dropped at the next call."""


@dataclass(frozen=True, slots=True)
class Base:
    """What decides the contents of a base; two of the same are the same, row for row."""

    scale: float
    seed: int
    revision: str

    @property
    def name(self) -> str:
        """The sealed database's name."""
        return f"{self._outdated_prefix}s{self.scale:g}_seed{self.seed}"

    @property
    def note(self) -> str:
        """What its comment says, and those of its copies."""
        return f"scale {self.scale:g}, seed {self.seed}, revision {self.revision}"

    @property
    def _outdated_prefix(self) -> str:
        return f"{PREFIX}r{self.revision}_f{FORMAT_VERSION}_"

    def is_outdated(self, other: ListedDatabase) -> bool:
        """Whether another is a base of an older revision or format, and of no more use."""
        is_base = other.name.startswith(PREFIX) and other.note.startswith(NOTE)
        return is_base and not other.name.startswith(self._outdated_prefix)


def base_of(scale: float | None = None, seed: int | None = None) -> Base:
    """The base of a scale and seed; the settings' where they are not given.

    Raises:
        LabError: the seed is no whole number of 32 bits.
    """
    from lab.opening.migrating import head_revision  # Here, for Alembic is slow to import.

    settings = read_settings()
    wanted_seed = settings.seed if seed is None else seed
    if int(wanted_seed) != wanted_seed or not 0 <= wanted_seed < 2**32:
        raise LabError(f"{wanted_seed!r} is no seed", hint="Give a whole number from 0 on")
    return Base(
        scale=settings.scale if scale is None else scale,
        seed=wanted_seed,
        revision=head_revision(),
    )


def make_base(
    host: Host, base: Base, *, workers: int | None = None, progress: Progress | None = None
) -> bool:
    """Make the base on the server unless it is there; whether it had to be made.

    It is built under another name and appears complete or not at all. What a killed process
    left half built is dropped first.

    Raises:
        LabError: the migration or the load failed; nothing is left of it.
        WriteRefusedError: the server is not the lab's own and writes were not asked for.
    """
    from lab.data import row_counts  # Here, for NumPy is slow, too.

    host.require_writes("Making a base")
    # A scale that cannot be loaded is told before anything is made.
    row_counts(base.scale)
    with host.locked() as connection:
        if there := find_database(connection, base.name):
            require_labs_own(there)
            return False
        drop_database(connection, BUILDING, missing_ok=True)
        for other in list_databases(connection):
            if host.own_server and base.is_outdated(other):
                drop_database(connection, other.name)
        create_database(connection, BUILDING)
        finished = False
        try:
            _fill(host, base, workers=workers, progress=progress)
            finished = True
        finally:
            if not finished:
                drop_database(connection, BUILDING, missing_ok=True)
        seal_database(connection, BUILDING, base.name, note=NOTE + base.note)
    return True


def _fill(host: Host, base: Base, *, workers: int | None, progress: Progress | None) -> None:
    from lab.data import load
    from lab.opening.migrating import migrate

    building = host.open(BUILDING)
    try:
        migrate(building.url)
        load(building, scale=base.scale, seed=base.seed, workers=workers, progress=progress)
    finally:
        building.close()


def require_labs_own(database: ListedDatabase, *notes: str) -> None:
    """Nothing is used or dropped that the lab did not make: its comment tells, not its name.

    Raises:
        LabError: the comment begins with none of the lab's, or of those given.
    """
    if not database.note.startswith(notes or NOTES):
        raise LabError(
            f"Database '{database.name}' was not made by the lab, so the lab leaves it alone",
            hint="Use another name, or rename that database",
        )
