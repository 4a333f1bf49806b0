"""The PostgreSQL that tests and notebooks run on: a cluster of their own, gone at the end."""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, settings

from lab.cli import main
from lab.database import Database
from lab.errors import ServerError
from lab.opening import Host, chosen_host
from lab.server import Cluster
from tests.copies import small_copy, throwaway

HOME_PREFIX = "lab-tests-"
LAB_VARIABLES = ("LAB_DATABASE_URL", "MIGRATION_DATABASE_URL", "LAB_SCALE", "LAB_SEED")

home = Path(tempfile.gettempdir()) / f"{HOME_PREFIX}{os.getpid()}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the golden files anew")


def pytest_configure() -> None:
    """Lead everything, the notebooks' kernels included, to the tests' own cluster."""
    for name in LAB_VARIABLES:
        os.environ.pop(name, None)
    # A job in the background ignores Ctrl-C, and so would all that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ |= {"LAB_HOME": str(home), "LAB_QUIET": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    # Empty: a clone's own `.env` may name a server that somebody needs.
    os.environ["LAB_ENV_FILE"] = ""
    # How long an example takes is the machine's affair.
    settings.register_profile(
        "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("untimed")


def pytest_collection_finish(session: pytest.Session) -> None:
    if session.config.option.collectonly:
        return
    unit = session.config.rootpath / "tests" / "unit"
    if any(not item.path.is_relative_to(unit) for item in session.items):
        for left_over in Path(tempfile.gettempdir()).glob(f"{HOME_PREFIX}*"):
            pid = left_over.name.removeprefix(HOME_PREFIX)
            if pid.isdecimal() and not psutil.pid_exists(int(pid)):
                # One of another user, say: no reason not to test.
                with contextlib.suppress(ServerError):
                    remove_cluster(left_over)
        Cluster(home, throwaway=True).start()


def pytest_sessionfinish() -> None:
    if home.exists():
        remove_cluster(home)


def remove_cluster(folder: Path) -> None:
    """Stop the server in a folder and remove the folder."""
    Cluster(folder).reset()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def run_lab(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """A call of the program in this process: exit code, standard output, standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["lab", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        shown = capsys.readouterr()
        return int(left.value.code or 0), shown.out, shown.err

    return run


@pytest.fixture(scope="session")
def host() -> Host:
    """The server under test, on which databases may be made."""
    chosen = chosen_host()
    assert chosen.own_server
    return chosen


@pytest.fixture
def empty_database(host: Host) -> Iterator[Database]:
    """A database with nothing in it, dropped afterwards."""
    with throwaway(host) as database:
        yield database


@pytest.fixture
def lab_database(host: Host) -> Iterator[Database]:
    """A copy of the lab's base at a hundredth of its size, dropped afterwards."""
    with small_copy(host) as database:
        yield database
