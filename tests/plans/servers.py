"""The two servers that the corpus is taken from: the lab's own, and Debian's PostgreSQL 15."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import psycopg
from filelock import FileLock
from psycopg.types.string import TextLoader
from sqlalchemy import URL

from lab.database import copy_database, drop_database, maintenance
from lab.database.urls import DRIVER
from lab.errors import LabError
from lab.opening import Base, Host, base_of, make_base, own_url
from lab.server import Cluster
from lab.server.account import server_account
from tests.debian import DebianServer, debian_programs, give_to
from tests.plans.scenario import DEBIANS, NEWEST

Session: TypeAlias = "psycopg.Connection[tuple[str]]"

SEED = 42
MARK = "made-to-take-plans"
"""A file in a home that says that the home may be removed."""
DEBIAN_SETTINGS = {"unix_socket_permissions": "0700", "timezone": "UTC", "log_timezone": "UTC"}


def start_server(home: Path, version: int) -> Host:
    """The server of a version in a home, made and started if need be."""
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    (home / MARK).touch()
    if version == NEWEST:
        url = own_url(Cluster(home / str(version), throwaway=True).start())
        return Host(url, own_server=True, allow_writes=True)
    server = _debian(home)
    with FileLock(home / "debian.lock"):
        if not server.data.exists():
            server.folder.mkdir(parents=True, exist_ok=True)
            give_to(server.account, server.folder)
            server.make(DEBIAN_SETTINGS)
        if not server.is_running():
            server.start()
    query = {"host": str(server.folder), "port": "5432"}
    url = URL.create(DRIVER, "owner", database="postgres", query=query)
    return Host(url, own_server=False, allow_writes=True)


def remove_servers(home: Path) -> None:
    """Stop what runs in a home and remove the home, if there is one.

    Raises:
        LabError: the folder is no home of such servers.
    """
    if not home.exists() or not any(home.iterdir()):
        shutil.rmtree(home, ignore_errors=True)
        return
    if not (home / MARK).exists():
        raise LabError(f"{home} was not made to take plans", hint="Remove it by hand")
    Cluster(home / str(NEWEST)).reset()
    if (home / str(DEBIANS)).exists():
        server = _debian(home)
        if server.is_running():
            server.stop()
    shutil.rmtree(home, ignore_errors=True)


def _debian(home: Path) -> DebianServer:
    for programs in debian_programs():
        if programs.parent.name == str(DEBIANS):
            return DebianServer(programs, home / str(DEBIANS), server_account())
    raise LabError(
        f"Debian's PostgreSQL {DEBIANS} is not installed here",
        hint=f"Install the package postgresql-{DEBIANS}, or take plans of {NEWEST} alone",
    )


@contextmanager
def session_in_a_copy(host: Host, scale: float, name: str) -> Iterator[Session]:
    """An autocommit session in a copy of the base, which is dropped afterwards."""
    base = _made_base(host, scale)
    with maintenance(host.url) as connection:
        drop_database(connection, name, missing_ok=True)
        copy_database(connection, base.name, name)
        try:
            url = host.url.set(drivername="postgresql", database=name)
            with psycopg.connect(
                url.render_as_string(hide_password=False), autocommit=True, prepare_threshold=None
            ) as session:
                # JSON as the server prints it, not what it means.
                session.adapters.register_loader("json", TextLoader)
                # Else VACUUM finds rows just written not yet visible to all.
                session.execute("SET synchronous_commit = on")
                yield session
        finally:
            drop_database(connection, name, missing_ok=True)


def _made_base(host: Host, scale: float) -> Base:
    base = base_of(scale, SEED)
    make_base(host, base)
    return base
