"""Commands that consist of commands."""

import typer
from typer.core import TyperGroup


def new_group(cls: type[TyperGroup] = TyperGroup) -> typer.Typer:
    """A group that shows its commands where none is given."""
    group = typer.Typer(cls=cls, rich_markup_mode=None)
    group.callback(invoke_without_command=True)(help_if_alone)
    return group


def help_if_alone(context: typer.Context) -> None:
    """Show what commands there are where none is given."""
    if context.invoked_subcommand is None:
        print(context.get_help())
