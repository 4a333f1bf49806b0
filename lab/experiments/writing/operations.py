"""The writes themselves: a row at a time, in batches that go round the variants in random order.

Each batch is one call of a function under EXPLAIN (ANALYZE, WAL), which counts what this session
alone writes: rows, their index entries, page splits.
"""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from sqlalchemy import ClauseElement, Connection, func, insert, select, text

from lab.experiments.writing.copies import WARM_UP, Copies, Copy, table_of
from lab.experiments.writing.figures import DELETE, INSERT, Operation
from lab.experiments.writing.updates import choose_updates
from lab.plans.running import Explain

COUNTED = (Path(__file__).parent / "counted.sql").read_text(encoding="utf-8")
MOST_BATCHES = 12
OPTIONS = {"ANALYZE": "ON", "WAL": "ON", "TIMING": "OFF", "BUFFERS": "OFF", "FORMAT": "JSON"}


@dataclass(frozen=True, slots=True)
class Wal:
    """What one statement wrote, and the time it took in ms; `images` are whole pages."""

    records: int
    bytes: int
    images: int
    ms: float


def measure_operations(
    connection: Connection, copies: Copies, column: str | None = None
) -> tuple[tuple[Operation, ...], ...]:
    """The operations of each copy; an update is missing where no column fits it.

    Raises:
        LabError: the wanted column is not there, or cannot be given other rows' values.
    """
    shuffled = np.random.default_rng(0)
    updates = choose_updates(connection, copies, column)
    found = [
        _measure(connection, copies, (name, updated), shuffled)
        for name, updated in ((INSERT, ""), *updates, (DELETE, ""))
    ]
    return tuple(zip(*found, strict=True))


def checkpoint_began(connection: Connection, copies: Copies) -> bool:
    """Whether a checkpoint began since the copies were made: then pages go to the WAL as a whole.

    The canary's page was written before the copies', so one row more shows it.
    """
    canary = table_of(copies.shared, "canary")
    return write(connection, insert(canary).values(number=2)).images > 0


def write(connection: Connection, statement: ClauseElement) -> Wal:
    """Run a statement, and count the WAL that it and all that it calls write."""
    explained = connection.execute(Explain(statement, OPTIONS)).scalar_one()[0]
    plan = explained["Plan"]
    return Wal(
        records=plan["WAL Records"],
        bytes=plan["WAL Bytes"],
        images=plan["WAL FPI"],
        ms=explained["Execution Time"],
    )


def _measure(
    connection: Connection,
    copies: Copies,
    operation: tuple[str, str],
    shuffled: np.random.Generator,
) -> list[Operation]:
    """One operation on every copy, batch by batch; it has a name, and the column it updates."""
    name, column = operation
    for copy in copies.each:
        write(connection, _call(copy, name, 0, WARM_UP))
    counted = [_counted(connection, copy) for copy in copies.each]
    rows = copies.written - WARM_UP
    edges = np.linspace(WARM_UP, copies.written, min(MOST_BATCHES, rows) + 1).astype(int).tolist()
    spent: list[list[Wal]] = [[] for _ in copies.each]
    for start, end in pairwise(edges):
        for at in shuffled.permutation(len(copies.each)):
            statement = _call(copies.each[at], name, start, end - start)
            spent[at].append(write(connection, statement))
    sizes = [end - start for start, end in pairwise(edges)]
    return [
        Operation(
            name=name,
            column=column,
            rows=rows,
            wal_bytes=sum(wal.bytes for wal in own) / rows,
            wal_records=sum(wal.records for wal in own) / rows,
            batch_ms=tuple(wal.ms / size for wal, size in zip(own, sizes, strict=True)),
            hot_ratio=_hot_ratio(before, _counted(connection, copy)) if column else None,
        )
        for copy, own, before in zip(copies.each, spent, counted, strict=True)
    ]


def _call(copy: Copy, name: str, skipped: int, rows: int) -> ClauseElement:
    return select(getattr(getattr(func, copy.schema), name)(skipped, rows))


def _counted(connection: Connection, copy: Copy) -> tuple[int, int]:
    row = connection.execute(text(COUNTED), {"oid": copy.oid}).one()
    return row.updated, row.hot


def _hot_ratio(before: tuple[int, int], after: tuple[int, int]) -> float | None:
    updated, hot = (last - first for first, last in zip(before, after, strict=True))
    return hot / updated if updated else None
