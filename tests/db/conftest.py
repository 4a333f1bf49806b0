"""The db tests run on two servers: the lab's own, and Debian's older one as a foreign server."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import URL, text

from lab.database import Database
from lab.database.urls import DRIVER
from lab.opening import Host, chosen_host
from lab.schema import Picture, read_picture
from lab.server.account import Account, server_account
from tests.db.made import SETUP
from tests.debian import DebianServer, debian_programs, free_port, give_to

PASSWORD = "a secret that must not be seen"


@pytest.fixture(scope="session")
def missing() -> Callable[[str], NoReturn]:
    """Skip where something of Debian's is not installed; in CI that is a failure."""

    def skip_or_fail(what: str) -> NoReturn:
        if os.environ.get("CI"):
            pytest.fail(f"{what} is missing, and CI installs it")
        pytest.skip(f"{what} is not installed here")

    return skip_or_fail


@pytest.fixture(scope="session")
def account() -> Account | None:
    return server_account()


@pytest.fixture(scope="session")
def open_folder(account: Account | None) -> Iterator[Path]:
    """A folder that belongs to the account that servers run as."""
    folder = Path(tempfile.mkdtemp(prefix="lab-debian-"))
    give_to(account, folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def debian_url(
    account: Account | None, open_folder: Path, missing: Callable[[str], NoReturn]
) -> Iterator[URL]:
    """Debian's PostgreSQL, which asks for a password over TCP; no superuser connects."""
    versions = debian_programs()
    if not versions:
        missing("Debian's postgresql")
    server = DebianServer(versions[0], open_folder, account)
    server.make({"listen_addresses": "127.0.0.1"}, password=PASSWORD)
    # Not before: what is free now may be taken once initdb is done.
    port = free_port()
    server.start("-p", str(port))
    yield URL.create(DRIVER, "owner", PASSWORD, "127.0.0.1", port, "postgres")
    server.stop()


@pytest.fixture(scope="session")
def debian_host(debian_url: URL) -> Host:
    return Host(debian_url, own_server=False, allow_writes=True)


@pytest.fixture(scope="session", params=["own", "debian"])
def host(request: pytest.FixtureRequest) -> Host:
    """Each db test runs on the lab's own server, and on Debian's."""
    if request.param == "own":
        chosen = chosen_host()
        assert chosen.own_server
        return chosen
    found: Host = request.getfixturevalue("debian_host")
    return found


@pytest.fixture
def made(empty_database: Database) -> Database:
    """A database with the table of `tests.db.made`."""
    with empty_database.engine.begin() as connection:
        for statement in SETUP:
            connection.execute(text(statement))
    return empty_database


@pytest.fixture
def run(empty_database: Database) -> Callable[..., None]:
    """Run statements one by one, each committed."""

    def each(*statements: str) -> None:
        engine = empty_database.engine
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in statements:
                connection.exec_driver_sql(statement.replace("%", "%%"))

    return each


@pytest.fixture
def read(empty_database: Database) -> Callable[[], Picture]:
    """Read the schema in a transaction of its own."""

    def picture() -> Picture:
        with empty_database.rolled_back() as connection:
            return read_picture(connection)

    return picture


@pytest.fixture
def since_15(empty_database: Database) -> None:
    """For what came with PostgreSQL 15."""
    if empty_database.capabilities.version_num < 150000:
        pytest.skip("This server is older than PostgreSQL 15")


@pytest.fixture
def one_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """For sweeps whose times are not looked at."""
    monkeypatch.setattr("lab.experiments.sweeping.measuring.ROUNDS", 1)


@pytest.fixture
def pooler_url(
    debian_url: URL,
    account: Account | None,
    open_folder: Path,
    missing: Callable[[str], NoReturn],
) -> Iterator[URL]:
    """PgBouncer in transaction mode before Debian's server."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    if not Path(program).exists():
        missing("pgbouncer")
    port = free_port()
    users = open_folder / "users.txt"
    users.write_text(f'"owner" "{PASSWORD}"\n')
    configuration = open_folder / "pgbouncer.ini"
    configuration.write_text(
        "[databases]\n"
        f"* = host=127.0.0.1 port={debian_url.port}\n"
        "[pgbouncer]\n"
        f"listen_addr=127.0.0.1\nlisten_port={port}\nunix_socket_dir=\n"
        f"auth_type=scram-sha-256\nauth_file={users}\npool_mode=transaction\n"
        f"pidfile={open_folder / 'pgbouncer.pid'}\nlogfile={open_folder / 'pgbouncer.log'}\n"
    )
    for path in (users, configuration):
        path.chmod(0o644)
    arguments = {} if account is None else account.subprocess_arguments()
    bouncer = subprocess.Popen(
        [program, "-q", str(configuration)], cwd=open_folder, stderr=subprocess.DEVNULL, **arguments
    )
    wait_for_port(port, bouncer)
    yield debian_url.set(port=port)
    bouncer.terminate()
    bouncer.wait(10)


def wait_for_port(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until the server answers there, or has ended."""
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    pytest.fail(f"nothing listens on port {port}")
