"""The program `lab`: its commands put together, and how it says that something went wrong."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import lab
from lab.cli import INTERRUPTED, NOTHING_HALF_DONE
from lab.cli.groups import help_if_alone
from lab.cli.interrupts import raise_again
from lab.errors import LabError
from lab.show import text

MISTAKE = 2

COMMANDS = {
    "up": ("opening", "Start the server, migrate, load data, and make your copy of it."),
    "load": ("opening", "Load synthetic rows into your copy 'lab', or into the database of a URL."),
    "serve": ("opening", "Open JupyterLab on the notebooks, on this machine only."),
    "explain": ("explaining", "Show the plan of a statement, and what is wrong with it."),
    "compare": (
        "comparing",
        "Measure a query under several variants, indexes really built, and roll everything back.",
    ),
    "sweep": (
        "sweeping",
        "Measure how the cost of a query grows, and find where its plan changes.",
    ),
    "write-cost": (
        "writing",
        "Measure what a written row costs under several sets of indexes, on copies of the table.",
    ),
    "claims": (
        "claims",
        "List what the documents claim, what they get wrong, and what the lab found of it.",
    ),
    "course": ("course", "A copy of the course, and its exercises."),
    "db": ("databases", "The lab's own server and its databases."),
    "lint": ("linting", "Models or a database against the conventions."),
    "patterns": ("patterns", "The documented query patterns."),
    "schema": ("schemas", "What a schema consists of."),
}
"""Where each command is, and what the help says of it; it is imported when it is called."""


class Program(TyperGroup):
    """The commands; what typer would make an exit code of without a word goes on to `run`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called, imported in place of the one that stands in for it."""
        name, _, rest = super().resolve_command(ctx, args)
        command = imported_command(str(name))
        raise_again()
        return name, command, rest

    def make_context(self, *arguments: Any, **options: Any) -> Any:
        """Read the arguments; one of them may ask for help, which is written here."""
        with output_told():
            return super().make_context(*arguments, **options)

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        with output_told():
            try:
                done = super().invoke(ctx)
            except KeyboardInterrupt as stop:
                raise typer.Abort(str(stop)) from stop
            # Here and not at the interpreter's end, where a reader that has gone is an error.
            if sys.stdout is not None:
                sys.stdout.flush()
            return done


@contextmanager
def output_told() -> Iterator[None]:
    """What keeps the output from being written, as a mistake; a reader that has gone is none."""
    try:
        yield
    except BrokenPipeError:
        # As `head` does; nothing more can be said to it.
        _say_no_more()
        raise typer.Exit from None
    except OSError as error:
        # Of the output itself, such as a full disk, or of a file that was named.
        if error.filename is None:
            _say_no_more()
        what = error.filename or "The output cannot be written"
        raise LabError(f"{what}: {error.strerror}", hint="Name another place") from None


def imported_command(name: str) -> Any:
    """A command from its module."""
    module, _ = COMMANDS[name]
    part = typer.Typer(rich_markup_mode=None)
    import_module(f"lab.cli.{module}").add_to(part)
    return typer.main.get_group(part).commands[name]


app = typer.Typer(
    name="lab",
    cls=Program,
    help="Questions about PostgreSQL schemas and queries, put to the test.",
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def program(
    context: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Say which version it is.")] = False,
) -> None:
    """Say the version, or what commands there are where none is given."""
    if version:
        print(f"lab {lab.__version__}")
        raise typer.Exit
    help_if_alone(context)


def stands_in() -> None:
    """Stand for a command that is not imported yet."""


for command, (_, told) in COMMANDS.items():
    app.command(command, help=told)(stands_in)


def run() -> None:
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
        _say(f"lab: {str(stop) or NOTHING_HALF_DONE}")
        code = INTERRUPTED
    finally:
        raise_again()
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
