"""`lab explain`, `compare`, `patterns`: questions about queries."""

import json
import re
import sys
from contextlib import closing
from typing import Annotated, Any

import typer

from lab.database import Database
from lab.errors import LabError
from lab.experiments import compare as compare_variants
from lab.opening import connect
from lab.patterns import PATTERNS
from lab.plans import explain as explain_statement
from lab.show import text
from lab.workload import Query

patterns = typer.Typer(rich_markup_mode=None)
NUMBER = re.compile(r"-?[0-9]{1,1000}")
"""What PostgreSQL takes as a number; Python refuses to read one of several thousand digits."""

What = Annotated[str, typer.Argument(help="A pattern's name, SQL, or - for standard input.")]
Param = Annotated[
    list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="Repeatable.")
]
Url = Annotated[str | None, typer.Option(help="Another database. Default: LAB_DATABASE_URL.")]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]
AllowWrites = Annotated[
    bool, typer.Option("--allow-writes", help="Needed on a server that is not the lab's own.")
]
Timeout = Annotated[
    float, typer.Option(min=0.001, help="Seconds that one statement may take, at most.")
]


def add_to(app: typer.Typer) -> None:
    """Give the program these commands."""
    app.command()(explain)
    app.command()(compare)


def explain(
    query: What,
    *,
    param: Param = None,
    analyze: Annotated[bool, typer.Option(help="Run it, and roll back what it writes.")] = True,
    times: Annotated[bool, typer.Option("--times", help="Show times too.")] = False,
    timeout: Timeout = 60,
    as_json: Json = False,
    url: Url = None,
    allow_writes: AllowWrites = False,
) -> None:
    """Show the plan of a statement."""
    with closing(connect(url, allow_writes=allow_writes or None)) as db:
        asked = _query(db, query, param)
        plan = explain_statement(db, asked, analyze=analyze, timeout_ms=round(timeout * 1000))
    if as_json:
        print(plan.to_json())
    else:
        print((plan.timed() if times else plan).render_text())


def compare(
    query: What,
    *,
    param: Param = None,
    index: Annotated[
        list[str] | None,
        typer.Option("--index", "-i", help="A variant: an index such as 'orders(user_id)'."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the order of the runs.")] = 0,
    timeout: Timeout = 60,
    as_json: Json = False,
    url: Url = None,
    allow_writes: AllowWrites = False,
) -> None:
    """Measure a query under several sets of indexes, really built, and roll everything back."""
    with closing(connect(url, allow_writes=allow_writes or None)) as db:
        asked = _query(db, query, param)
        if index:
            variants: Any = {"none": [], **{definition: [definition] for definition in index}}
        elif query in PATTERNS:
            variants = PATTERNS[query].variants
        else:
            raise LabError("There is no index to compare", hint="Give --index 'orders(user_id)'")
        result = compare_variants(db, asked, variants, timeout_s=timeout, seed=seed)
    print(json.dumps(result.to_json()) if as_json else result.timed().render_text())


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


def _query(db: Database, what: str, params: list[str] | None) -> Query:
    """A pattern with its sampled parameters, or SQL with those given."""
    given = _parameters(params)
    if what in PATTERNS:
        pattern = PATTERNS[what].query(db)
        return Query(pattern.name, pattern.statement, {**pattern.params, **given})
    statement = _standard_input() if what == "-" else what
    if what != "-" and len(statement.split()) == 1:
        # One word is a name that was meant, not a statement.
        PATTERNS[what]
    return Query("query", statement, given)


def _standard_input() -> str:
    if sys.stdin is None:
        raise LabError("There is no standard input to read", hint="Give the SQL as an argument")
    try:
        read = sys.stdin.read()
        read.encode()
    except UnicodeError:
        read = "\0"
    if "\0" in read:
        raise LabError(
            "Standard input is not UTF-8 text", hint="Convert the file, with iconv for example"
        )
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
