"""Sending the rows of one table by COPY, while the next chunks are being made."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from psycopg import sql
from sqlalchemy import Connection

from lab.data.batches import Recipe
from lab.data.crew import Crew
from lab.data.encoding import HEADER, TRAILER, copy_order, encode, rows_of
from lab.data.ledger import enter_part, fill_in_part
from lab.data.progress import Progress
from lab.data.shares import WHOLE, Share
from lab.data.statements import run_as_written
from lab.database import set_locally
from lab.database.driver import raw_connection
from lab.errors import LoadError

AHEAD = 2
"""Chunks made in advance: enough to keep the server busy, and all the memory that a load needs."""


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table that are sent in one transaction."""

    recipe: Recipe
    seed: int
    users: int
    share: Share = WHOLE

    @property
    def chunks(self) -> range:
        """The chunks of the table that belong to the share."""
        return self.share.of(self.recipe.chunks(self.users))

    @property
    def rows(self) -> int:
        """How many rows the part has."""
        batches = (self.recipe.batch(self.seed, self.users, chunk) for chunk in self.chunks)
        return sum(self.recipe.rows_of(batch) for batch in batches)

    def payload(self, chunk: int) -> tuple[int, memoryview]:
        """How many rows one chunk has, and the rows as COPY BINARY."""
        columns = self.recipe.make(self.recipe.batch(self.seed, self.users, chunk))
        return rows_of(next(iter(columns.values()))), encode(columns)

    def columns(self) -> tuple[str, ...]:
        """The table's columns in the order in which they are sent."""
        return copy_order(self.recipe.make(self.recipe.batch(self.seed, self.users, 0)))


def longest_first(parts: Sequence[Part]) -> list[Part]:
    """In the order in which threads should take them, so that none is left with the longest."""
    return sorted(parts, key=lambda part: -part.recipe.rows(part.users))


def send(part: Part, crew: Crew, progress: Progress) -> None:
    """Load one part in a transaction of its own; nothing happens if the ledger has it already.

    A whole table is emptied first, and its rows arrive frozen: nobody has to visit them again to
    see that they are committed.
    """
    table, whole = part.recipe.table, part.share == WHOLE
    with crew.connection() as connection:
        set_locally(connection, "statement_timeout", "0")
        if not enter_part(connection, table, part.share.number):
            return
        if whole:
            truncate = sql.SQL("TRUNCATE {}").format(sql.Identifier(table))
            run_as_written(connection, truncate)
        sent = _copy(connection, part, crew, progress)
        fill_in_part(connection, table, part.share.number, sent)
        connection.commit()


def _copy(connection: Connection, part: Part, crew: Crew, progress: Progress) -> int:
    table, sent = part.recipe.table, 0
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary, FREEZE {})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, part.columns())),
        sql.SQL("true" if part.share == WHOLE else "false"),
    )
    with raw_connection(connection).cursor() as cursor:
        with cursor.copy(statement) as copy:
            copy.write(HEADER)
            for rows, payload in _made_ahead(part):
                copy.write(payload)
                sent += rows
                crew.report(partial(progress.advance, table, rows))
            copy.write(TRAILER)
        if cursor.rowcount != sent:
            raise LoadError(f"Of {sent} rows of '{table}', {cursor.rowcount} arrived")
    return sent


def _made_ahead(part: Part) -> Iterator[tuple[int, memoryview]]:
    """The payloads in order, each made while those before it are being sent."""
    waiting: deque[Future[tuple[int, memoryview]]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix=f"make-{part.recipe.table}") as maker:
        for chunk in part.chunks:
            waiting.append(maker.submit(part.payload, chunk))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
