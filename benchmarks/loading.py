"""How fast orders are loaded: against the ORM, and against what the server can do at most.

Prints ratios from one run, in which the three paths take turns. The limit is the server's own COPY
of a premade binary file, with FREEZE, into an unlogged table without any constraint; our path makes
the rows, sends them, has them logged and every CHECK looked at.
"""

import contextlib
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from psycopg import sql
from sqlalchemy import text
from sqlalchemy.orm import Session

from lab.data import load
from lab.data.beginning import begin
from lab.data.copying import Part, send
from lab.data.crew import Crew
from lab.data.ledger import Load
from lab.data.progress import Silent
from lab.data.sizes import users_at
from lab.data.tables import recipes
from lab.database import Database, create_database, drop_database
from lab.models import Order, metadata
from lab.opening import Host, chosen_host

ROUNDS = 3
SEED, SCALE = 42, 5.0
ORDERS, SAMPLE = 1_000_000, 10_000
LEAST_OF_ORM, LEAST_OF_LIMIT, LONGEST_S = 50, 0.4, 15


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    host = chosen_host(allow_writes=True)
    with scratch(host) as db:
        of_orm, of_limit = measure_orders(db)
    with scratch(host) as db:
        whole = load(db, scale=1, seed=SEED)
    print(f"scale 1, loaded, indexed and vacuumed: {whole!r} (at most {LONGEST_S} s)")
    if sys.platform != "win32":
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"the loader's peak memory: {peak / (1e6 if sys.platform == 'darwin' else 1e3):.0f} MB"
        )
    good = of_orm >= LEAST_OF_ORM and of_limit >= LEAST_OF_LIMIT and whole.time_s <= LONGEST_S
    return 0 if good else 1


def measure_orders(db: Database) -> tuple[float, float]:
    """Our rows/s as multiples of the ORM's and of the limit; the median of the rounds."""
    begin(db, Load(SCALE, SEED), replace=False)
    send_orders(db)
    sample, file = read_sample(db), write_file(db)
    rounds = []
    try:
        for number in range(1, ROUNDS + 1):
            ours = ORDERS / timed(partial(send_orders, db))
            limit = ORDERS / timed(partial(copy_file, db, file))
            orm = SAMPLE / timed(partial(add_all, db, sample))
            rounds.append((ours / orm, ours / limit))
            print(f"round {number}: ORM {orm:,.0f}, ours {ours:,.0f}, limit {limit:,.0f} rows/s")
    finally:
        file.unlink()
    of_orm, of_limit = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(
        f"ours: {of_orm:.0f} x ORM (at least {LEAST_OF_ORM}), "
        f"{of_limit:.2f} of the limit (at least {LEAST_OF_LIMIT})"
    )
    return of_orm, of_limit


def send_orders(db: Database) -> None:
    """Our path: the orders generated, encoded, sent."""
    run(db, "DELETE FROM lab_load_7022026.part")
    crew = Crew(db.engine, 1)
    part = Part(recipes()["orders"], SEED, users_at(SCALE))
    crew.do([partial(send, part, crew, Silent())])


def add_all(db: Database, sample: list[dict[str, Any]]) -> None:
    """The ORM's path: objects, add_all, commit; the same table, without keys and indexes."""
    with Session(db.engine) as session:
        session.execute(text("TRUNCATE orders"))
        session.add_all([Order(**row) for row in sample])
        session.commit()


def copy_file(db: Database, file: Path) -> None:
    """The limit: the server reads the file itself."""
    copy = sql.SQL("COPY orders_unlogged FROM {} (FORMAT binary, FREEZE)")
    run(db, "TRUNCATE orders_unlogged", copy.format(sql.Literal(str(file))).as_string())


def read_sample(db: Database) -> list[dict[str, Any]]:
    """Some of the orders as the ORM takes them."""
    with db.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT * FROM orders LIMIT :sample"), {"sample": SAMPLE}
        ).mappings()
        return [{key: row[key] for key in row if key != "id"} for row in rows]


def write_file(db: Database) -> Path:
    """All orders in a file of the server's, and an unlogged table for them."""
    with db.engine.connect() as connection:
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    file = folder / "lab_bench_orders.bin"
    copy = sql.SQL("COPY orders TO {} (FORMAT binary)").format(sql.Literal(str(file)))
    run(db, copy.as_string(), "CREATE UNLOGGED TABLE orders_unlogged (LIKE orders)")
    return file


def run(db: Database, *statements: str) -> None:
    """Some statements in one transaction."""
    with db.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def timed(call: Callable[[], None]) -> float:
    """How many seconds a call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


@contextlib.contextmanager
def scratch(host: Host, name: str = "lab_bench_loading") -> Iterator[Database]:
    """A database with the lab's tables, dropped at the end."""
    with host.locked() as connection:
        drop_database(connection, name, missing_ok=True)
        create_database(connection, name)
        db = host.open(name)
        try:
            metadata.create_all(db.engine)
            yield db
        finally:
            db.close()
            drop_database(connection, name)


if __name__ == "__main__":
    sys.exit(main())
