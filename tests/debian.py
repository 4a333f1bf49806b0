"""Debian's PostgreSQL as a second server for tests: a cluster in a folder, started and stopped."""

import os
import socket
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.server.account import Account

DEBIAN = Path("/usr/lib/postgresql")


def debian_programs() -> list[Path]:
    """The folders of programs of the versions that are installed, the oldest first.

    PG_PROGRAMS names one folder of any other version's, and then it is the only one.
    """
    if named := os.environ.get("PG_PROGRAMS"):
        return [Path(named)]
    found = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    return sorted(found, key=lambda folder: float(folder.parent.name))


def run_as(account: Account | None, folder: Path, command: Sequence[str | Path]) -> None:
    """Run a program to its end as the account that servers run as; None is the caller's own."""
    arguments = {} if account is None else account.subprocess_arguments()
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        **arguments,
    )


def free_port() -> int:
    """A TCP port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def give_to(account: Account | None, folder: Path) -> None:
    """Let the account own a folder that everybody may enter."""
    folder.chmod(0o755)
    if account is not None:
        os.chown(folder, account.uid, account.gid)


@dataclass(frozen=True, slots=True)
class DebianServer:
    """A cluster of Debian's programs in `folder`, which belongs to `account`."""

    programs: Path
    folder: Path
    account: Account | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def make(self, settings: Mapping[str, str], *, password: str | None = None) -> None:
        """Initdb for the superuser 'owner'; without a password everybody who gets there is let in.

        The socket is in the folder, and there is no TCP unless the settings say so.
        """
        how: list[str | Path] = ["--auth=trust"]
        if password is not None:
            secret = self.folder / "password"
            secret.write_text(password)
            secret.chmod(0o644)
            how = ["--auth=scram-sha-256", f"--pwfile={secret}"]
        self._run("initdb", "-U", "owner", *how, "--encoding=UTF8", "--locale=C", "--no-sync")
        said = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "autovacuum": "off",
            **settings,
        }
        with (self.data / "postgresql.conf").open("a") as configuration:
            configuration.writelines(f"{name} = '{value}'\n" for name, value in said.items())

    def start(self, *options: str) -> None:
        given = ("-o", " ".join(options)) if options else ()
        self._run("pg_ctl", "-s", "-w", "-l", self.folder / "log", *given, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-s", "-w", "-m", "immediate", "stop")

    def is_running(self) -> bool:
        try:
            self._run("pg_ctl", "status")
        except subprocess.CalledProcessError:
            return False
        return True

    def _run(self, program: str, *arguments: str | Path) -> None:
        run_as(self.account, self.folder, [self.programs / program, "-D", self.data, *arguments])
