"""The end of a load: keys and indexes, foreign keys, sequences, statistics."""

from collections.abc import Sequence
from functools import partial

from lab.data.crew import Crew
from lab.data.keys import put_back
from lab.data.ledger import Key, Ledger, close_ledger, read_ledger
from lab.data.locking import sole_loader
from lab.data.progress import Progress, shown_to
from lab.data.settling import checkpoint, set_sequence, vacuum
from lab.data.sizes import row_counts
from lab.data.tables import recipes
from lab.database import Database, set_locally, told
from lab.errors import LoadError
from lab.schema import ConstraintKind

WORKERS = 2


def finish(db: Database, *, workers: int | None = None, progress: Progress | None = None) -> None:
    """Put the keys and indexes back on, once every share of the load is there.

    May be called again after a failure: what is done already is not done twice.

    Raises:
        LoadError: no load was begun, or shares of it are missing.
        WriteRefusedError: the server is not the lab's own and writes were not allowed.
    """
    db.require_writes("Finishing a load")
    with shown_to(progress) as shown, told(), sole_loader(db):
        complete(db, workers=workers, progress=shown)


def complete(db: Database, *, workers: int | None, progress: Progress) -> None:
    """Everything that follows the rows; the caller has seen to it that no other loader works."""
    ledger = _whole_ledger(db)
    counts = row_counts(ledger.load.scale)
    tables = sorted(counts, key=lambda table: -counts[table])
    crew = Crew(db.engine, workers or WORKERS)
    foreign = [key for key in ledger.keys if key.kind == ConstraintKind.FOREIGN_KEY]
    own = [key for key in ledger.keys if key not in foreign]
    progress.say("keys and indexes")
    crew.do([partial(_build, crew, [k for k in own if k.table == table]) for table in tables])
    progress.say("foreign keys")
    crew.do([partial(_build, crew, foreign)])
    progress.say("vacuum and analyze")
    crew.do([partial(_settle, crew, table, counts[table]) for table in tables])
    with db.engine.connect() as connection:
        close_ledger(connection)
        connection.commit()
    progress.say("checkpoint")
    checkpoint(db.engine)


def _whole_ledger(db: Database) -> Ledger:
    with db.engine.connect() as connection:
        ledger = read_ledger(connection)
    if ledger is None:
        raise LoadError(
            f"No load was begun in '{db.name}'",
            hint="'lab load' loads and finishes; '--chunks 1/2' begins one in shares",
        )
    require_whole(ledger)
    return ledger


def require_whole(ledger: Ledger) -> None:
    """Refuse to finish a load of which something is missing.

    Raises:
        LoadError: a share was not loaded; the hint says how to.
    """
    load = ledger.load
    if missing := ledger.missing_shares(sorted(recipes())):
        names = ", ".join(f"{share}/{load.shares}" for share in missing)
        raise LoadError(
            f"Load unfinished: {load.shares - len(missing)} of {load.shares} shares; "
            f"missing {names}",
            hint=f"Run 'lab load --scale {load.scale:g} --seed {load.seed} "
            f"--chunks {missing[0]}/{load.shares}'",
        )
    for table, expected in row_counts(load.scale).items():
        found = sum(rows for (name, _), rows in ledger.parts.items() if name == table)
        if found != expected:
            raise LoadError(
                f"'{table}' has {found} rows where {expected} were to come",
                hint="Load it all again, by one version of the lab",
            )


def _build(crew: Crew, keys: Sequence[Key]) -> None:
    with crew.connection() as connection:
        set_locally(connection, "statement_timeout", "0")
        put_back(connection, keys)
        connection.commit()


def _settle(crew: Crew, table: str, rows: int) -> None:
    with crew.connection(autocommit=True) as connection:
        set_sequence(connection, table)
        vacuum(connection, table, rows)
