"""What several commands ask for: a query, a database, how to answer. Knows no room of the lab."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from lab.errors import LabError

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


def read_file(name: str) -> str:
    """The text of a file, or of standard input where the name is `-`.

    Raises:
        LabError: there is no such file, or it is no text; the name is empty.
    """
    if name == "-":
        return _standard_input()
    if not name:
        # As an unset variable is; to Python it is the current folder.
        raise LabError("The name of a file is empty", hint="Name a file, or - to read it")
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
