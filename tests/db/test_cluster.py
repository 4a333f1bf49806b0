"""The life of the lab's own server, and what a machine may do to it."""

import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import psutil
import pytest
from filelock import FileLock

from lab.database import open_database, parse_url
from lab.errors import ConnectError, LabError, ServerError
from lab.opening.hosts import own_url
from lab.server import Address, Cluster
from lab.server.account import Account
from lab.server.home import append_as_server
from lab.server.log import LIMIT_BYTES
from lab.server.postmaster import Postmaster, is_alive, read_postmaster
from lab.server.programs import find_programs, programs_for
from lab.server.sockets import SOCKET_PATH_LIMIT

AS_ROOT = os.name != "nt" and os.geteuid() == 0


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder whose name has a space, which the server's account can enter."""
    folder = Path(tempfile.mkdtemp(prefix="lab home "))
    folder.chmod(0o755)
    yield folder
    for inside in [folder, *folder.glob("*")]:
        if (inside / "cluster" / "made-by-lab").exists():
            Cluster(inside).reset()
    shutil.rmtree(folder)


@pytest.fixture
def cluster(home: Path) -> Cluster:
    return Cluster(home, throwaway=True)


def answers(address: Address) -> bool:
    database = open_database(own_url(address), own_server=True)
    database.close()
    return True


def pid_of(cluster: Cluster) -> int:
    pid = cluster.status().pid
    assert pid is not None
    return pid


def contents(folder: Path) -> set[tuple[str, int]]:
    """Everything in a folder, and whose it is."""
    return {(str(path), path.lstat().st_uid) for path in (folder, *folder.rglob("*"))}


def start_one(home: str, queue: "multiprocessing.Queue[str]") -> None:
    queue.put(repr(Cluster(Path(home), throwaway=True).start()))


def test_a_cluster_is_made_started_stopped_and_started_again(cluster: Cluster) -> None:
    assert cluster.status().state == "not made"
    address = cluster.start()
    assert answers(address)
    assert cluster.start() == address
    assert "running" in repr(cluster.status())
    assert cluster.stop()
    assert cluster.status().state == "stopped"
    assert not cluster.stop()
    assert answers(cluster.start())


def test_it_is_made_as_the_lab_wants_it(cluster: Cluster) -> None:
    database = open_database(own_url(cluster.start()), own_server=True)
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, setting FROM pg_settings")
        settings = {name: setting for name, setting in rows}  # noqa: C416 - rows are no pairs to mypy
        locale = connection.exec_driver_sql(
            "SELECT datlocprovider::text, datlocale FROM pg_database WHERE datname = 'template1'"
        ).one()
    database.close()
    assert tuple(locale) == ("b", "C.UTF-8")
    assert settings["data_checksums"] == "on"
    assert settings["shared_preload_libraries"] == "pg_stat_statements,auto_explain"
    assert settings["track_io_timing"] == "on"
    assert settings["listen_addresses"] == ""
    assert settings["jit"] == "off"


def test_the_data_and_the_socket_are_closed_to_others(cluster: Cluster) -> None:
    address = cluster.start()
    assert cluster.folders.cluster.stat().st_mode & 0o027 == 0
    assert cluster.folders.data.stat().st_mode & 0o077 == 0
    assert Path(address.host).stat().st_mode & 0o077 == 0
    assert cluster.folders.password.stat().st_mode & 0o077 == 0


def test_a_path_too_long_for_a_socket_gets_a_short_folder_for_it(home: Path) -> None:
    deep = home / ("d" * 60) / ("e" * 60)
    deep.parent.mkdir()
    cluster = Cluster(deep, throwaway=True)
    address = cluster.start()
    assert len(address.host) < SOCKET_PATH_LIMIT < len(str(cluster.folders.cluster))
    assert answers(address)
    cluster.reset()
    assert not Path(address.host).parent.exists()


def test_a_killed_server_is_started_again(cluster: Cluster) -> None:
    cluster.start()
    os.kill(pid_of(cluster), signal.SIGKILL)
    assert answers(cluster.start())


def test_the_server_outlives_a_killed_process_that_started_it(cluster: Cluster) -> None:
    starter = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[str] = starter.Queue()
    process = starter.Process(target=start_one, args=(str(cluster.folders.home), queue))
    process.start()
    queue.get(timeout=60)
    process.kill()
    process.join()
    assert cluster.status().state == "running"
    assert answers(cluster.start())


def test_two_processes_at_once_get_one_server(cluster: Cluster) -> None:
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[str] = context.Queue()
    home = str(cluster.folders.home)
    processes = [context.Process(target=start_one, args=(home, queue)) for _ in range(2)]
    for process in processes:
        process.start()
    addresses = {queue.get(timeout=60) for _ in processes}
    for process in processes:
        process.join()
    assert addresses == {repr(cluster.start())}


def test_a_stale_pid_of_somebody_elses_process_is_left_alone(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    data = cluster.folders.data
    (data / "postmaster.pid").write_text(
        f"{stranger.pid}\n{data}\n1700000000\n5432\n{data}\n\n0 0\nready   \n"
    )
    assert cluster.status().state == "stopped"
    assert answers(cluster.start())
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_stale_pid_of_another_postgresql_is_left_alone(cluster: Cluster, home: Path) -> None:
    other = Cluster(home / "other", throwaway=True)
    other_address = other.start()
    cluster.start()
    cluster.stop()
    data = cluster.folders.data
    (data / "postmaster.pid").write_text(
        f"{pid_of(other)}\n{data}\n1700000000\n5432\n{data}\n\n0 0\nready   \n"
    )
    assert answers(cluster.start())
    assert answers(other_address)


def test_a_running_server_is_known_by_its_folder_whatever_the_clock_says(cluster: Cluster) -> None:
    cluster.start()
    recorded = cluster.folders.data / "postmaster.pid"
    lines = recorded.read_text().splitlines()
    lines[2] = "1700000000"
    recorded.write_text("\n".join(lines) + "\n")
    assert cluster.status().state == "running"


def test_tcp_listens_on_loopback_and_asks_for_the_password(cluster: Cluster) -> None:
    address = cluster.start(tcp=True)
    url = f"postgresql://lab:{{}}@127.0.0.1:{address.tcp_port}/postgres"
    with pytest.raises(ConnectError, match="password authentication failed"):
        open_database(parse_url(url.format("wrong")), own_server=False)
    database = open_database(parse_url(url.format(cluster.password())), own_server=False)
    with database.rolled_back() as connection:
        assert connection.exec_driver_sql("SHOW listen_addresses").scalar() == "127.0.0.1"
    database.close()


def test_a_port_in_use_is_told_and_nothing_is_started(cluster: Cluster) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServerError, match=f"Port {port} is not free"):
            cluster.start(tcp=True, port=port)
    assert cluster.status().state == "stopped"


def test_tcp_is_not_added_under_open_sessions(cluster: Cluster) -> None:
    cluster.start()
    with pytest.raises(ServerError, match="lab db stop"):
        cluster.start(tcp=True)


def test_a_data_folder_that_is_not_the_labs_is_refused(cluster: Cluster) -> None:
    cluster.folders.data.mkdir(parents=True)
    (cluster.folders.data / "PG_VERSION").write_text("18\n")
    before = contents(cluster.folders.home)
    for asked in (cluster.status, cluster.start, cluster.stop, cluster.reset, cluster.password):
        with pytest.raises(ServerError, match=r"cluster is a folder that the lab did not make"):
            asked()
    assert contents(cluster.folders.home) == before


def test_asking_makes_nothing(home: Path) -> None:
    cluster = Cluster(home / "none")
    assert cluster.status().state == "not made"
    assert not cluster.stop()
    cluster.reset()
    with pytest.raises(ServerError, match=r"no server in .*lab db start"):
        cluster.password()
    assert not list(home.iterdir())


def test_an_empty_folder_may_become_the_clusters(cluster: Cluster) -> None:
    cluster.folders.cluster.mkdir()
    assert cluster.status().state == "not made"
    assert answers(cluster.start())


def test_a_reset_that_was_interrupted_can_be_done_again(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    cluster.start()
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("pathlib.Path.unlink", interrupted)
        cluster.reset()
    cluster.reset()
    assert not cluster.folders.cluster.exists()


def test_a_cluster_of_another_version_is_refused_with_the_way_out(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.folders.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(ServerError, match=r"made by PostgreSQL 17.*lab db reset"):
        cluster.start()
    (cluster.folders.data / "PG_VERSION").write_text("18\n")


def test_a_half_made_cluster_is_made_anew(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    unfinished = cluster.folders.data.with_name("data.new")
    cluster.folders.data.rename(unfinished)
    (unfinished / "postgresql.conf").unlink()
    assert answers(cluster.start())
    assert not unfinished.exists()


def test_a_start_that_fails_says_why_and_where_the_log_is(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    configuration = cluster.folders.settings
    good = configuration.read_text()
    configuration.write_text(good + "work_mem = 'plenty'\n")
    with pytest.raises(ServerError, match=r"did not start: .*work_mem.*server\.log"):
        cluster.start()
    configuration.write_text(good)
    assert answers(cluster.start())


def test_a_home_that_is_a_file_is_told(home: Path) -> None:
    (home / "file").touch()
    cluster = Cluster(home / "file")
    assert cluster.status().state == "not made"
    with pytest.raises(ServerError, match=r"file cannot be used: File exists.*LAB_HOME"):
        cluster.start()


def test_a_home_that_the_servers_account_cannot_enter_is_told(home: Path) -> None:
    if not AS_ROOT:
        pytest.skip("only root's server runs as another account")
    (home / "closed").mkdir(mode=0o700)
    with pytest.raises(ServerError, match="cannot enter"):
        Cluster(home / "closed" / "lab").start()


@pytest.fixture
def others(account: Account | None) -> Account:
    """The server's account, where that is not the account of these tests."""
    if account is None:
        pytest.skip("only root's server runs as another account")
    return account


def test_root_does_not_write_where_the_servers_account_can(
    cluster: Cluster, home: Path, others: Account
) -> None:
    cluster.start()
    cluster.stop()
    secret = home / "secret"
    secret.write_text("root's")
    secret.chmod(0o600)
    for folder in (cluster.folders.cluster, cluster.folders.data):
        for name in ("lab.conf", "lab.start.conf", "lab.start.conf.new", "password"):
            subprocess.run(
                ["ln", "-sf", str(secret), str(folder / name)],
                check=False,
                stderr=subprocess.DEVNULL,
                **others.subprocess_arguments(),
            )
    assert not any(path.is_symlink() for path in cluster.folders.cluster.iterdir())
    assert answers(cluster.start())
    assert (secret.read_text(), secret.stat().st_uid) == ("root's", os.geteuid())


def test_only_what_the_server_writes_is_its_accounts(cluster: Cluster, others: Account) -> None:
    cluster.start()
    servers = {path.name for path in cluster.folders.cluster.iterdir() if owner(path) == others.uid}
    assert servers == {"data", "server.log", "socket"}
    assert owner(cluster.folders.cluster) == os.geteuid()
    assert owner(cluster.folders.home) == os.geteuid()


def owner(path: Path) -> int:
    return path.lstat().st_uid


def test_the_servers_settings_are_appended_to_no_link(home: Path, others: Account) -> None:
    secret, link = home / "secret", home / "postgresql.conf"
    secret.write_text("root's")
    with pytest.raises(ServerError, match="not the server's own file"):
        append_as_server(secret, "more", others)
    link.symlink_to(secret)
    with pytest.raises(OSError, match="symbolic links"):
        append_as_server(link, "more", others)
    assert secret.read_text() == "root's"


@pytest.mark.parametrize("mode", [0o777, 0o755])
def test_root_keeps_no_home_that_others_can_change(home: Path, others: Account, mode: int) -> None:
    home.chmod(mode)
    if mode == 0o755:
        os.chown(home, others.uid, others.gid)
    with pytest.raises(ServerError, match="can be changed by others than root"):
        Cluster(home).start()
    assert not list(home.iterdir())


def test_a_large_log_makes_room_for_a_new_one(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    with cluster.folders.log.open("r+b") as log:
        log.truncate(LIMIT_BYTES + 1)
    assert answers(cluster.start())
    assert cluster.folders.log.stat().st_size < LIMIT_BYTES
    assert cluster.folders.log.with_name("server.old.log").stat().st_size > LIMIT_BYTES


def test_programs_out_of_the_accounts_reach_are_copied_and_run(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lab.server.programs.can_enter", lambda *_: False)
    nobody = Account("nobody", os.geteuid(), os.getegid())
    copied = programs_for(nobody, home)
    assert copied.folder.is_relative_to(home / "programs")
    told = subprocess.run([copied.path("postgres"), "--version"], capture_output=True, text=True)
    assert f"(PostgreSQL) {find_programs().release}" in told.stdout
    assert programs_for(nobody, home) == copied


def test_a_reset_removes_the_cluster_and_its_server(cluster: Cluster) -> None:
    cluster.start()
    postmaster = read_postmaster(cluster.folders.data)
    assert postmaster is not None
    cluster.reset()
    assert not cluster.folders.cluster.exists()
    assert not is_alive(postmaster)


def test_a_reset_under_somebody_who_starts_leaves_him_a_whole_server(cluster: Cluster) -> None:
    earlier = Cluster(cluster.folders.home, throwaway=True)
    earlier.start()
    cluster.reset()
    assert answers(earlier.start())


def test_stopping_and_removing_are_one_step(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Path] = []

    class Counted(FileLock):
        def acquire(self, *arguments: Any, **named: Any) -> Any:
            held.append(Path(self.lock_file))
            return super().acquire(*arguments, **named)

    cluster.start()
    monkeypatch.setattr("lab.server.cluster.FileLock", Counted)
    cluster.reset()
    assert held == [cluster.folders.lock]


def test_processes_that_start_and_reset_at_once_see_no_half_removed_server(home: Path) -> None:
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[str] = context.Queue()
    processes = [
        context.Process(target=start_and_reset, args=(str(home), verb, queue))
        for verb in ("start", "start", "reset")
    ]
    for process in processes:
        process.start()
    told = [queue.get(timeout=120) for _ in processes]
    for process in processes:
        process.join()
    assert told == ["fine"] * 3
    assert answers(Cluster(home).start())


def start_and_reset(home: str, verb: str, queue: "multiprocessing.Queue[str]") -> None:
    cluster = Cluster(Path(home), throwaway=True)
    try:
        for _ in range(4):
            cluster.start()
            if verb == "reset":
                cluster.reset()
            cluster.status()
    except (LabError, OSError) as error:
        queue.put(repr(error))
    else:
        queue.put("fine")


class Process:
    """A process of another user on macOS: its command line is not shown."""

    def __init__(self, name: str, started: float) -> None:
        self.name, self.create_time, self.status = lambda: name, lambda: started, lambda: "running"

    def cmdline(self) -> list[str]:
        raise psutil.AccessDenied


@pytest.mark.parametrize(("name", "started", "alive"), [("sh", 0, False), ("postgres", 0, True)])
def test_a_command_line_that_is_not_shown_is_not_needed(
    monkeypatch: pytest.MonkeyPatch, name: str, started: float, *, alive: bool
) -> None:
    monkeypatch.setattr("psutil.Process", lambda _: Process(name, started))
    assert is_alive(Postmaster(1, Path("/data"), 100, 5432, "", "", "ready")) is alive


def test_a_later_postgres_whose_folder_is_not_shown_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("psutil.Process", lambda _: Process("postgres", 1000))
    with pytest.raises(ServerError, match="cannot be looked at"):
        is_alive(Postmaster(1, Path("/data"), 100, 5432, "", "", "ready"))


CLONES_TEST = """
from lab.opening import chosen_host
from lab.settings import read_settings

def test_the_tests_have_a_server_of_their_own(host):
    assert read_settings().database_url is None
    assert chosen_host() == host
    assert os.environ["LAB_ENV_FILE"] == ""
    assert Cluster(read_settings().home).status().state == "running"
"""


def test_the_tests_of_a_clone_use_neither_its_dot_env_nor_its_place(home: Path) -> None:
    root = Path(__file__).parents[2]
    clone, scratch = home / "unit" / "clone", home / "scratch"
    (clone / "tests" / "db").mkdir(parents=True)
    (scratch / "lab-tests-foo").mkdir(parents=True)
    shutil.copy(root / "conftest.py", clone)
    (clone / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    (clone / ".env").write_text("LAB_DATABASE_URL=postgresql://me:secret@127.0.0.1:1/lab\n")
    (clone / "tests" / "db" / "test_own.py").write_text(
        f"import os\nfrom lab.server import Cluster\n{CLONES_TEST}"
    )
    environment = {name: value for name, value in os.environ.items() if name != "LAB_ENV_FILE"}
    environment |= {"TMPDIR": str(scratch), "PYTHONPATH": os.pathsep.join([str(root), *sys.path])}
    run = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(run, cwd=clone, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [path.name for path in scratch.iterdir()] == ["lab-tests-foo"]


def test_a_full_disk_is_told_and_leaves_no_cluster(
    home: Path, missing: Callable[[str], NoReturn]
) -> None:
    small = home / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0755", "tmpfs", str(small)], check=False
    )
    if mounted.returncode != 0:
        missing("The right to mount a small file system")
    try:
        cluster = Cluster(small, throwaway=True)
        with pytest.raises(ServerError, match=r"disk .* is full; no cluster was made"):
            cluster.start()
        assert cluster.status().state == "not made"
    finally:
        subprocess.run(["umount", str(small)], check=True)
