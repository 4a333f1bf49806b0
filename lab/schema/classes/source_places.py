"""Where a class, a field or a table is written: found in the source, never by running it."""

import ast
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

from lab.schema.model_facts import Place

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

PROJECT = "pyproject.toml"
"""The file that stands in the top folder of a project."""


class Named(Protocol):
    """A constraint or an index: its name, and the columns that it is made of."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def columns(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of source, laid out by what is looked up in it."""

    path: str
    classes: Mapping[str, ast.ClassDef]
    """By qualified name; the last of several, which is the one that stayed."""
    tables: Mapping[str, ast.Call]
    """Calls of Table(...), by the name of the table."""

    def place(self, node: ast.stmt | ast.expr) -> Place:
        """Where that node begins."""
        return Place(self.path, node.lineno)


class SourcePlaces:
    """Places in the files of the models; each file is read once."""

    def __init__(self) -> None:
        self._files: dict[str, SourceFile | None] = {}

    def of_class(self, model: type) -> Place | None:
        """The line of `class`; None for a class of a notebook's cell."""
        source, body = self._written(model)
        return source.place(body) if source and body else None

    def of_attribute(self, model: type, name: str) -> Place | None:
        """The line of the attribute, in the class itself or the nearest base that has it."""
        source, statement = self._bound(model, name)
        return source.place(statement) if source and statement else None

    def text_of_attribute(self, model: type, name: str) -> str:
        """Its assignment on one line; empty where there is none, or it names several."""
        _, statement = self._bound(model, name)
        if not isinstance(statement, ast.AnnAssign | ast.Assign):
            return ""
        line = ast.unparse(statement)
        return "" if "\n" in line or names_bound(statement) != (name,) else line

    def of_argument(self, model: type, kind: str, part: Named) -> Place | None:
        """The line in `__table_args__` where a call of that kind makes the part."""
        for each in model.__mro__:
            source, body = self._written(each)
            for statement in body.body if body else ():
                if source and "__table_args__" in names_bound(statement):
                    call = call_that_makes(part, calls_of(kind, statement))
                    return source.place(call) if call else None
        return None

    def of_table(self, files: Iterable[str], table: str, column: str | None = None) -> Place | None:
        """The line of Table(...) in one of the files, or of one of its Column(...)."""
        source, call = self._called(files, table, column)
        return source.place(call) if source and call else None

    def text_of_column(self, files: Iterable[str], table: str, column: str) -> str:
        """Its Column(...) within Table(...) on one line; empty where there is none."""
        _, call = self._called(files, table, column)
        line = ast.unparse(call) if call else ""
        return "" if "\n" in line else line

    def _called(
        self, files: Iterable[str], table: str, column: str | None
    ) -> tuple[SourceFile | None, ast.Call | None]:
        for file in files:
            source = self._read(file)
            if source is None or table not in source.tables:
                continue
            call = source.tables[table]
            if column is None:
                return source, call
            for each in calls_of("Column", call):
                if first_text(each) == column:
                    return source, each
        return None, None

    def _bound(self, model: type, name: str) -> tuple[SourceFile | None, ast.stmt | None]:
        for each in model.__mro__:
            source, body = self._written(each)
            for statement in body.body if body else ():
                if name in names_bound(statement):
                    return source, statement
        return None, None

    def _written(self, model: type) -> tuple[SourceFile | None, ast.ClassDef | None]:
        file = getattr(sys.modules.get(model.__module__), "__file__", None)
        source = self._read(file) if file else None
        return source, source.classes.get(model.__qualname__) if source else None

    def _read(self, file: str) -> SourceFile | None:
        if file not in self._files:
            self._files[file] = read_source(file)
        return self._files[file]


def read_source(file: str) -> SourceFile | None:
    """A file laid out; None where there is no Python to read."""
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    named = ((first_text(call), call) for call in calls_of("Table", tree))
    return SourceFile(
        path=short_path(file),
        classes=dict(classes_in(tree)),
        tables={name: call for name, call in named if name is not None},
    )


def short_path(file: str) -> str:
    """The path from the current folder where the file is of the same project, else as it is."""
    real, here = Path(os.path.realpath(file)), Path(os.path.realpath(Path.cwd()))
    project = next((each for each in (here, *here.parents) if (each / PROJECT).is_file()), here)
    if not real.is_relative_to(project) and not real.is_relative_to(here):
        return file
    return Path(os.path.relpath(real, here)).as_posix()


def classes_in(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.ClassDef]]:
    """Every class below the node with its qualified name."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef):
            yield prefix + child.name, child
            yield from classes_in(child, f"{prefix}{child.name}.")
        elif isinstance(child, Function):
            yield from classes_in(child, f"{prefix}{child.name}.<locals>.")
        else:
            yield from classes_in(child, prefix)


def names_bound(statement: ast.stmt) -> tuple[str, ...]:
    """The names that a statement of a class body gives a value or a type."""
    if isinstance(statement, ast.AnnAssign):
        return tuple(each.id for each in (statement.target,) if isinstance(each, ast.Name))
    if isinstance(statement, ast.Assign):
        return tuple(each.id for each in statement.targets if isinstance(each, ast.Name))
    return (statement.name,) if isinstance(statement, Function) else ()


def calls_of(name: str, node: ast.AST) -> Iterator[ast.Call]:
    """Calls of a function of that name, bare or as an attribute."""
    return (each for each in ast.walk(node) if isinstance(each, ast.Call) and called(each) == name)


def called(call: ast.Call) -> str | None:
    """The last name of what is called."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None


def first_text(call: ast.Call) -> str | None:
    """The first argument of a call, where it is a text."""
    return next(iter(texts_of(call.args[:1])), None)


def texts_of(nodes: Iterable[ast.AST]) -> list[str]:
    """The texts written in the nodes."""
    constants = (
        each for node in nodes for each in ast.walk(node) if isinstance(each, ast.Constant)
    )
    return [each.value for each in constants if isinstance(each.value, str)]


def call_that_makes(part: Named, calls: Iterable[ast.Call]) -> ast.Call | None:
    """The call that gives the name, whole or as a convention completes it; or else the columns."""
    several = list(calls)
    for call in several:
        given = name_given(call)
        if given and (part.name == given or part.name.endswith(f"_{given}")):
            return call
    wanted = list(part.columns)
    return next((call for call in several if wanted and columns_given(call) == wanted), None)


def name_given(call: ast.Call) -> str | None:
    """The name that a call gives to what it makes: `name=`, or the first argument of Index."""
    for keyword in call.keywords:
        if keyword.arg == "name":
            return next(iter(texts_of([keyword.value])), None)
    return first_text(call) if called(call) == "Index" else None


def columns_given(call: ast.Call) -> list[str]:
    """The columns that a call names: a foreign key's before those that it refers to."""
    rest = {"Index": slice(1, None), "ForeignKeyConstraint": slice(1)}
    return texts_of(call.args[rest.get(called(call) or "", slice(None))])
