"""`lab schema ...`: what models or a database consist of, to look at."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from lab.cli.arguments import Url
from lab.cli.groups import new_group
from lab.errors import LabError
from lab.schema import Picture, er_diagram, read_models, read_picture

app = new_group()

Models = Annotated[
    str | None,
    typer.Argument(metavar="MODULE[:NAME]", help="Models; else a database is asked."),
]
Schema = Annotated[str, typer.Option("--schema", metavar="NAME", help="Which schema.")]
Mermaid = Annotated[bool, typer.Option("--mermaid", help="As a Mermaid erDiagram, for Markdown.")]
Svg = Annotated[
    Path | None, typer.Option("--svg", metavar="FILE", help="Write it as a drawing instead.")
]


def add_to(program: typer.Typer) -> None:
    """Give the program these commands."""
    program.add_typer(app, name="schema", help="What a schema consists of.")


@app.command()
def diagram(
    models: Models = None,
    *,
    schema: Schema = "public",
    mermaid: Mermaid = False,
    svg: Svg = None,
    url: Url = None,
) -> None:
    """Show tables, keys and indexes: as text, as Mermaid, or drawn."""
    if mermaid and svg is not None:
        raise LabError("--mermaid and --svg are two drawings", hint="Leave one of them out")
    if models is not None and url is not None:
        raise LabError("Models need no database", hint="Give the models or --url")
    picture = _of_database(url, schema) if models is None else _of_models(models, schema)
    if svg is not None:
        svg.write_text(er_diagram(picture).to_svg(), encoding="utf-8")
        print(svg)
    elif mermaid:
        print(picture.to_mermaid(), end="")
    else:
        print(er_diagram(picture).render_text())


def _of_database(url: str | None, schema: str) -> Picture:
    from lab.opening import connect  # Here, for it is slow to import, and models need no database.

    with closing(connect(url)) as db, db.rolled_back() as connection:
        return read_picture(connection, schema, live=False)


def _of_models(name: str, schema: str) -> Picture:
    pictures = {each.schema: each for each in read_models(name).pictures}
    if schema not in pictures:
        raise LabError(
            f"{name} has no table in schema '{schema}'", hint=f"It has {', '.join(pictures)}"
        )
    return pictures[schema]
