"""`lab compare`, `lab patterns`: questions about queries that take more than one run."""

import json
from contextlib import closing
from typing import Annotated, Any

import typer

from lab.cli.arguments import AllowWrites, Json, Param, Timeout, Url, What, asked_query
from lab.errors import LabError
from lab.experiments import AS_IS
from lab.experiments import compare as compare_variants
from lab.opening import connect
from lab.patterns import PATTERNS
from lab.plans import explain as explain_statement
from lab.show import text

patterns = typer.Typer(rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Give the program this command."""
    app.command()(compare)


def compare(
    query: What,
    *,
    param: Param = None,
    index: Annotated[
        list[str] | None,
        typer.Option(
            "--index", "-i", help="A variant: 'orders(user_id)', 'as it is', or '+' for both."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the order of the runs.")] = 0,
    timeout: Timeout = 60,
    as_json: Json = False,
    url: Url = None,
    allow_writes: AllowWrites = False,
) -> None:
    """Measure a query under several sets of indexes, really built, and roll everything back."""
    with closing(connect(url, allow_writes=allow_writes or None)) as db:
        asked = asked_query(db, query, param)
        if index:
            variants: Any = {"none": [], **{each: _variant(each) for each in index}}
        elif query in PATTERNS:
            variants = PATTERNS[query].variants
        else:
            raise LabError("There is no index to compare", hint="Give --index 'orders(user_id)'")
        result = compare_variants(db, asked, variants, timeout_s=timeout, seed=seed)
    print(json.dumps(result.to_json()) if as_json else result.timed().render_text())


def _variant(given: str) -> list[Any]:
    """The indexes that an option stands for."""
    if given == "as it is":
        return [AS_IS]
    return [AS_IS, given.removeprefix("+")] if given.startswith("+") else [given]


@patterns.command("list")
def list_patterns(*, as_json: Json = False) -> None:
    """List the patterns."""
    rows = [[p.name, p.question, p.source] for p in PATTERNS.values()]
    if as_json:
        print(json.dumps([dict(zip(("name", "question", "source"), r, strict=True)) for r in rows]))
    else:
        # One below the other: side by side they are too wide for a terminal.
        print("\n".join(f"{name}\n    {asked} (document {source})" for name, asked, source in rows))


@patterns.command()
def run(
    name: Annotated[str | None, typer.Argument(help="A pattern's name.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    as_json: Json = False,
    url: Url = None,
) -> None:
    """Explain one pattern or all of them on the database, in one table."""
    if (name is None) is not everything:
        raise LabError("Name one pattern, or give --all", hint="'lab patterns list' shows them")
    chosen = list(PATTERNS) if name is None else [PATTERNS[name].name]
    rows = []
    with closing(connect(url)) as db:
        for each in chosen:
            query = PATTERNS[each].query(db)
            plan = explain_statement(db, query.statement, query.params)
            rows.append((each, plan.shape, plan.blocks or 0, plan.total_rows or 0))
    if as_json:
        keys = ("name", "plan_shape", "blocks", "rows")
        print(json.dumps([dict(zip(keys, row, strict=True)) for row in rows]))
    else:
        shown = [[n, text.count(blocks), text.count(r), shape] for n, shape, blocks, r in rows]
        print(text.table(["pattern", "blocks", "rows", "plan"], shown, align="<>><"))
