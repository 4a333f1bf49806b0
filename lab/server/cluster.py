"""One cluster's life: made, started, asked, stopped, removed. It outlives whoever started it."""

import os
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from lab.errors import ServerError
from lab.server.account import Account, server_account
from lab.server.complaints import did_not_start, made_nothing
from lab.server.configuration import fixed_settings, start_settings
from lab.server.home import Folders, make_home, socket_folder
from lab.server.postmaster import Postmaster, is_alive, read_postmaster, remove_stale_files
from lab.server.programs import Done, Programs, programs_for, run

SUPERUSER = "lab"
DEFAULT_PORT = 5432
LOCK_TIMEOUT_S = 300
START_TIMEOUT_S = 120
LOG_LIMIT_BYTES = 10_000_000


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


def _from_home(folder: Path) -> str:
    """The folder as people write it: `~` for their own."""
    if folder.is_relative_to(Path.home()):
        return str(Path("~") / folder.relative_to(Path.home()))
    return str(folder)


class Cluster:
    """The PostgreSQL cluster in one home folder; `throwaway` trades crash safety for speed."""

    def __init__(self, home: Path, *, throwaway: bool = False) -> None:
        self.account: Account | None = server_account()
        self.folders: Folders = make_home(home, self.account)
        self.throwaway = throwaway

    def start(self, *, tcp: bool = False, port: int | None = None) -> Address:
        """Make the cluster if need be, start it if it is not running, and say where it answers.

        Raises:
            ServerError: with the reason and what to do; the cluster is left as it was.
        """
        address = self._running_address()
        if address is not None and (not tcp or address.tcp_port is not None):
            return self._with_wanted_port(address, port)
        with self.locked():
            address = self._running_address()
            if address is None:
                self._make()
                self._start(tcp=tcp or os.name == "nt", port=port)
            elif tcp and address.tcp_port is None:
                raise ServerError(
                    "The server is running without TCP",
                    hint="Run 'lab db stop' first; it ends the sessions of open notebooks",
                )
            address = self._running_address()
        if address is None:
            raise ServerError("The server ended as soon as it had started", hint=self._see_log())
        return self._with_wanted_port(address, port)

    def stop(self) -> bool:
        """Stop the server, ending its sessions; False where it was not running."""
        with self.locked():
            postmaster = self._postmaster()
            if postmaster is None:
                return False
            for mode in ("fast", "immediate"):
                done = self._run("pg_ctl", "stop", "-D", self.folders.data, "-m", mode, "-t", "30")
                if done.returncode == 0:
                    return True
        raise ServerError(f"The server (pid {postmaster.pid}) did not stop", hint=self._see_log())

    def status(self) -> Status:
        """What state the cluster is in, without changing it."""
        version = self._programs().release
        if not self.folders.data.exists():
            return Status("not made", self.folders.home, version)
        postmaster = self._postmaster()
        if postmaster is None:
            return Status("stopped", self.folders.home, version)
        return Status(
            "running", self.folders.home, version, postmaster.pid, _address_of(postmaster)
        )

    def reset(self) -> None:
        """Stop the server and remove the cluster with all of its databases."""
        self.stop()
        with self.locked():
            shutil.rmtree(self.folders.cluster)

    def password(self) -> str:
        """The superuser's password, which only connections over TCP need."""
        return self.folders.password.read_text().strip()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the home's file lock: one process at a time makes, starts, stops or loads."""
        try:
            with FileLock(self.folders.lock, timeout=LOCK_TIMEOUT_S):
                yield
        except Timeout:
            raise ServerError(
                f"Another process has held {self.folders.lock} for {LOCK_TIMEOUT_S} s",
                hint="Wait for the 'lab up' or notebook that is loading, or end it",
            ) from None

    def _make(self) -> None:
        """Initdb in a folder of another name, settings and all, then one rename."""
        data = self.folders.data
        if data.exists():
            self._check_made_by_us()
            return
        unfinished = data.with_name("data.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self._write(self.folders.password, secrets.token_urlsafe(24), mode=0o600)
        done = self._run(
            *("initdb", "-D", unfinished, "-U", SUPERUSER, "--pwfile", self.folders.password),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--data-checksums"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
            *("--builtin-locale=C.UTF-8", "--no-instructions"),
        )
        if done.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise made_nothing(done.said, self.folders.home)
        self._write(unfinished / "lab.conf", fixed_settings(throwaway=self.throwaway))
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude 'lab.conf'\ninclude_if_exists 'lab.start.conf'\n")
        unfinished.rename(data)

    def _check_made_by_us(self) -> None:
        data = self.folders.data
        if not (data / "lab.conf").exists():
            raise ServerError(
                f"{data} is a data folder that the lab did not make",
                hint="Set LAB_HOME to another folder",
            )
        made_with = (data / "PG_VERSION").read_text().strip()
        programs = self._programs()
        if made_with != programs.major:
            raise ServerError(
                f"The lab's cluster was made by PostgreSQL {made_with}; this is {programs.release}",
                hint="Run 'lab db reset' (removes its databases), then 'lab up'",
            )

    def _start(self, *, tcp: bool, port: int | None) -> None:
        sockets = socket_folder(self.folders, self.account)
        remove_stale_files(self.folders.data, sockets)
        chosen = _free_port(port) if tcp else DEFAULT_PORT
        self._write(
            self.folders.data / "lab.start.conf", start_settings(sockets, tcp=tcp, port=chosen)
        )
        if self.folders.log.exists() and self.folders.log.stat().st_size > LOG_LIMIT_BYTES:
            self.folders.log.replace(self.folders.log.with_suffix(".old.log"))
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            log_start = self.folders.log.stat().st_size if self.folders.log.exists() else 0
            done = self._run(
                *("pg_ctl", "start", "-D", self.folders.data, "-l", self.folders.log),
                *("-w", "-t", str(START_TIMEOUT_S), "-s"),
            )
            if done.returncode == 0:
                return
            said = self._log_since(log_start) + done.said
            # The backends of a killed server take a moment to notice.
            if "pre-existing shared memory" in said and time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            raise did_not_start(said, chosen, self._see_log())

    def _running_address(self) -> Address | None:
        """Where the running server answers, waiting while it recovers; None where none runs."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while (postmaster := self._postmaster()) is not None:
            address = _address_of(postmaster)
            asked = self._run("pg_isready", "-q", "-h", address.host, "-p", str(address.port))
            if asked.returncode == 0:
                return address
            if time.monotonic() > deadline:
                raise ServerError(
                    f"The server (pid {postmaster.pid}) runs and does not answer",
                    hint=f"Run 'lab db stop', then 'lab up'. {self._see_log()}",
                )
            time.sleep(0.05)
        return None

    def _postmaster(self) -> Postmaster | None:
        postmaster = read_postmaster(self.folders.data)
        return postmaster if postmaster is not None and is_alive(postmaster) else None

    def _with_wanted_port(self, address: Address, port: int | None) -> Address:
        if port is not None and address.tcp_port != port:
            raise ServerError(
                f"The server is already running on port {address.tcp_port}",
                hint="Run 'lab db stop' first to start it on another",
            )
        return address

    def _programs(self) -> Programs:
        return programs_for(self.account, self.folders.home)

    def _run(self, program: str, *arguments: str | Path) -> Done:
        return run(
            [self._programs().path(program), *arguments],
            account=self.account,
            folder=self.folders.cluster,
            timeout=START_TIMEOUT_S + 30,
        )

    def _write(self, path: Path, text: str, *, mode: int = 0o600) -> None:
        """Write a file as the server's account would have, never readable by others."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        if self.account is not None:
            os.chown(path, self.account.uid, self.account.gid)

    def _log_since(self, position: int) -> str:
        if not self.folders.log.exists():
            return ""
        with self.folders.log.open("rb") as log:
            log.seek(position)
            return log.read().decode(errors="replace")

    def _see_log(self) -> str:
        return f"See {self.folders.log}"


def _address_of(postmaster: Postmaster) -> Address:
    tcp_port = postmaster.port if postmaster.listen else None
    host = postmaster.socket_folder or postmaster.listen
    return Address(host=host, port=postmaster.port, tcp_port=tcp_port)


def _free_port(wanted: int | None) -> int:
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
