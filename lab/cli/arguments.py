"""What several commands ask for: a query with its parameters, a database, how to answer."""

import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from lab.database import Database
from lab.errors import LabError
from lab.experiments import AS_IS
from lab.patterns import PATTERNS
from lab.workload import Query, as_query

NUMBER = re.compile(r"-?[0-9]{1,1000}")
"""What PostgreSQL takes as a number; Python refuses to read one of several thousand digits."""

WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How UTF-16 begins, which PowerShell writes where output goes to a file."""

What = Annotated[str, typer.Argument(help="A pattern's name, SQL, or - for standard input.")]
Param = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter; may be repeated."),
]
Url = Annotated[
    str | None, typer.Option(metavar="URL", help="Another database than LAB_DATABASE_URL.")
]
Json = Annotated[bool, typer.Option("--json", help="The same for programs.")]
AllowWrites = Annotated[
    bool, typer.Option("--allow-writes", help="On a server that is not the lab's own.")
]
Timeout = Annotated[
    float,
    typer.Option(
        min=0.001, max=2_000_000, metavar="SECONDS", help="How long one statement may take."
    ),
]

VariantIndexes = Annotated[
    list[str] | None,
    typer.Option(
        "--index",
        "-i",
        help="A variant: 'orders(user_id)', several with ; between, 'as it is', or '+' for both.",
    ),
]


def add_variant(variants: dict[str, Any], name: str, variant: Any) -> None:
    """Add one under its name.

    Raises:
        LabError: there is one of that name.
    """
    if name in variants:
        raise LabError(f"Two variants are named '{name}'", hint="Give each of them once")
    variants[name] = variant


def indexes_of(option: str) -> list[Any]:
    """The indexes that an option of that kind stands for.

    Raises:
        LabError: it names none.
    """
    if option == AS_IS.value:
        return [AS_IS]
    wanted = [each.strip() for each in option.removeprefix("+").split(";") if each.strip()]
    if not wanted:
        raise LabError(f"'{option}' names no index", hint="Write 'orders(user_id)' or 'as it is'")
    return [AS_IS, *wanted] if option.startswith("+") else wanted


def asked_query(db: Database, what: str, params: list[str] | None) -> Query:
    """A pattern with its sampled values, or with those given alone; or SQL with those given."""
    given = _parameters(params)
    if what in PATTERNS:
        pattern = PATTERNS[what].query(db)
        return as_query(pattern, {**pattern.params, **given}) if given else pattern
    statement = _standard_input() if what == "-" else what
    if what != "-" and len(statement.split()) == 1:
        # One word is a name that was meant, not a statement.
        PATTERNS[what]
    return Query("query", statement, given)


def read_file(name: str) -> str:
    """The text of a file, or of standard input where the name is `-`.

    Raises:
        LabError: there is no such file, or it is no text.
    """
    if name == "-":
        return _standard_input()
    try:
        raw = Path(name).read_bytes()
    except OSError as error:
        raise LabError(f"{name}: {error.strerror}", hint="Name a file, or - to read it") from None
    return _decoded(raw, name)


def _standard_input() -> str:
    if sys.stdin is None:
        raise LabError("There is no standard input to read", hint="Give the SQL as an argument")
    return _decoded(sys.stdin.buffer.read(), "Standard input")


def _decoded(raw: bytes, name: str) -> str:
    try:
        read = raw.decode("utf-16" if raw.startswith(WIDE) else "utf-8-sig")
    except UnicodeError:
        read = "\0"
    if "\0" in read:
        raise LabError(f"{name} is not UTF-8 text", hint="Convert the file, with iconv for example")
    return read


def _parameters(params: list[str] | None) -> dict[str, Any]:
    """NAME=VALUE pairs; numbers become numbers."""
    found: dict[str, Any] = {}
    for pair in params or []:
        name, equals, value = pair.partition("=")
        if not (name and equals):
            raise LabError(f"'{pair}' is no parameter", hint="Write --param user_id=7")
        found[name] = int(value) if NUMBER.fullmatch(value) else value
    return found
