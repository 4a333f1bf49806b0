"""One cluster's life: made, started, asked, stopped, removed. It outlives whoever started it."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from lab.errors import ServerError
from lab.server.account import Account, server_account
from lab.server.complaints import did_not_start, made_nothing
from lab.server.configuration import INCLUDES, fixed_settings, start_settings
from lab.server.home import (
    Folders,
    append_as_server,
    is_made_by_lab,
    make_cluster_folder,
    make_home,
    make_servers_folder,
    remove_cluster_folder,
    told,
    write_for_server,
)
from lab.server.log import read_log_since, ready_log
from lab.server.postmaster import Postmaster, is_alive, read_postmaster, remove_stale_files
from lab.server.programs import Done, find_programs, programs_for, run
from lab.server.sockets import free_port, make_socket_folder, remove_socket_folder
from lab.server.status import SUPERUSER, Address, Status, address_of

DEFAULT_PORT = 5432
LOCK_TIMEOUT_S = 300
START_TIMEOUT_S = 120


class Cluster:
    """The PostgreSQL cluster in one home folder; `throwaway` trades crash safety for speed.

    Nothing is made before the first start.
    """

    def __init__(self, home: Path, *, throwaway: bool = False) -> None:
        self.account: Account | None = server_account()
        self.folders = Folders(home.expanduser().absolute())
        self.throwaway = throwaway

    def start(self, *, tcp: bool = False, port: int | None = None) -> Address:
        """Make the cluster if need be, start it if it is not running, and say where it answers.

        Raises:
            ServerError: with the reason and what to do; the cluster is left as it was.
        """
        with told(self.folders.home):
            address = self._running_address() if self._is_made() else None
            if address is None or (tcp and address.tcp_port is None):
                make_home(self.folders.home, self.account)
                with self._locked():
                    address = self._started(tcp=tcp, port=port)
        if port is not None and address.tcp_port != port:
            raise ServerError(
                f"The server is already running on port {address.tcp_port}",
                hint="Run 'lab db stop' first to start it on another",
            )
        return address

    def stop(self) -> bool:
        """Stop the server, ending its sessions; False where it was not running."""
        with told(self.folders.home):
            if not self._is_made():
                return False
            with self._locked():
                return self._stop()

    def status(self) -> Status:
        """What state the cluster is in, without changing it."""
        version = find_programs().release
        with told(self.folders.home):
            if not self._is_made() or not self.folders.data.exists():
                return Status("not made", self.folders.home, version)
            postmaster = self._postmaster()
        if postmaster is None:
            return Status("stopped", self.folders.home, version)
        address = address_of(postmaster)
        return Status("running", self.folders.home, version, postmaster.pid, address)

    def reset(self) -> None:
        """Stop the server and remove the cluster with all of its databases.

        A copy of PostgreSQL's programs, which root may need, stays for the next start.
        """
        with told(self.folders.home):
            if not self._is_made():
                return
            with self._locked():
                if self._is_made():
                    self._stop()
                    remove_socket_folder(self.folders)
                    remove_cluster_folder(self.folders)

    def password(self) -> str:
        """The superuser's password, which only connections over TCP need."""
        with told(self.folders.home):
            if not self._is_made() or not self.folders.password.exists():
                raise ServerError(
                    f"There is no server in {self.folders.home}", hint="Run 'lab db start' first"
                )
            return self.folders.password.read_text(encoding="utf-8").strip()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the home's file lock: one process at a time makes, starts, stops or removes."""
        try:
            with FileLock(self.folders.lock, timeout=LOCK_TIMEOUT_S):
                yield
        except Timeout:
            raise ServerError(
                f"Another process has held {self.folders.lock} for {LOCK_TIMEOUT_S} s",
                hint="Wait for the one that starts or stops the server, or end it",
            ) from None

    def _is_made(self) -> bool:
        return is_made_by_lab(self.folders, self.account)

    def _started(self, *, tcp: bool, port: int | None) -> Address:
        """Where the server answers, made and started if need be; the lock is held."""
        address = self._running_address()
        if address is None:
            self._make()
            self._start(tcp=tcp or os.name == "nt", port=port)
            address = self._running_address()
        elif tcp and address.tcp_port is None:
            raise ServerError(
                "The server is running without TCP",
                hint="Run 'lab db stop' first; it ends the sessions of open notebooks",
            )
        if address is None:
            raise ServerError("The server ended as soon as it had started", hint=self._see_log())
        return address

    def _make(self) -> None:
        """Initdb in a folder of another name, settings and all, then one rename."""
        folders = self.folders
        make_cluster_folder(folders, self.account)
        if folders.data.exists():
            self._check_version()
            return
        shutil.rmtree(folders.unfinished, ignore_errors=True)
        make_servers_folder(folders.unfinished, self.account)
        write_for_server(folders.settings, fixed_settings(throwaway=self.throwaway), self.account)
        write_for_server(folders.password, secrets.token_urlsafe(24), self.account)
        done = self._run(
            *("initdb", "-D", folders.unfinished, "-U", SUPERUSER, "--pwfile", folders.password),
            *("--auth-local=trust", "--auth-host=scram-sha-256", "--data-checksums"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin"),
            *("--builtin-locale=C.UTF-8", "--no-instructions"),
        )
        folders.password.chmod(0o600)
        if done.returncode != 0:
            shutil.rmtree(folders.unfinished, ignore_errors=True)
            raise made_nothing(done.said, folders.home)
        append_as_server(folders.unfinished / "postgresql.conf", INCLUDES, self.account)
        folders.unfinished.rename(folders.data)

    def _check_version(self) -> None:
        made_with = (self.folders.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        programs = find_programs()
        if made_with != programs.major:
            raise ServerError(
                f"The lab's cluster was made by PostgreSQL {made_with}; this is {programs.release}",
                hint="Run 'lab db reset' (removes its databases), then 'lab up'",
            )

    def _start(self, *, tcp: bool, port: int | None) -> None:
        sockets = make_socket_folder(self.folders, self.account)
        remove_stale_files(self.folders.data, sockets)
        chosen = free_port(port) if tcp else DEFAULT_PORT
        settings = start_settings(sockets, tcp=tcp, port=chosen)
        write_for_server(self.folders.start_settings, settings, self.account)
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            log_start = ready_log(self.folders.log, self.account)
            done = self._run(
                *("pg_ctl", "start", "-D", self.folders.data, "-l", self.folders.log),
                *("-w", "-t", str(START_TIMEOUT_S), "-s"),
            )
            if done.returncode == 0:
                return
            said = read_log_since(self.folders.log, log_start) + done.said
            # The backends of a killed server take a moment to notice.
            if "pre-existing shared memory" in said and time.monotonic() < deadline:
                time.sleep(0.2)
                continue
            raise did_not_start(said, chosen, self._see_log())

    def _stop(self) -> bool:
        postmaster = self._postmaster()
        if postmaster is None:
            return False
        for mode in ("fast", "immediate"):
            done = self._run("pg_ctl", "stop", "-D", self.folders.data, "-m", mode, "-t", "30")
            if done.returncode == 0:
                return True
        raise ServerError(f"The server (pid {postmaster.pid}) did not stop", hint=self._see_log())

    def _running_address(self) -> Address | None:
        """Where the running server answers, waiting while it recovers; None where none runs."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while (postmaster := self._postmaster()) is not None:
            address = address_of(postmaster)
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

    def _run(self, program: str, *arguments: str | Path) -> Done:
        return run(
            [programs_for(self.account, self.folders.home).path(program), *arguments],
            account=self.account,
            folder=self.folders.home,
            timeout=START_TIMEOUT_S + 30,
        )

    def _see_log(self) -> str:
        return f"See {self.folders.log}"
