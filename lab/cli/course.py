"""`lab course`: the notebooks copied into a folder, and which of its exercises hold."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from lab.cli.arguments import Json
from lab.cli.groups import new_group
from lab.course import copy_course, read_status, run_status

Folder = Annotated[Path, typer.Argument(metavar="DIR")]


class CourseGroup(TyperGroup):
    """The commands; a folder alone stands for `copy` and the folder."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command before a folder, or before the options of `copy`."""
        alone = args and args[0] not in self.commands and args[0] not in ctx.help_option_names
        return super().parse_args(ctx, ["copy", *args] if alone else args)


app = new_group(CourseGroup)


def add_to(program: typer.Typer) -> None:
    """Give the program these commands."""
    program.add_typer(app, name="course", help="A copy of the course, and its exercises.")


@app.command()
def copy(
    folder: Folder,
    *,
    student: Annotated[bool, typer.Option("--student", help="Without the solutions.")] = False,
) -> None:
    """Copy the course into a folder that does not exist yet. 'lab course DIR' is enough."""
    copy_course(folder, for_students=student)
    print(f"The course is in {folder}. Next: lab serve {folder}")


@app.command()
def status(
    folder: Folder,
    *,
    run: Annotated[bool, typer.Option("--run", help="Run a copy of every notebook first.")] = False,
    as_json: Json = False,
) -> None:
    """Tell which exercises hold, from what the notebooks in a folder keep of their last run."""
    found = run_status(folder, tell=_say_running) if run else read_status(folder)
    print(json.dumps(found.to_json()) if as_json else found.render_text())


def _say_running(notebook: str) -> None:
    """Tell whoever waits before a terminal how far it is."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"running {notebook}", file=sys.stderr)
