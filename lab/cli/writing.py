"""`lab write-cost`: what a written row costs under several sets of indexes."""

import json
from contextlib import closing
from typing import Annotated, Any

import typer

from lab.cli.arguments import AllowWrites, Json, Url, VariantIndexes
from lab.cli.asking import add_variant, indexes_of
from lab.cli.window import window_width
from lab.experiments import AS_IS
from lab.experiments import write_cost as measure_write_cost
from lab.experiments.writing import FILLFACTOR, ROWS
from lab.opening import connect

HELP = """Measure what a written row costs under several sets of indexes, on copies of the table.

\b
lab write-cost orders
lab write-cost orders -i "orders(user_id)" -i "orders(user_id); orders(status)" --column status
"""

Updated = Annotated[
    str | None, typer.Option(metavar="NAME", help="Update this one, not one that is chosen.")
]
Fillfactor = Annotated[
    int | None,
    typer.Option(
        metavar="PERCENT", help=f"How full pages are. Default: the table's own, or {FILLFACTOR}."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Give the program this command."""
    app.command(help=HELP)(write_cost)


def write_cost(
    table: Annotated[str, typer.Argument(help="The table: orders, or sales.orders.")],
    *,
    index: VariantIndexes = None,
    column: Updated = None,
    fillfactor: Fillfactor = None,
    rows: Annotated[int, typer.Option(help="How many rows a copy has at most.")] = ROWS,
    as_json: Json = False,
    url: Url = None,
    allow_writes: AllowWrites = False,
) -> None:
    """Measure what a written row costs under several sets of indexes, on copies of the table."""
    variants: dict[str, Any] = {"none": []}
    for each in index or [AS_IS.value]:
        add_variant(variants, each, indexes_of(each))
    with closing(connect(url, allow_writes=allow_writes or None)) as db:
        cost = measure_write_cost(
            db, table, variants, column=column, fillfactor=fillfactor, rows=rows
        )
    shown = json.dumps(cost.to_json()) if as_json else None
    print(shown or cost.timed().render_text(width=window_width()))
