"""`lab sweep`: how the cost of a query grows with a parameter, a setting, the rows of a table."""

import json
from contextlib import closing
from typing import Annotated, Any

import typer

from lab.cli.arguments import AllowWrites, Json, Param, Timeout, Url, What
from lab.cli.asking import asked_query, indexes_of
from lab.errors import LabError
from lab.experiments import AS_IS
from lab.experiments import sweep as sweep_query
from lab.opening import connect

HELP = """Measure how the cost of a query grows, and find where its plan changes.

\b
lab sweep "SELECT * FROM orders WHERE id < :n" --over n --values 10,100,1000
lab sweep orders_by_offset --over offset --values 0,1000,10000
"""
SWITCHES = {"true": True, "false": False}

Over = Annotated[
    str,
    typer.Option(help="selectivity, rows, offset, or the name of a parameter or a setting."),
]
Values = Annotated[str, typer.Option(metavar="A,B,C", help="What to try, with commas between.")]
Indexes = Annotated[
    list[str] | None,
    typer.Option(
        "--index", "-i", help="The indexes: 'orders(user_id)', 'as it is'; may be repeated."
    ),
]
Rivals = Annotated[
    bool, typer.Option("--rivals", help="Force each plan on every value: which is the best?")
]
Grown = Annotated[str, typer.Option(metavar="NAME", help="With --over rows, which table grows.")]


def add_to(app: typer.Typer) -> None:
    """Give the program this command."""
    app.command(help=HELP)(sweep)


def sweep(
    query: What,
    *,
    over: Over,
    values: Values,
    param: Param = None,
    index: Indexes = None,
    table: Grown = "",
    rivals: Rivals = False,
    timeout: Timeout = 60,
    as_json: Json = False,
    url: Url = None,
    allow_writes: AllowWrites = False,
) -> None:
    """Measure how the cost of a query grows, and find where its plan changes."""
    wanted = [each for given in index or [AS_IS.value] for each in indexes_of(given)]
    with closing(connect(url, allow_writes=allow_writes or None)) as db:
        result = sweep_query(
            db,
            asked_query(db, query, param),
            over=over,
            values=_values(values),
            indexes=wanted,
            timeout_s=timeout,
            table=table,
            rivals=rivals,
        )
    print(json.dumps(result.to_json()) if as_json else result.timed().render_text())


def _values(given: str) -> list[Any]:
    """What stands between the commas: numbers, truth values, else texts."""
    pieces = [piece.strip() for piece in given.split(",")]
    if "" in pieces:
        raise LabError(f"'{given}' holds an empty value", hint="Write --values 10,100,1000")
    return [_value(piece) for piece in pieces]


def _value(piece: str) -> Any:
    if piece.lower() in SWITCHES:
        return SWITCHES[piece.lower()]
    for kind in (int, float):
        try:
            return kind(piece)
        except ValueError:
            continue
    return piece
