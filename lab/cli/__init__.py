"""The command line: one command a verb. A mistake is one line and exit code 2."""

from lab.cli.app import main

__all__ = ["main"]
