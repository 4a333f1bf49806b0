"""`compare_inserts`: the same rows brought into the same table in several ways.

The server counts the statements: each has a command id of its own, which its rows carry as `cmin`
(PostgreSQL documentation, 5.6 System Columns). The table is made anew for every run and rolled
back, so that the log holds no image of an older page.
"""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.sql import literal_column
from sqlmodel import SQLModel

from lab.database import Database
from lab.errors import LabError, UnknownNameError
from lab.experiments.inserting.comparison import InsertComparison, MeasuredWay
from lab.experiments.inserting.ways import WAYS, Rows, table_of
from lab.experiments.pairs import noise_floor, paired_ratio, time_verdict

ROUNDS = 6
LOG_BYTES = "SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint"
"""How many bytes the server has written to its log since it was made."""
INDEXES_LAST = "COPY, then indexes"


def compare_inserts(
    db: Database,
    model: type[SQLModel],
    rows: Rows,
    *,
    ways: Sequence[str] = (),
    rounds: int = ROUNDS,
) -> InsertComparison:
    """Insert the rows in each way, count and weigh what the server did, and time it.

    Every run has a new table in a transaction that is rolled back. Two runs of each way are
    counted; then `rounds` interleaved rounds in random order are timed, the first way twice in
    each.

    Args:
        db: where; the model's table must not exist there.
        model: a SQLModel class with a table that refers to no other.
        rows: dictionaries of the same columns, with values as the driver takes them.
        ways: names out of `WAYS`, the first of them the baseline; empty for all but the last,
            which differs only where the model has secondary indexes.
        rounds: how many runs of each way are timed; from 6 on there is a verdict on time.

    Raises:
        LabError: rows of different columns or none, an unknown way, no round, the table exists, a
            way does not bring in every row, writes are not allowed.
    """
    db.require_writes("Inserting rows to compare the ways")
    names = _read_ways(ways)
    _require_equal_columns(rows)
    if rounds < 1:
        raise LabError(f"{rounds} rounds measure nothing", hint=f"Give {ROUNDS} or more")
    counted = {name: _count_twice(db, name, model, rows) for name in names}
    times = _time_rounds(db, names, model, rows, rounds)
    first = times[names[0]]
    floor = noise_floor(first, times[""])
    measured = []
    for name in names:
        ratio = paired_ratio(times[name], first)
        verdict = None if name == names[0] else time_verdict(ratio, floor)
        measured.append(MeasuredWay(name, len(rows), *counted[name], times[name], ratio, verdict))
    return InsertComparison(table_of(model).name, tuple(measured), floor)


def _read_ways(ways: Sequence[str]) -> list[str]:
    if isinstance(ways, str):
        raise LabError("The ways are not a list", hint=f"Write ways=['{ways}']")
    for name in ways:
        if name not in WAYS:
            known = ", ".join(f"'{each}'" for each in WAYS)
            raise UnknownNameError(f"No way '{name}' to insert", hint=f"There are {known}")
    if len(set(ways)) < len(ways):
        raise LabError("A way to insert is named twice", hint="Name each once")
    return list(ways) or [name for name in WAYS if name != INDEXES_LAST]


def _require_equal_columns(rows: Rows) -> None:
    if not rows:
        raise LabError("There are no rows to insert", hint="Give at least one")
    first = list(rows[0])
    for number, row in enumerate(rows):
        if list(row) != first:
            raise LabError(
                f"Row {number} has other columns than the first", hint=f"Give each {first}"
            )


def _count_twice(db: Database, way: str, model: type[SQLModel], rows: Rows) -> tuple[int, int, int]:
    """Of two runs the one with less WAL: now and then the server logs something of its own."""
    return min((_count(db, way, model, rows) for _ in range(2)), key=lambda counted: counted[1])


def _count(db: Database, way: str, model: type[SQLModel], rows: Rows) -> tuple[int, int, int]:
    """Statements, WAL bytes, and the bytes of the table's indexes."""
    table = table_of(model)
    with _new_table(db, table) as connection:
        before = connection.execute(text(LOG_BYTES)).scalar_one()
        WAYS[way](connection, model, rows)
        wal_bytes = connection.execute(text(LOG_BYTES)).scalar_one() - before
        statements = func.count(literal_column("cmin::text").distinct())
        asked = select(func.count(), statements).select_from(table)
        arrived, sent = connection.execute(asked).one()
        if arrived != len(rows):
            raise LabError(f"Of {len(rows)} rows, {arrived} arrived by '{way}'")
        name = connection.dialect.identifier_preparer.format_table(table)
        index_bytes = connection.execute(select(func.pg_indexes_size(name))).scalar_one()
    return sent, wal_bytes, index_bytes


def _time_rounds(
    db: Database, names: Sequence[str], model: type[SQLModel], rows: Rows, rounds: int
) -> Mapping[str, tuple[float, ...]]:
    """Milliseconds of each round by way; under "" those of the first way's second run."""
    shuffler = random.Random(rounds)
    taken: dict[str, list[float]] = {name: [] for name in [*names, ""]}
    for _ in range(rounds):
        for name in shuffler.sample(list(taken), len(taken)):
            with _new_table(db, table_of(model)) as connection:
                start = time.perf_counter()
                WAYS[name or names[0]](connection, model, rows)
                taken[name].append((time.perf_counter() - start) * 1000)
    return {name: tuple(each) for name, each in taken.items()}


@contextmanager
def _new_table(db: Database, table: Table) -> Iterator[Connection]:
    """A connection on which the table has just been made, empty; rolled back at the end."""
    with db.rolled_back() as connection:
        table.create(connection, checkfirst=False)
        yield connection
