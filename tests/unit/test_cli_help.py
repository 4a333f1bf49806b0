"""The command line before any server: help, and calls that make no sense."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from lab.cli import INTERRUPTED, main
from lab.cli import app as program
from lab.patterns import PATTERNS
from lab.server import Address, Cluster
from lab.serving import workspace_of

COMMANDS = (
    *("", "up", "load", "serve", "explain", "compare", "sweep", "write-cost", "db", "patterns"),
    *("claims", "course", "course copy", "course status"),
    *("lint", "lint models", "lint database", "schema", "schema diagram"),
    *(f"db {verb}" for verb in ("start", "stop", "status", "reset", "url", "psql", "list", "drop")),
    *(f"patterns {verb}" for verb in ("list", "run")),
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that nothing may be made in: these calls need no server."""
    monkeypatch.setenv("LAB_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def lab(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of a call."""
    monkeypatch.setattr(sys, "argv", ["lab", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself(
    command: str,
    option: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    home: Path,
) -> None:
    assert lab(monkeypatch, *command.split(), option) == 0
    shown = capsys.readouterr()
    assert shown.out.strip().startswith(f"Usage: {' '.join(['lab', *command.split()])}")
    assert shown.err == ""
    assert not home.exists()


@pytest.mark.parametrize("group", ["", "course", "db", "lint", "patterns", "schema"])
def test_a_group_alone_shows_its_commands(
    group: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lab(monkeypatch, *group.split()) == 0
    assert "Commands:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nonsense"], "No such command 'nonsense'. See 'lab --help'"),
        (["db", "nonsense"], "No such command 'nonsense'. See 'lab db --help'"),
        (["--nonsense"], "No such option: --nonsense"),
        (["compare", "x", "--nonsense"], "See 'lab compare --help'"),
        (["explain"], "Give either a statement or a plan"),
        (["load", "--scale", "huge"], "Invalid value for '--scale'"),
        (["load", "--seed", "-1"], "Invalid value for '--seed'"),
        (["up", "--seed", "99999999999"], "Invalid value for '--seed'"),
        (["course", "x" * 300], "File name too long"),
        (["serve", "x" * 300], "File name too long"),
        (["db", "drop", "\udcff"], "An argument is not UTF-8 text"),
        (["up", "--workers", "0"], "Invalid value for '--workers'"),
        (["db", "start", "--tcp", "70000"], "See 'lab db start --help'"),
        (["db", "start", "5433"], "A port is for TCP. Write 'lab db start --tcp 5433'"),
        (["serve", "--port", "0"], "Invalid value for '--port'"),
        (["patterns", "run"], "Name one pattern, or give --all. 'lab patterns list' shows them"),
        (["patterns", "run", "orders_of_usr"], "Did you mean 'orders_of_user'? 'lab patterns"),
        (["patterns", "run", "orders_of_user", "--all"], "Name one pattern, or give --all"),
        (["explain", "SELECT 1", "--url", "nonsense"], "URL cannot be read. Its form is postgres"),
        (["explain", "SELECT 1", "--url", "mysql://a/b"], "the lab speaks PostgreSQL only"),
        (["compare", "orders_of_user", "--url", "postgresql://h"], "names no database"),
    ],
)
def test_a_mistake_in_the_call_is_one_line_and_exit_code_2(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    home: Path,
) -> None:
    assert lab(monkeypatch, *arguments) == program.MISTAKE
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("lab: ")
    assert shown.err.count("\n") == 1
    assert said in shown.err
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("LAB_SCALE", "huge"), ("LAB_SEED", "-1"), ("LAB_DATABASE_URL", "s3cret")]
)
def test_a_variable_that_makes_no_sense_is_one_line_without_its_value(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert lab(monkeypatch, "explain", "SELECT 1") == program.MISTAKE
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert value not in said


def test_patterns_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lab(monkeypatch, "patterns", "list") == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in PATTERNS)


@pytest.mark.parametrize("word", ["", "The load was stopped"])
def test_ctrl_c_is_one_line_and_exit_code_130(
    word: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt(word)

    monkeypatch.setattr("lab.cli.explaining.connect", interrupt)
    assert lab(monkeypatch, "explain", "SELECT 1") == INTERRUPTED
    said = capsys.readouterr().err
    assert said == f"lab: {word or 'interrupted; nothing is left half done'}\n"


def run(*arguments: str, stdout: int = subprocess.PIPE) -> "subprocess.CompletedProcess[str]":
    """The program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from lab.cli import main; main()", *arguments],
        check=False,
        text=True,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )


def test_as_a_process_of_its_own_a_mistake_is_the_same_line() -> None:
    done = run("nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "lab: No such command 'nonsense'. See 'lab --help'\n"


@pytest.mark.skipif(os.name == "nt", reason="a pipe's reader that goes is no signal there")
@pytest.mark.parametrize("asked", [("claims",), ("--help",)], ids=" ".join)
def test_a_reader_that_has_gone_is_no_error(asked: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(*asked, stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize("asked", [("claims",), ("--help",), ("lint", "--help")], ids=" ".join)
def test_an_output_that_cannot_be_written_is_one_line(asked: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*asked, stdout=full.fileno())
    assert done.returncode == program.MISTAKE
    assert done.stderr == (
        "lab: The output cannot be written: No space left on device. Name another place\n"
    )


def test_a_closed_output_is_no_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as closed:
        closed.setattr(sys, "stdout", None)
        assert lab(monkeypatch, "patterns", "list") == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("host", "seen"), [("127.0.0.1", True), ("/a/socket", False)], ids=["TCP", "socket"]
)
def test_psql_gets_the_password_in_its_environment(
    monkeypatch: pytest.MonkeyPatch, *, host: str, seen: bool
) -> None:
    calls: list[tuple[list[str], dict[str, str]]] = []

    def remember(
        command: list[str], *, env: dict[str, str], check: bool
    ) -> "subprocess.CompletedProcess[str]":
        assert not check
        calls.append((command, env))
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setattr(Cluster, "start", lambda _: Address(host, 5499, tcp_port=5499))
    monkeypatch.setattr(Cluster, "password", lambda _: "s3cret")
    monkeypatch.setattr("lab.cli.databases.subprocess.run", remember)
    assert lab(monkeypatch, "db", "psql", "mine", "--", "-c", "SELECT 1") == 3
    ((command, environment),) = calls
    assert command[-2:] == ["-c", "SELECT 1"]
    assert "s3cret" not in " ".join(command)
    assert environment.get("PGPASSWORD") == ("s3cret" if seen else None)


def test_a_folder_without_the_course_is_not_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lab(monkeypatch, "serve", str(tmp_path)) == program.MISTAKE
    assert "Copy the course with 'lab course DIR', then 'lab serve DIR'" in capsys.readouterr().err


def test_each_folder_has_a_workspace_of_its_own_that_stays(tmp_path: Path) -> None:
    assert workspace_of(Path("notebooks")) == "schema-query-lab-b7444bd1"
    names = {workspace_of(tmp_path / each) for each in ("a", "b", "q\udcff ö", "a/b")}
    assert len(names) == 4
    assert all(re.fullmatch("schema-query-lab-[0-9a-f]{8}", each) for each in names)
