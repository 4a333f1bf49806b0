"""Whether the process that a data folder names as its server is that server.

A pid alone proves nothing: after a crash or in a new container it may be anybody's.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

from lab.errors import ServerError

CLOCK_TOLERANCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What postmaster.pid says (miscinit.c, AddToDataDirLockFile): one value a line."""

    pid: int
    data: Path
    started: int
    port: int
    socket_folder: str
    listen: str
    status: str


def read_postmaster(data: Path) -> Postmaster | None:
    """The contents of a data folder's postmaster.pid, or None where there is no complete one."""
    try:
        lines = os.fsdecode((data / "postmaster.pid").read_bytes()).splitlines()
    except FileNotFoundError:
        return None
    lines += [""] * (8 - len(lines))
    if not (lines[0].lstrip("-").isdigit() and lines[2].isdigit()):
        return None
    return Postmaster(
        pid=abs(int(lines[0])),
        data=Path(lines[1]),
        started=int(lines[2]),
        port=int(lines[3] or 0),
        socket_folder=lines[4],
        listen=lines[5],
        status=lines[7].strip(),
    )


def is_alive(postmaster: Postmaster) -> bool:
    """Whether the named process is this server: not gone, and not proved to be another.

    Raises:
        ServerError: there is such a process, and nothing proves whose it is.
    """
    try:
        process = psutil.Process(postmaster.pid)
        if not process.name().startswith("postgres") or process.status() == psutil.STATUS_ZOMBIE:
            return False
        if process.create_time() <= postmaster.started + CLOCK_TOLERANCE_S:
            return True
        # A server that names the folder is ours even if the machine's clock has jumped since.
        # Asked last: macOS shows the command line of one's own processes only.
        return str(postmaster.data) in process.cmdline()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        raise ServerError(
            f"Process {postmaster.pid}, named in {postmaster.data}, cannot be looked at",
            hint="Run the lab as the user who started it, or end that process",
        ) from None


def remove_stale_files(data: Path, socket_folder: Path) -> None:
    """Remove the lock files of a server that is proved gone, so that a new one can start.

    PostgreSQL itself refuses to start while *any* process has the recorded pid.
    """
    (data / "postmaster.pid").unlink(missing_ok=True)
    for path in socket_folder.glob(".s.PGSQL.*"):
        path.unlink(missing_ok=True)
