"""Whether the server's disk has room for a load."""

import shutil
from pathlib import Path

from sqlalchemy import Connection, text

from lab.data.sizes import users_at
from lab.errors import LoadError

BYTES_PER_USER = 22_000
"""Tables, indexes and what building them takes, of a user with all orders, items and tasks."""


def bytes_needed(scale: float) -> int:
    """About how much disk a load takes, at its peak."""
    return users_at(scale) * BYTES_PER_USER


def require_space(connection: Connection, scale: float) -> None:
    """Refuse a load for which the disk of a server on this machine has no room.

    Raises:
        LoadError: it would not fit; says how much there is.
    """
    folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
    free, needed = shutil.disk_usage(folder).free, bytes_needed(scale)
    if needed > free:
        raise LoadError(
            f"Scale {scale:g} needs about {_size(needed)} of disk, {_size(free)} are free",
            hint="Free some, or choose a smaller scale",
        )


def _size(count: int) -> str:
    return f"{count / 1e9:,.1f} GB" if count >= 1e8 else f"{count / 1e6:,.0f} MB"
