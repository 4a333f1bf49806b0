"""Ctrl-C: while the program is imported it ends at once, afterwards what runs is told of it.

An exception that is raised within an import may be lost, or be told as another one.
"""

import os
import signal

from lab.cli import INTERRUPTED, NOTHING_HALF_DONE


def leave_at_once() -> None:
    """From here on Ctrl-C ends the program, unless somebody has seen to it otherwise."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, leave)


def raise_again() -> None:
    """From here on Ctrl-C is a KeyboardInterrupt."""
    if signal.getsignal(signal.SIGINT) is leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def leave(*_: object) -> None:
    """Say so, and end: nothing has begun that would have to be undone."""
    os.write(2, f"lab: {NOTHING_HALF_DONE}\n".encode())
    os._exit(INTERRUPTED)
