"""How many rows a scale means: scale 1 is 20,000 users, and everything else in proportion."""

import math

from lab.data.tables import recipes
from lab.errors import LoadError

USERS_PER_SCALE = 20_000
SMALLEST = 100
LARGEST_SCALE = 1000


def users_at(scale: float) -> int:
    """How many users a scale means; at least a hundred, so that every kind occurs.

    Raises:
        LoadError: the scale is not a number above 0 and up to 1000.
    """
    if not (math.isfinite(scale) and 0 < scale <= LARGEST_SCALE):
        raise LoadError(
            f"A scale of {scale:g} cannot be loaded",
            hint=f"Choose a number above 0 and up to {LARGEST_SCALE}; 1 is 200,000 orders",
        )
    return max(SMALLEST, 10 * round(scale * USERS_PER_SCALE / 10))


def row_counts(scale: float) -> dict[str, int]:
    """How many rows each table has at a scale.

    Raises:
        LoadError: the scale is not a number above 0 and up to 1000.
    """
    users = users_at(scale)
    return {table: recipe.rows(users) for table, recipe in recipes().items()}
