"""What a foreign key adds to an insert: it locks the row that is referred to.

The check runs SELECT ... FOR KEY SHARE on the parent (PostgreSQL's ri_triggers.c), once for each
parent and transaction. Here it is run on the referenced keys alone, in a table of their own:
nothing of the real parent is locked, and the state of its pages does not count.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, func, literal, select
from sqlalchemy.sql.ddl import CreateTableAs

from lab.experiments.writing.copies import Copies, table_of
from lab.experiments.writing.figures import Lock
from lab.experiments.writing.operations import write
from lab.experiments.writing.target import ForeignKey


def measure_locks(
    connection: Connection, copies: Copies, keys: Sequence[ForeignKey]
) -> tuple[Lock, ...]:
    """What the keys add to a row that is inserted in a transaction of its own."""
    return tuple(_measure(connection, copies, key, f"parents_{at}") for at, key in enumerate(keys))


def _measure(connection: Connection, copies: Copies, key: ForeignKey, name: str) -> Lock:
    given = table_of(copies.shared, "given", *key.columns)
    inserted = select(given).offset(copies.filled).subquery()
    refers = [column.is_not(None) for column in inserted.c]
    referring = connection.execute(select(func.count()).select_from(inserted).where(*refers))
    held = select(inserted).where(*refers).distinct()
    connection.execute(CreateTableAs(held, name, schema=copies.shared))
    parents = table_of(copies.shared, name)
    distinct = connection.execute(select(func.count()).select_from(parents)).scalar_one()
    locking = select(literal(1)).select_from(parents).with_for_update(read=True, key_share=True)
    wal = write(connection, locking)
    locks_a_row = referring.scalar_one() / copies.written
    return Lock(
        constraint=key.name,
        columns=key.columns,
        parent=key.parent,
        wal_bytes=locks_a_row * wal.bytes / max(distinct, 1),
        wal_records=locks_a_row * wal.records / max(distinct, 1),
    )
