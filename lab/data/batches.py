"""What a table's file is asked for, and what it declares about itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from lab.data.encoding import Column
from lab.data.streams import CHUNK, Ints, Stream

ORDERS_PER_USER = 10
TASKS_PER_USER = 5


@dataclass(frozen=True, slots=True)
class Batch:
    """One chunk of work: driving rows `first` to `first + count`, numbered from 0."""

    seed: int
    users: int
    chunk: int
    first: int
    count: int

    @property
    def index(self) -> Ints:
        """The numbers of the driving rows."""
        return np.arange(self.first, self.first + self.count, dtype=np.int64)

    def stream(self, column: str) -> Stream:
        """The random bits of one column, named `table.column`."""
        return Stream(self.seed, column, self.chunk)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the rows of one table are made.

    Chunks count driving rows: those of the table itself, or of the parent that its rows go with.
    """

    table: str
    rows_per_ten_users: int
    driving_rows_per_ten_users: int
    make: Callable[[Batch], Mapping[str, Column]]

    def rows(self, users: int) -> int:
        """How many rows the table has."""
        return self.rows_per_ten_users * users // 10

    def chunks(self, users: int) -> int:
        """How many chunks the table is made in."""
        return -(-self._driving_rows(users) // CHUNK)

    def batch(self, seed: int, users: int, chunk: int) -> Batch:
        """The work of one chunk."""
        first = chunk * CHUNK
        return Batch(seed, users, chunk, first, min(CHUNK, self._driving_rows(users) - first))

    def rows_of(self, batch: Batch) -> int:
        """How many rows one chunk has."""
        return batch.count * self.rows_per_ten_users // self.driving_rows_per_ten_users

    def _driving_rows(self, users: int) -> int:
        return self.driving_rows_per_ten_users * users // 10
