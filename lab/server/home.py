"""The folders of the lab's own server: where they are, who owns them, where the socket goes."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from lab.errors import ServerError
from lab.server.account import Account, can_enter

NAME = "schema-query-lab"
SOCKET_FILE = ".s.PGSQL.65535"
SOCKET_PATH_LIMIT = 103
"""Bytes of a socket's path that fit in sockaddr_un everywhere (macOS 104, Linux 108, with NUL)."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The parts of a home. Everything below `cluster` belongs to the server's account."""

    home: Path

    @property
    def cluster(self) -> Path:
        """All that a reset removes."""
        return self.home / "cluster"

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.cluster / "data"

    @property
    def log(self) -> Path:
        """What the server writes about itself."""
        return self.cluster / "server.log"

    @property
    def password(self) -> Path:
        """The password for connections over TCP; through the socket none is asked."""
        return self.cluster / "password"

    @property
    def lock(self) -> Path:
        """Held while the cluster is made, started or stopped, and while a base is loaded."""
        return self.home / "lock"


def default_home() -> Path:
    """The user's data folder; for root one that an unprivileged account can enter."""
    if os.name != "nt" and os.geteuid() == 0:
        return platformdirs.site_state_path(NAME)
    return platformdirs.user_data_path(NAME, appauthor=False)


def make_home(home: Path, account: Account | None) -> Folders:
    """Create what is missing of a home.

    Raises:
        ServerError: it cannot be written, or the server's account cannot enter it.
    """
    folders = Folders(home.expanduser().absolute())
    try:
        folders.home.mkdir(parents=True, exist_ok=True)
        folders.cluster.mkdir(mode=0o700, exist_ok=True)
        folders.lock.touch()
        if account is not None:
            os.chown(folders.cluster, account.uid, account.gid)
    except OSError as error:
        raise ServerError(
            f"The lab's folder {folders.home} cannot be used: {error.strerror}",
            hint="Set LAB_HOME to a folder that you can write to",
        ) from error
    if account is not None and not can_enter(account, folders.home):
        raise ServerError(
            f"The server's account '{account.name}' cannot enter {folders.home}",
            hint=f"Set LAB_HOME to a folder open to it, such as {default_home()}",
        )
    return folders


def socket_folder(folders: Folders, account: Account | None) -> Path:
    """The folder of the server's socket: in the cluster, or a short one where that is too long.

    On Windows the server uses TCP, and nothing is put there.

    Raises:
        ServerError: the short folder exists and belongs to somebody else.
    """
    inside = folders.cluster / "socket"
    if os.name == "nt":
        return inside
    if len(os.fsencode(inside / SOCKET_FILE)) <= SOCKET_PATH_LIMIT:
        chosen = inside
    else:
        mark = hashlib.sha256(os.fsencode(folders.home)).hexdigest()[:10]
        chosen = Path(tempfile.gettempdir()) / f"lab-{mark}"
    chosen.mkdir(mode=0o700, exist_ok=True)
    owner = chosen.lstat().st_uid
    wanted = os.geteuid() if account is None else account.uid
    if account is not None and owner == os.geteuid():
        os.chown(chosen, account.uid, account.gid)
    elif owner != wanted or chosen.is_symlink():
        raise ServerError(
            f"The socket's folder {chosen} belongs to somebody else",
            hint="Set LAB_HOME to a folder with a shorter path",
        )
    return chosen
