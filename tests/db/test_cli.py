"""The command line on a real server: what it prints, for people and for programs."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from sqlalchemy import text

from lab.database import Database, create_database, drop_database, maintenance, set_note
from lab.opening import Host, chosen_host
from lab.server import Cluster
from lab.serving import workspace_of

CLONE = Path(__file__).parents[2]
RunLab = Callable[..., tuple[int, str, str]]

on_own_server = pytest.mark.parametrize("host", ["own"], indirect=True)


@pytest.fixture
def lab(run_lab: RunLab) -> RunLab:
    """The program, under its own name."""
    return run_lab


@pytest.fixture
def url(lab_database: Database) -> str:
    """The lab's tables as a database that somebody named."""
    return lab_database.url.render_as_string(hide_password=False)


@pytest.fixture
def home(host: Host, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of its own, removed with its server."""
    assert host.own_server
    folder = Path(tempfile.mkdtemp(prefix="lab home "))
    folder.chmod(0o755)
    monkeypatch.setenv("LAB_HOME", str(folder))
    monkeypatch.setenv("LAB_SCALE", "0.005")
    yield folder
    Cluster(folder).reset()
    shutil.rmtree(folder)


def test_explain_shows_a_plan_as_text_and_as_json(lab: RunLab, url: str) -> None:
    code, out, err = lab(
        "explain", "SELECT * FROM orders WHERE user_id = :u", "-p", "u=3", "--url", url
    )
    assert (code, err) == (0, "")
    assert "on orders" in out
    assert " ms" not in out
    assert " ms" in lab("explain", "orders_of_user", "--times", "--url", url)[1]
    plan = json.loads(lab("explain", "orders_of_user", "--json", "--url", url)[1])
    assert plan[0]["Plan"]["Node Type"] == "Limit"
    assert "cost" in lab("explain", "orders_of_user", "--no-analyze", "--url", url)[1]


def test_explain_reads_standard_input(
    lab: RunLab, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "q.sql").write_text("SELECT count(*)\nFROM orders;\n")
    with (tmp_path / "q.sql").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        code, out, _ = lab("explain", "-", "--url", url)
    assert code == 0
    assert "Aggregate" in out


def test_what_explain_runs_is_rolled_back(lab: RunLab, lab_database: Database, url: str) -> None:
    def items() -> int:
        with lab_database.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM order_items")).scalar_one())

    before = items()
    assert lab("explain", "DELETE FROM order_items", "--url", url, "--allow-writes")[0] == 0
    assert items() == before
    code, out, _ = lab("explain", "DELETE FROM order_items", "--url", url)
    assert code == 0
    assert "planned without running" in out
    assert items() == before


def test_compare_shows_variants_and_prints_the_documented_keys(lab: RunLab, url: str) -> None:
    asked = ("compare", "orders_of_user", "-i", "orders(user_id)", "--url", url, "--allow-writes")
    code, out, _ = lab(*asked)
    assert code == 0
    assert "orders(user_id)" in out
    assert "below that nothing can be told" in out
    printed = json.loads(lab(*asked, "--json")[1])
    assert {"query", "noise_floor", "variants"} <= set(printed)
    assert [variant["name"] for variant in printed["variants"]] == ["none", "orders(user_id)"]
    more = ("compare", "orders_of_user", "-i", "as it is", "-i", "+orders(status)", "--url", url)
    printed = json.loads(lab(*more, "--allow-writes", "--json")[1])
    assert [variant["name"] for variant in printed["variants"]] == ["as it is", "+orders(status)"]


def test_compare_on_a_foreign_server_wants_writes_allowed(lab: RunLab, url: str) -> None:
    code, out, err = lab("compare", "orders_of_user", "--url", url)
    assert (code, out) == (2, "")
    assert "--allow-writes" in err


def test_dropping_on_a_foreign_server_wants_writes_allowed(
    lab: RunLab, host: Host, empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_DATABASE_URL", host.url.render_as_string(hide_password=False))
    set_copy_note(host, empty_database.name)
    code, out, err = lab("db", "drop", empty_database.name)
    assert (code, out) == (2, "")
    assert "--allow-writes" in err
    with maintenance(host.url) as connection:
        create_database(connection, "to be dropped", note="lab copy: of a test")
    assert lab("db", "drop", "to be dropped", "--allow-writes")[0] == 0
    assert "to be dropped" not in lab("db", "list")[1]


def set_copy_note(host: Host, name: str) -> None:
    with maintenance(host.url) as connection:
        set_note(connection, name, "lab copy: of a test")


def test_patterns_run_prints_a_row_for_each(lab: RunLab, url: str) -> None:
    printed = json.loads(lab("patterns", "run", "--all", "--json", "--url", url)[1])
    listed = json.loads(lab("patterns", "list", "--json")[1])
    assert [row["name"] for row in printed] == [row["name"] for row in listed]
    assert all(set(row) >= {"name", "plan_shape", "blocks", "rows"} for row in printed)
    assert "orders_of_user" in lab("patterns", "run", "orders_of_user", "--url", url)[1]


@on_own_server
def test_the_server_is_made_asked_stopped_and_reset(lab: RunLab, home: Path) -> None:
    assert "not made" in lab("db", "status")[1]
    code, out, err = lab("up")
    assert (code, err) == (0, "")
    assert "Next: lab compare orders_of_user" in out
    assert "rows there" in lab("up")[1]
    assert json.loads(lab("db", "status", "--json")[1])["state"] == "running"
    assert lab("db", "url")[1].startswith("postgresql://lab@/lab?host=")
    notes = {each["name"]: each["note"] for each in json.loads(lab("db", "list", "--json")[1])}
    assert notes["lab"].startswith("lab copy: scale 0.005, seed 42")
    assert len(notes) == 2
    assert lab("compare", "orders_of_user", "-i", "orders(user_id)")[0] == 0
    assert lab("db", "drop", "lab")[1] == "Dropped 'lab'\n"
    assert "'lab'" not in lab("db", "list")[1]
    assert lab("db", "stop")[1] == "Stopped\n"
    assert lab("db", "stop")[1] == "It was not running\n"
    code, _, err = lab("db", "reset")
    assert (code, err) == (2, "lab: Nothing was removed: nobody is there to be asked. Give --yes\n")
    assert (home / "cluster" / "data").exists()
    assert lab("db", "reset", "--yes")[0] == 0
    assert not (home / "cluster" / "data").exists()


@on_own_server
def test_rows_loaded_by_hand_are_found_by_the_next_question(lab: RunLab, home: Path) -> None:
    assert lab("load", "--scale", "0.0075")[0] == 0
    code, out, err = lab("patterns", "run", "orders_of_user")
    assert (code, out) == (2, "")
    assert "scale 0.0075" in err
    assert lab("load", "--scale", "0.005", "--replace")[0] == 0
    assert lab("patterns", "run", "orders_of_user")[0] == 0
    assert home.exists()


@on_own_server
def test_psql_takes_arguments_with_and_without_a_database(home: Path) -> None:
    for given in (["--", "-Atc", "SELECT 40 + 2"], ["postgres", "--", "-Atc", "SELECT 40 + 2"]):
        done = run_lab("db", "psql", *given)
        if given[0] == "--":
            assert 'database "lab" does not exist' in done.stderr
        else:
            assert done.stdout == "42\n"
    assert home.exists()


@on_own_server
def test_a_port_in_use_is_told_and_another_one_listens_on_loopback(lab: RunLab, home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, _, err = lab("db", "start", "--tcp", port)
        assert code == 2
        assert err.startswith(f"lab: Port {port} is not free")
        assert err.count("\n") == 1
    code, out, _ = lab("db", "start", "--tcp", port)
    assert code == 0
    assert f"@127.0.0.1:{port}/lab" in out
    assert (home / "cluster" / "password").read_text().strip() not in out
    assert "already running on port" in lab("db", "start", "--tcp", "1")[2]


def run_lab(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", "from lab.cli import main; main()", *arguments],
        check=False,
        text=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(CLONE)},
    )


@on_own_server
def test_the_program_as_a_process_says_one_line_and_no_traceback(host: Host) -> None:
    with maintenance(host.url) as connection:
        create_database(connection, "bare")
    url = host.url.set(database="bare").render_as_string(hide_password=False)
    done = run_lab("patterns", "run", "orders_of_user", "--url", url)
    with maintenance(chosen_host().url) as connection:
        drop_database(connection, "bare")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith('lab: Relation "orders" does not exist. ')
    assert done.stderr.count("\n") == 1


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with the smallest first notebook."""
    notebook = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "00_start_here.ipynb").write_text(json.dumps(notebook))
    return tmp_path


def status_of(url: str) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=20)
    connection.request("GET", f"{parts.path}?{parts.query}")
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture
def served(course: Path) -> Iterator[tuple[psutil.Popen, str]]:
    """JupyterLab as `lab serve` runs it, once it has said its address; ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = psutil.Popen(
        [
            *(sys.executable, "-c", "from lab.cli import main; main()"),
            *("serve", str(course), "--port", port),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(CLONE), "JUPYTER_DATA_DIR": str(course / "data")},
        start_new_session=True,
    )
    with process.stdout as said:
        address = next(line.strip() for line in said if line.startswith("http"))
        begin = f"http://127.0.0.1:{port}/lab/workspaces/{workspace_of(course.resolve())}/tree/"
        assert address.startswith(f"{begin}00_start_here.ipynb?token=")
        yield process, address
    if process.is_running():
        process.kill()
    process.wait(10)


@on_own_server
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
@pytest.mark.usefixtures("host")
def test_serve_listens_on_loopback_with_a_token_until_it_is_interrupted(
    served: tuple[psutil.Popen, str],
) -> None:
    process, address = served
    parts = urlsplit(address)
    contents = f"http://{parts.netloc}/api/contents"
    assert status_of(address) == 200
    assert status_of(address.split("?")[0]) in (302, 403)
    assert status_of(contents) == 403
    assert status_of(f"{contents}?{parts.query}") == 200
    listening = {
        found.laddr.ip
        for found in process.net_connections("inet")
        if found.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    assert parts.query.removeprefix("token=") not in " ".join(process.cmdline())
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", parts.port or 0)) != 0


@on_own_server
@pytest.mark.usefixtures("host")
def test_serve_on_a_port_in_use_is_told(lab: RunLab, course: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = lab("serve", str(course), "--port", str(port))
    assert (code, out) == (2, "")
    assert err == f"lab: Port {port} is not free. Choose another with --port\n"
