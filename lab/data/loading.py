"""Loading synthetic rows: the tables stripped, the rows sent side by side, the keys put back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from lab.data.beginning import Left, begin, empty_again, join
from lab.data.copying import Part, longest_first, send
from lab.data.crew import Crew
from lab.data.finishing import WORKERS, complete
from lab.data.ledger import Load
from lab.data.locking import sole_loader
from lab.data.progress import Progress, shown_to
from lab.data.shares import Share
from lab.data.sizes import users_at
from lab.data.tables import recipes
from lab.database import Database, told
from lab.database.messages import SEE_PATTERNS
from lab.errors import LabError, LoadError

MEND = "Mend what it names, and load again"


@dataclass(frozen=True, slots=True, repr=False)
class Loaded:
    """What a load has done; `time_s` is the wall clock's."""

    load: Load
    rows: int
    time_s: float

    def __repr__(self) -> str:
        return f"Loaded {self.rows:,} rows in {self.time_s:.1f} s ({self.load})"


def load(
    db: Database,
    *,
    scale: float,
    seed: int,
    workers: int | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Loaded:
    """Fill the tables of the taught schema; afterwards they are indexed and analyzed.

    The same scale and seed give the same rows. A failure or Ctrl-C leaves the tables empty.

    Args:
        db: a database that has the tables; empty ones, unless `replace`.
        scale: 1 is 200,000 orders and everything else in proportion.
        seed: which of the many databases of this scale.
        workers: how many tables are loaded at a time.
        replace: whether rows that are there may be thrown away.
        progress: who is told; None for a bar on the terminal.

    Raises:
        LoadError: the scale is none, there are rows, no room; or it failed half-way.
        WriteRefusedError: the server is not the lab's own and writes were not allowed.
    """
    db.require_writes("Loading")
    wanted = Load(scale, seed)
    parts = [Part(recipe, seed, users_at(scale)) for recipe in recipes().values()]
    began = time.monotonic()
    with shown_to(progress) as shown, told(), sole_loader(db):
        begin(db, wanted, replace=replace)
        with _nothing_half_done(db):
            _send_all(db, parts, workers, shown)
            complete(db, workers=workers, progress=shown)
    return Loaded(wanted, _rows(parts), time.monotonic() - began)


def load_share(
    db: Database,
    *,
    scale: float,
    seed: int,
    share: Share,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Load one share of several, such as Share(1, 4); `finish` follows when all are there.

    Any number of machines may load shares of the same database at a time, in any order. A share
    that fails or is stopped can be loaded again; what it had done of whole tables stays.

    Raises:
        LoadError: the scale is none, another load is under way here; or it failed.
        WriteRefusedError: the server is not the lab's own and writes were not allowed.
    """
    db.require_writes("Loading")
    users = users_at(scale)
    parts = [Part(recipe, seed, users, share) for recipe in recipes().values()]
    wanted, began = Load(scale, seed, share.total), time.monotonic()
    with shown_to(progress) as shown, told(), sole_loader(db, of_a_share=True):
        join(db, wanted)
        _send_all(db, parts, workers, shown)
    return Loaded(wanted, _rows(parts), time.monotonic() - began)


def _send_all(db: Database, parts: list[Part], workers: int | None, progress: Progress) -> None:
    progress.begin(_rows(parts))
    crew = Crew(db.engine, workers or WORKERS)
    crew.do([partial(send, part, crew, progress) for part in longest_first(parts)])


def _rows(parts: list[Part]) -> int:
    return sum(part.rows for part in parts)


@contextmanager
def _nothing_half_done(db: Database) -> Iterator[None]:
    """Whatever fails inside, the tables are emptied and get their keys back, and it is said so."""
    whole, left = False, Left("")
    try:
        try:
            with told():
                yield
            whole = True
        finally:
            if not whole:
                left = empty_again(db)
    except LabError as error:
        hint = left.hint or error.hint.replace(SEE_PATTERNS, MEND)
        raise LoadError(f"The load failed: {error.message}; {left.state}", hint=hint) from error
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(f"The load was stopped; {left}") from stop
