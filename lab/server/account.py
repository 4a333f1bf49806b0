"""As whom the server runs: PostgreSQL refuses root, so root's server runs as another account."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lab.errors import ServerError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged account of this machine."""

    name: str
    uid: int
    gid: int

    def subprocess_arguments(self) -> dict[str, Any]:
        """What makes `subprocess` run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_account() -> Account | None:
    """The account for the server: None (the caller's own) except for root.

    Raises:
        ServerError: root, and the machine has none of the accounts that could run a server.
    """
    if os.name == "nt" or os.geteuid() != 0:
        return None
    import pwd

    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServerError(
        "PostgreSQL does not run as root, and this machine has no account "
        + " or ".join(f"'{name}'" for name in CANDIDATES),
        hint="Run the lab as another user, or create such an account with 'useradd postgres'",
    )


def can_enter(account: Account, path: Path) -> bool:
    """Whether the account may search every folder down to `path`, by the permission bits."""
    for folder in (path := path.resolve(), *path.parents):
        status = folder.stat()
        if status.st_uid == account.uid:
            allowed = status.st_mode & 0o100
        elif status.st_gid == account.gid:
            allowed = status.st_mode & 0o010
        else:
            allowed = status.st_mode & 0o001
        if not allowed:
            return False
    return True
