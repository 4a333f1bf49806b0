"""What a server can do: its version, rights, extensions, and whether a pooler stands before it."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, text

from lab.database.driver import raw_connection
from lab.errors import ConnectError

OLDEST_VERSION_NUM = 140000
STATEMENT = (Path(__file__).parent / "capabilities.sql").read_text()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one server can do for the connecting user.

    `read_only`: a standby, which nothing can write to. `pooler`: the server that answers is not
    the one connected to, so that what a session sets may be lost between two transactions.
    """

    version: str
    version_num: int
    superuser: bool
    extensions: tuple[str, ...]
    read_only: bool
    pooler: bool

    def __repr__(self) -> str:
        notes = [f"PostgreSQL {self.version}", f"{len(self.extensions)} extensions available"]
        notes += ["superuser"] if self.superuser else []
        notes += ["read-only standby"] if self.read_only else []
        notes += ["behind a pooler"] if self.pooler else []
        return ", ".join(notes)

    @property
    def server_version_num(self) -> int:
        """PostgreSQL's own name for `version_num`, such as 180006."""
        return self.version_num


def read_capabilities(connection: Connection) -> Capabilities:
    """Ask the server what it can do.

    Raises:
        ConnectError: it is older than PostgreSQL 14.
    """
    row = connection.execute(text(STATEMENT)).one()
    if row.version_num < OLDEST_VERSION_NUM:
        raise ConnectError(
            f"PostgreSQL {row.version} is too old for the lab", hint="Use PostgreSQL 14 or newer"
        )
    return Capabilities(
        version=row.version.split(" ")[0],
        version_num=row.version_num,
        superuser=row.superuser,
        extensions=tuple(row.extensions),
        read_only=row.in_recovery,
        # A pooler hands out a backend key of its own.
        pooler=raw_connection(connection).info.backend_pid != row.backend_pid,
    )
