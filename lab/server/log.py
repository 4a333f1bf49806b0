"""The server's log: there before each start, never too large, and what one start added to it."""

import os
from pathlib import Path

from lab.server.account import Account

LIMIT_BYTES = 10_000_000


def ready_log(log: Path, account: Account | None) -> int:
    """The log's size, with a new file where there is none or a large one, which is kept once."""
    if log.exists() and log.stat().st_size > LIMIT_BYTES:
        log.replace(log.with_suffix(".old.log"))
    if not log.exists():
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        if account is not None:
            os.fchown(descriptor, account.uid, account.gid)
        os.close(descriptor)
    return log.stat().st_size


def read_log_since(log: Path, position: int) -> str:
    """What was written after a position."""
    with log.open("rb") as file:
        file.seek(position)
        return file.read().decode(errors="replace")
