"""The folders of the lab's own server: where they are, whose they are, how files get there.

Root never writes into a folder in which the server's account could plant a link: root keeps what
it writes in folders of its own, which that account may enter and read.
"""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from lab.errors import ServerError
from lab.server.account import Account, can_enter

NAME = "schema-query-lab"
ANOTHER = "Set LAB_HOME to another folder"


@dataclass(frozen=True, slots=True)
class Folders:
    """The parts of a home. Root's lab owns them all but `data`, `log` and the socket's folder."""

    home: Path

    @property
    def cluster(self) -> Path:
        """All that a reset removes."""
        return self.home / "cluster"

    @property
    def marker(self) -> Path:
        """Says that the lab made the folder of the cluster, and may remove it."""
        return self.cluster / "made-by-lab"

    @property
    def data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.cluster / "data"

    @property
    def unfinished(self) -> Path:
        """A data directory that is being made or removed."""
        return self.cluster / "data.new"

    @property
    def settings(self) -> Path:
        """The settings for the cluster's whole life."""
        return self.cluster / "lab.conf"

    @property
    def start_settings(self) -> Path:
        """The settings of one start."""
        return self.cluster / "lab.start.conf"

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
        """Held while the cluster is made, started, stopped or removed; a reset leaves it."""
        return self.home / "lab.lock"


def default_home() -> Path:
    """The user's data folder; for root one that an unprivileged account can enter."""
    if os.name != "nt" and os.geteuid() == 0:
        return platformdirs.site_state_path(NAME)
    return platformdirs.user_data_path(NAME, appauthor=False)


@contextlib.contextmanager
def told(home: Path) -> Iterator[None]:
    """What the machine refuses inside, as an error that says what to do."""
    try:
        yield
    except OSError as error:
        raise ServerError(
            f"{error.filename or home} cannot be used: {error.strerror or error}",
            hint="Set LAB_HOME to a folder that you can write to",
        ) from error


def is_made_by_lab(folders: Folders, account: Account | None) -> bool:
    """Whether the lab has made the cluster's folder; False where there is none, or an empty one.

    Raises:
        ServerError: there is one, and the lab did not make it, or not as root for root.
    """
    try:
        found = folders.cluster.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    if account is not None and found.st_uid != os.geteuid():
        raise ServerError(
            f"{folders.cluster} belongs to another user",
            hint=f"Run the lab as that user, not as root. Or: {ANOTHER}",
        )
    # One listing: the mark is the first to appear and the last to go, whatever others do meanwhile.
    names = _names_in(folders.cluster) if stat.S_ISDIR(found.st_mode) else {"no folder"}
    if names and folders.marker.name not in names:
        raise ServerError(f"{folders.cluster} is a folder that the lab did not make", hint=ANOTHER)
    return bool(names)


def _names_in(folder: Path) -> set[str]:
    try:
        return {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return set()


def make_home(home: Path, account: Account | None) -> None:
    """Create the home if it is missing.

    Raises:
        ServerError: the server's account cannot enter it, or could change what root writes there.
    """
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    if account is None:
        return
    if not can_enter(account, home):
        raise ServerError(
            f"The server's account '{account.name}' cannot enter {home}",
            hint=f"Set LAB_HOME to a folder open to it, such as {default_home()}",
        )
    found, resolved = home.stat(), home.resolve()
    owners = {folder.stat().st_uid for folder in (resolved, *resolved.parents)}
    if found.st_uid != os.geteuid() or found.st_mode & 0o022 or account.uid in owners:
        raise ServerError(
            f"{home} can be changed by others than root, who runs the lab",
            hint=f"Set LAB_HOME to a folder that the lab can make, such as {default_home()}",
        )


def make_cluster_folder(folders: Folders, account: Account | None) -> None:
    """Create the cluster's folder, with the lab's mark, unless the lab has made it before."""
    if is_made_by_lab(folders, account):
        return
    folders.cluster.mkdir(mode=0o700, exist_ok=True)
    let_enter(folders.cluster, account)
    folders.marker.touch(exist_ok=False)


def remove_cluster_folder(folders: Folders) -> None:
    """Remove what the lab has made, the mark last: what is interrupted can be done again."""
    shutil.rmtree(folders.unfinished, ignore_errors=True)
    if folders.data.exists():
        folders.data.rename(folders.unfinished)
    for path in folders.cluster.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != folders.marker:
            path.unlink()
    folders.marker.unlink()
    folders.cluster.rmdir()


def let_enter(folder: Path, account: Account | None) -> None:
    """Let the server's account, and nobody else, into a folder; not to write under root."""
    if account is None:
        folder.chmod(0o700)
    else:
        os.chown(folder, os.geteuid(), account.gid, follow_symlinks=False)
        folder.chmod(0o750)


def make_servers_folder(folder: Path, account: Account | None) -> None:
    """Create a folder that is the server's alone; the one above it is the caller's own."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def write_for_server(path: Path, text: str, account: Account | None) -> None:
    """Write a file that the server's account can read; it is there completely or not at all."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write(text)
        if account is not None:
            os.fchown(file.fileno(), os.geteuid(), account.gid)
            os.fchmod(file.fileno(), 0o640)
    unfinished.replace(path)


def append_as_server(path: Path, text: str, account: Account | None) -> None:
    """Append to a file of the server's own, which may be no link to one that is not."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0))
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        if account is not None and os.fstat(file.fileno()).st_uid != account.uid:
            raise ServerError(f"{path} is not the server's own file", hint=ANOTHER)
        file.write(text)
