"""`lab patterns`: the documented query patterns, listed, and asked of the current database."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Annotated

import typer
from tqdm import tqdm

from lab.cli.arguments import Json, Url
from lab.cli.groups import new_group
from lab.cli.window import in_colour, window_width
from lab.database import Database
from lab.errors import ConnectError, LabError
from lab.opening import connect
from lab.patterns import PATTERNS
from lab.patterns.running import Asked, ask
from lab.settings import read_settings
from lab.show import text
from lab.show.terminal import cut

app = new_group()

HEADERS = ("pattern", "sent", "blocks", "rows", "findings", "plan")
ALIGN = "<>>><<"
LEAST_OF_A_PLAN = 10
"""Columns that are left to it in a narrow window: its first step."""


def add_to(program: typer.Typer) -> None:
    """Give the program these commands."""
    program.add_typer(app, name="patterns", help="The documented query patterns.")


@app.command("list")
def list_patterns(*, as_json: Json = False) -> None:
    """List the patterns."""
    rows = [[p.name, p.question, p.source] for p in PATTERNS.values()]
    if as_json:
        print(json.dumps([dict(zip(("name", "question", "source"), r, strict=True)) for r in rows]))
    else:
        # One below the other: side by side they are too wide for a terminal.
        print("\n".join(f"{name}\n    {asked} (document {source})" for name, asked, source in rows))
        print("\n'lab patterns run NAME' shows the plan, 'lab compare NAME' the indexes that fit.")


@app.command()
def run(
    name: Annotated[str | None, typer.Argument(help="A pattern's name.")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="All of them, in one table.")] = False,
    as_json: Json = False,
    url: Url = None,
) -> None:
    """Explain one pattern with each of its sampled values, or all of them, on the database."""
    if (name is None) is not everything:
        raise LabError("Name one pattern, or give --all", hint="'lab patterns list' shows them")
    chosen = None if name is None else PATTERNS[name]
    with closing(connect(url)) as db:
        if chosen is None:
            asked, refused = _ask_all(db)
        else:
            asked, refused = [ask(db, chosen, every_sample=True)], {}
    if as_json:
        print(json.dumps([each.to_json() for each in asked]))
    else:
        whole = "\n".join([render_table(asked, window_width()), *_notes(asked)])
        print(whole if chosen is None else _in_full(asked[0]))
    if refused:
        first, error = next(iter(refused.items()))
        missing = f"{text.plural(len(refused), 'pattern')} could not be explained"
        raise LabError(f"{missing}: '{first}': {error.message}", hint=error.hint)


def _ask_all(db: Database) -> tuple[list[Asked], dict[str, LabError]]:
    """What came of each, and why some were refused; if all were, that is said once."""
    asked: list[Asked] = []
    refused: dict[str, LabError] = {}
    hidden = True if read_settings().quiet else None  # None: where nobody looks at a terminal.
    for pattern in tqdm(PATTERNS.values(), unit=" patterns", leave=False, delay=2, disable=hidden):
        try:
            asked.append(ask(db, pattern))
        except ConnectError:
            raise
        except LabError as error:
            refused[pattern.name] = error
    if not asked:
        raise next(iter(refused.values()))
    return asked, refused


def render_table(asked: Sequence[Asked], width: int | None) -> str:
    """A row a pattern; its plan is cut where the window ends, if there is one."""
    rows = [
        [
            each.pattern.name,
            text.count(each.statements),
            _figure(each.blocks),
            _figure(each.rows),
            _codes(each),
            each.plan.shape,
        ]
        for each in asked
    ]
    whole = text.table(HEADERS, rows, ALIGN)
    if width is None:
        return whole
    before = text.display_width(text.table(HEADERS[:-1], [row[:-1] for row in rows]).split("\n")[1])
    room = max(LEAST_OF_A_PLAN, width - before - 2)
    return text.table(HEADERS, [[*row[:-1], cut(row[-1], room)] for row in rows], ALIGN)


def _notes(asked: Sequence[Asked]) -> Iterator[str]:
    """What the table cannot say: with which values, and what was not run."""
    yield "Each with typical values; 'lab patterns run NAME' takes the other samples too."
    if writing := [each.pattern.name for each in asked if each.pattern.writes]:
        yield f"Planned and not run, for they write: {', '.join(writing)}."


def _figure(value: float | None) -> str:
    return "-" if value is None else text.count(value)


def _codes(asked: Asked) -> str:
    """The gravest finding's code, and how many others there are."""
    codes = [each.code for each in asked.findings]
    return f"{codes[0]} +{len(codes) - 1}" if len(codes) > 1 else "".join(codes)


def _in_full(asked: Asked) -> str:
    """The question, the statements where there are several, and a plan for each set of values."""
    pattern = asked.pattern
    parts = [f"{pattern.name}: {pattern.question}\nDocument {pattern.source}"]
    if asked.counted is not None:
        parts.append(asked.counted.render_text())
    for label, plan in asked.plans.items():
        shown = plan.render_text(width=window_width(), colour=in_colour())
        parts.append(f"== {label}\n{shown}" if label else shown)
    return "\n\n".join(parts)
