"""The program `lab`: its commands put together, and how it says that something went wrong."""

import io
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from lab.cli import (
    claims,
    comparing,
    course,
    databases,
    explaining,
    linting,
    opening,
    patterns,
    schemas,
    sweeping,
    writing,
)
from lab.errors import LabError
from lab.show import text

MISTAKE = 2
INTERRUPTED = 130


class Program(TyperGroup):
    """The commands; what typer would make an exit code of without a word goes on to `main`."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            done = super().invoke(ctx)
            # Here and not at the interpreter's end, where a reader that has gone is an error.
            if sys.stdout is not None:
                sys.stdout.flush()
        except KeyboardInterrupt as stop:
            raise typer.Abort(str(stop)) from stop
        except BrokenPipeError:
            # The reader of the output has gone, as `head` does; nothing more can be said to it.
            _say_no_more()
            return 0
        except OSError as error:
            # Of the output itself, such as a full disk, or of a file that was named.
            if error.filename is None:
                _say_no_more()
            what = error.filename or "The output cannot be written"
            raise LabError(f"{what}: {error.strerror}", hint="Name another place") from None
        return done


def help_if_alone(context: typer.Context) -> None:
    """Show what commands there are where none is given."""
    if context.invoked_subcommand is None:
        print(context.get_help())


app = typer.Typer(
    name="lab",
    cls=Program,
    help="Questions about PostgreSQL schemas and queries, put to the test.",
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
opening.add_to(app)
explaining.add_to(app)
comparing.add_to(app)
sweeping.add_to(app)
writing.add_to(app)
claims.add_to(app)
for group in (app, course.app, databases.app, patterns.app, schemas.app):
    group.callback(invoke_without_command=True)(help_if_alone)
app.add_typer(course.app, name="course", help="A copy of the course, and its exercises.")
app.add_typer(databases.app, name="db", help="The lab's own server and its databases.")
app.add_typer(linting.app, name="lint", help="Models or a database against the conventions.")
app.add_typer(patterns.app, name="patterns", help="The documented query patterns.")
app.add_typer(schemas.app, name="schema", help="What a schema consists of.")


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            # Names may hold what the output's encoding has not.
            sys.stdout.reconfigure(errors="backslashreplace")
        _require_utf8(sys.argv)
        code = app(standalone_mode=False, prog_name="lab")
    except LabError as error:
        _say(f"lab: {error}")
        code = MISTAKE
    except typer.TyperException as error:
        context: typer.Context | None = getattr(error, "ctx", None)
        path = context.command_path if context else "lab"
        told = error.format_message().replace("Value error, ", "").rstrip(".")
        _say(f"lab: {told}{'' if told.endswith('?') else '.'} See '{path} --help'")
        code = MISTAKE
    except typer.Abort as stop:
        # What was interrupted may have said how it left things.
        _say(f"lab: {str(stop) or 'interrupted; nothing is left half done'}")
        code = INTERRUPTED
    sys.exit(code if isinstance(code, int) else 0)


def _require_utf8(arguments: list[str]) -> None:
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        raise LabError(
            "An argument is not UTF-8 text", hint="Check the encoding of the terminal"
        ) from None


def _say_no_more() -> None:
    """Lead the output nowhere, so that the interpreter's end does not try it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(line: str) -> None:
    # Names may hold what a terminal takes for an order.
    print(text.plain(" ".join(line.split())), file=sys.stderr)
