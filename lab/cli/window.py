"""The window that the output goes to, if any: how wide it is, and whether it has colours."""

import os
import shutil
import sys


def window_width() -> int | None:
    """Its columns; None where nobody looks, and lines may be as long as they like."""
    return shutil.get_terminal_size().columns if _is_seen() else None


def in_colour() -> bool:
    """Whether it can have them, and nobody has asked for plain text (no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return _is_seen() and not plain


def _is_seen() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()
