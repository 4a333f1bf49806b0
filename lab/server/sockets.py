"""Where a server listens: the folder of its socket, and a free TCP port."""

import contextlib
import hashlib
import os
import shutil
import socket
import stat
import tempfile
from pathlib import Path

from lab.errors import ServerError
from lab.server.account import Account
from lab.server.home import Folders, let_enter, make_servers_folder

SOCKET_FILE = ".s.PGSQL.65535"
SOCKET_PATH_LIMIT = 103
"""Bytes of a socket's path that fit in sockaddr_un everywhere (macOS 104, Linux 108, with NUL)."""


def socket_folder(folders: Folders) -> Path:
    """The folder of the server's socket: in the cluster, or a short one where that is too long.

    On Windows the server uses TCP, and nothing is put there.
    """
    inside = folders.cluster / "socket"
    if os.name == "nt" or len(os.fsencode(inside / SOCKET_FILE)) <= SOCKET_PATH_LIMIT:
        return inside
    mark = hashlib.sha256(os.fsencode(folders.home)).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"lab-{mark}" / "socket"


def make_socket_folder(folders: Folders, account: Account | None) -> Path:
    """Create the socket's folder where it is missing.

    Raises:
        ServerError: the short folder exists and belongs to somebody else.
    """
    chosen = socket_folder(folders)
    if os.name == "nt":
        return chosen
    if chosen.parent != folders.cluster:
        with contextlib.suppress(FileExistsError):
            chosen.parent.mkdir(mode=0o700)
        if not _is_own_folder(chosen.parent):
            raise ServerError(
                f"The socket's folder {chosen.parent} belongs to somebody else",
                hint="Set LAB_HOME to a folder with a shorter path",
            )
        let_enter(chosen.parent, account)
    make_servers_folder(chosen, account)
    return chosen


def remove_socket_folder(folders: Folders) -> None:
    """Remove the short folder, if there is one; the other goes with the cluster."""
    chosen = socket_folder(folders)
    if chosen.parent != folders.cluster and _is_own_folder(chosen.parent):
        if chosen.exists():
            shutil.rmtree(chosen)
        chosen.parent.rmdir()


def _is_own_folder(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


def free_port(wanted: int | None) -> int:
    """The wanted port if it is free, or any that is."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted or 0))
        except OSError as error:
            raise ServerError(
                f"Port {wanted} is not free: {error.strerror}",
                hint="Choose another, or leave it out for a free one: 'lab db start --tcp'",
            ) from None
        return int(probe.getsockname()[1])
