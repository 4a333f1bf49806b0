"""`lab claims`: every claim of the source documents, and what became of it."""

import json
import shutil
from typing import Annotated

import typer

from lab.claims import CLAIMS, OPEN, tally
from lab.cli.arguments import Json


def add_to(app: typer.Typer) -> None:
    """Give the program this command."""
    app.command("claims")(list_claims)


def list_claims(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Such as C14.")] = None,
    *,
    only_open: Annotated[bool, typer.Option("--open", help="Those that are not settled.")] = False,
    as_json: Json = False,
) -> None:
    """List what the documents claim, what they get wrong, and what the lab found of it."""
    claims = [CLAIMS[each.upper()] for each in ids] if ids else list(CLAIMS.values())
    if only_open:
        claims = [claim for claim in claims if claim.verdict == OPEN]
    if as_json:
        print(json.dumps([claim.to_json() for claim in claims]))
        return
    width = shutil.get_terminal_size().columns
    print("\n".join([*(claim.render_text(width) for claim in claims), "", tally(claims)]))
