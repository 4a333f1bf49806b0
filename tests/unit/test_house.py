"""The rules of the house that no tool holds: sizes, names, the one door to the driver."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import lab

CLONE = Path(__file__).parents[2]
PACKAGE = CLONE / "lab"
MODULES = sorted(PACKAGE.rglob("*.py"))
FILE_LINES, FUNCTION_LINES = 300, 40
VAGUE = {"utils", "util", "helpers", "helper", "types", "base", "manager", "managers", "common"}
MACHINE_PATH = re.compile(r"(?<![\w/.])/(?:home|Users|root)/\w+|[A-Z]:\\\\?Users")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def docstring_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    if ast.get_docstring(function) is None:
        return 0
    return (first.end_lineno or 0) - first.lineno + 1


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1 - docstring_lines(function)


def shown(path: Path) -> str:
    return path.relative_to(CLONE).as_posix()


def test_files_are_short() -> None:
    lines = {shown(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not [name for name, count in lines.items() if count > FILE_LINES]


def test_functions_are_short() -> None:
    assert not [
        f"{shown(path)}: {function.name}"
        for path in MODULES
        for function in functions(path)
        if code_lines(function) > FUNCTION_LINES
    ]


def test_no_except_catches_everything() -> None:
    assert not [
        f"{shown(path)}:{handler.lineno}"
        for path in MODULES
        for handler in ast.walk(tree(path))
        if isinstance(handler, ast.ExceptHandler)
        and (handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException"))
    ]


def test_no_import_is_for_the_type_checker_alone() -> None:
    assert not [shown(p) for p in MODULES if "TYPE_CHECKING" in p.read_text(encoding="utf-8")]


def test_modules_are_named_for_what_they_hold() -> None:
    assert not [shown(path) for path in MODULES if {path.stem, path.parent.name} & VAGUE]


def test_no_package_hides_a_module_behind_a_function_of_its_name() -> None:
    hidden = []
    for path in MODULES:
        if path.name == "__init__.py":
            beside = {p.stem for p in path.parent.glob("*.py")} - {"__init__"}
            given = [node for node in offered(path) if isinstance(node, ast.ImportFrom)]
            names = {a.asname or a.name for node in given for a in node.names}
            hidden += [f"{shown(path)}: {name}" for name in names & beside]
    assert not hidden


def offered(path: Path) -> list[ast.stmt]:
    """What a package says that it offers: in its stub, if its names are imported on demand."""
    stub = path.with_suffix(".pyi")
    return tree(stub if stub.exists() else path).body


def test_only_database_and_data_know_the_driver() -> None:
    assert not [
        shown(path)
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] not in ("database", "data")
        and any(name.split(".")[0] == "psycopg" for name in imported(path))
    ]


def test_every_module_begins_with_what_a_reader_finds_in_it() -> None:
    assert not [shown(path) for path in MODULES if not ast.get_docstring(tree(path))]


def test_every_public_name_says_what_it_is() -> None:
    constants = {"NOW", "AS_IS"}
    for name in lab.__all__:
        if name not in constants:
            assert getattr(lab, name).__doc__, name


def test_no_file_in_git_holds_a_path_of_one_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=CLONE, check=False, stdout=subprocess.PIPE, text=True
    )
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = CLONE / name
        if path.suffix in (".png", ".svg") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{name}: {match[0]}" for match in MACHINE_PATH.finditer(text)]
    assert not [each for each in found if not each.startswith("tests/unit/test_house.py")]
