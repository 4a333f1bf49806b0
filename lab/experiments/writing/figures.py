"""What writes cost under one set of indexes: figures by operation, each per written row."""

from dataclasses import dataclass
from statistics import median

from lab.experiments.named import find_named

INSERT, DELETE = "insert", "delete"
UPDATE_INDEXED, UPDATE_UNINDEXED = "update_indexed", "update_unindexed"


@dataclass(frozen=True, slots=True)
class Operation:
    """One kind of write, a row at a time.

    Attributes:
        name: insert, update_unindexed, update_indexed or delete.
        column: what an update sets; empty for the others.
        rows: how many rows were written.
        wal_bytes: of WAL a row.
        wal_records: of WAL a row.
        batch_ms: the time a row, of each batch of rows.
        hot_ratio: the part of the updates that no index had to be told of; None for other
            operations, and where the server does not count (track_counts).
    """

    name: str
    column: str
    rows: int
    wal_bytes: float
    wal_records: float
    batch_ms: tuple[float, ...]
    hot_ratio: float | None = None

    @property
    def label(self) -> str:
        """The operation in words: `update status`."""
        return f"update {self.column}" if self.column else self.name

    @property
    def ms(self) -> float:
        """The time a row, the median of the batches."""
        return median(self.batch_ms)


@dataclass(frozen=True, slots=True)
class Lock:
    """What a foreign key adds to an insert that is a transaction of its own: it locks the parent.

    Attributes:
        constraint: the foreign key's name.
        columns: what refers to the parent.
        parent: the table whose row is locked.
        wal_bytes: a row; less than those of one lock where some rows refer to nothing.
        wal_records: a row.
    """

    constraint: str
    columns: tuple[str, ...]
    parent: str
    wal_bytes: float
    wal_records: float


@dataclass(frozen=True, slots=True)
class WriteFigures:
    """What writes to one table cost under one variant; the locks are not in the operations.

    `rows` is how many rows the copy had before, `indexes` how many indexes of every kind it has.
    """

    variant: str
    table: str
    rows: int
    indexes: int
    operations: tuple[Operation, ...]
    locks: tuple[Lock, ...]

    def __getitem__(self, name: str) -> Operation:
        return find_named(
            self.operations,
            name,
            lambda each: each.name,
            none=f"No operation '{name}' was measured",
        )

    def __contains__(self, name: object) -> bool:
        return any(operation.name == name for operation in self.operations)
