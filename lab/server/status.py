"""What is known of a cluster: its state, and where it answers."""

from dataclasses import dataclass
from pathlib import Path

from lab.server.postmaster import Postmaster

SUPERUSER = "lab"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running cluster answers. `host` is the socket's folder, or 127.0.0.1."""

    host: str
    port: int
    user: str = SUPERUSER
    tcp_port: int | None = None

    @property
    def needs_password(self) -> bool:
        """Through the socket none is asked: its folder is the owner's alone."""
        return self.host == "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Status:
    """What is known of a cluster; `state` is "running", "stopped" or "not made"."""

    state: str
    home: Path
    version: str
    pid: int | None = None
    address: Address | None = None

    def __repr__(self) -> str:
        running = f", pid {self.pid}" if self.pid else ""
        tcp = f", port {self.address.tcp_port}" if self.address and self.address.tcp_port else ""
        return f"PostgreSQL {self.version} {self.state}{running}{tcp}, in {_from_home(self.home)}"


def address_of(postmaster: Postmaster) -> Address:
    """Where a server answers, by its own word."""
    tcp_port = postmaster.port if postmaster.listen else None
    host = postmaster.socket_folder or postmaster.listen
    return Address(host=host, port=postmaster.port, tcp_port=tcp_port)


def _from_home(folder: Path) -> str:
    """The folder as people write it: `~` for their own."""
    if folder.is_relative_to(Path.home()):
        return str(Path("~") / folder.relative_to(Path.home()))
    return str(folder)
