"""How far the sequences of a database have come, read so that nobody has to wait for the reader."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from lab.database import set_locally
from lab.schema.catalog.queries import Row, read_settled

MOST = 1_000
"""Sequences; each one is locked, and the server's table of locks belongs to all its sessions."""
WAIT_MS = 100
"""Below deadlock_timeout (1 s): whoever drops what was locked here gets it before he is told no."""


def read_last_values(connection: Connection, sequences: Iterable[Row]) -> Mapping[int, int]:
    """The last value of each sequence that can run out, by its oid; of the largest tables first.

    `pg_sequence_last_value` keeps its lock until the end of the transaction, so this is the last
    thing to ask for: with a lock in hand and another one waited for, a DROP of both would come to a
    deadlock. Left out are sequences of bigint, which nobody uses up.
    """
    largest = sorted((each for each in sequences if each["small"]), key=lambda each: -each["rows"])
    oids = [each["sequence_oid"] for each in largest[:MOST]]
    # Rolled back, so that the timeout is as it was.
    savepoint = connection.begin_nested()
    try:
        set_locally(connection, "lock_timeout", f"{WAIT_MS}ms")
        rows = read_settled(connection, "last_values", sequences=oids)
    finally:
        savepoint.rollback()
    return {row["sequence_oid"]: row["last_value"] for row in rows}
