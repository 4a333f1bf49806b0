"""The first second of the program: what is imported when, and Ctrl-C while it is."""

import ast
import importlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import lab
from lab.cli import INTERRUPTED, NOTHING_HALF_DONE, main
from lab.cli.app import COMMANDS, imported_command
from lab.schema.modules.importing import START

CLONE = Path(__file__).parents[2]
LAZY = ("lab", "lab.data", "lab.experiments", "lab.opening", "lab.schema")
CALL = "import sys; sys.argv[1:] = {arguments!r}; from lab.cli import main; main()"
INTERRUPTED_IMPORT = """
import signal, sys

class Interrupting:
    def find_spec(name, path=None, target=None):
        if name == {module!r}:
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                if {lost}:
                    return
                raise

sys.meta_path.insert(0, Interrupting)
"""


def run(code: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        cwd=CLONE,
        env=os.environ | {"PYTHONPATH": str(CLONE)},
    )


def modules_after(code: str) -> set[str]:
    """What a process of its own has imported when it has run that."""
    told = "import atexit, json, sys\natexit.register(lambda: print(json.dumps([*sys.modules])))\n"
    return set(json.loads(run(told + code).stdout.splitlines()[-1]))


def rooms(modules: set[str]) -> set[str]:
    return {each.split(".")[1] for each in modules if each.startswith("lab.")}


def test_a_name_is_imported_when_it_is_asked_for() -> None:
    assert rooms(modules_after("import lab; lab.__version__")) == {"lazy"}
    assert "findings" in rooms(after := modules_after("import lab; lab.Finding"))
    assert "database" not in rooms(after)


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (["--help"], {"pandas", "numpy", "sqlalchemy", "psycopg", "lab.settings", "lab.database"}),
        (["--version"], {"numpy", "sqlalchemy", "psycopg", "lab.settings", "lab.database"}),
        (["claims", "C14"], {"numpy", "sqlalchemy", "psycopg", "lab.settings", "lab.database"}),
        (["patterns", "--help"], {"pandas", "numpy", "pyarrow", "alembic"}),
        (["explain", "--help"], {"pandas", "numpy", "pyarrow", "alembic"}),
        (["db", "status"], {"numpy", "pyarrow", "alembic", "lab.models", "lab.schema"}),
        (["lint", "models", "--help"], {"numpy", "sqlglot", "lab.opening", "lab.plans"}),
        (["schema", "diagram", "--help"], {"numpy", "sqlglot", "lab.opening", "lab.plans"}),
    ],
    ids=lambda given: " ".join(sorted(given)),
)
def test_a_command_imports_what_it_needs(arguments: list[str], without: set[str]) -> None:
    imported = modules_after(CALL.format(arguments=arguments))
    assert "lab.cli.app" in imported
    assert not imported & without


def test_the_process_that_imports_models_knows_no_driver() -> None:
    assert START.startswith("import sys; ")
    imported = modules_after("from lab.schema.modules.importing import main")
    assert not imported & {"psycopg", "lab.database", "numpy"}


@pytest.mark.parametrize("name", LAZY)
def test_every_name_of_a_stub_is_there_and_listed(name: str) -> None:
    package = importlib.import_module(name)
    stub = ast.parse(Path(str(package.__file__)).with_suffix(".pyi").read_text())
    (written,) = (
        ast.literal_eval(node.value)
        for node in stub.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    assert package.__all__ == sorted(written)
    for each in written:
        assert getattr(package, each) is vars(package)[each]
    assert set(written) <= set(dir(package))


def test_rooms_are_attributes_too() -> None:
    assert {"models", "plans", "schema"} <= set(dir(lab))
    after = modules_after("import lab; lab.models.Order; lab.show.html.element")
    assert {"lab.models", "lab.show"} <= after


def test_all_names_come_with_a_star() -> None:
    given: dict[str, object] = {}
    exec("from lab import *", given)
    assert given.keys() >= set(lab.__all__)


def test_a_name_that_is_not_there_is_told_as_python_tells_it() -> None:
    with pytest.raises(AttributeError, match="module 'lab' has no attribute 'explane'"):
        getattr(lab, "explane")  # noqa: B009
    assert not hasattr(lab, "jupyter_config")
    with pytest.raises(ImportError, match="cannot import name 'explane' from 'lab'"):
        exec("from lab import explane", {})


def test_the_help_says_of_each_command_what_the_command_says() -> None:
    for name, (_, told) in COMMANDS.items():
        said = imported_command(name).get_short_help_str(1000)
        assert said.startswith(told.removesuffix(".")), name


def test_the_version_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["lab", "--version"])
    with pytest.raises(SystemExit, match="0"):
        main()
    assert capsys.readouterr() == (f"lab {lab.__version__}\n", "")


@pytest.mark.parametrize("lost", [False, True], ids=["raised", "lost in the import"])
@pytest.mark.parametrize("module", ["typer", "lab.show", "lab.cli.claims", "lab.claims.ledger"])
def test_ctrl_c_during_an_import_is_one_line_and_exit_code_130(module: str, *, lost: bool) -> None:
    code = INTERRUPTED_IMPORT.format(module=module, lost=lost) + CALL.format(arguments=["claims"])
    done = run(code)
    assert (done.returncode, done.stdout) == (INTERRUPTED, "")
    assert done.stderr == f"lab: {NOTHING_HALF_DONE}\n"


def test_ctrl_c_is_heard_from_the_first_import_on() -> None:
    hook = INTERRUPTED_IMPORT.format(module="lab.cli.interrupts", lost=False)
    done = run(hook + CALL.format(arguments=["--help"]))
    assert (done.returncode, done.stdout) == (INTERRUPTED, "")
    assert done.stderr == f"lab: {NOTHING_HALF_DONE}\n"


def test_who_ignores_ctrl_c_goes_on_ignoring_it() -> None:
    ignoring = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
    hook = INTERRUPTED_IMPORT.format(module="lab.claims", lost=False)
    done = run(ignoring + hook + CALL.format(arguments=["claims", "C14"]))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("arguments", [["--help"], ["claims", "C14"], ["nonsense"]])
def test_afterwards_ctrl_c_means_what_it_meant(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["lab", *arguments])
    with pytest.raises(SystemExit):
        main()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
