"""One file a table: how its rows are made. The folder is the registry."""

import functools

from lab.data.batches import Recipe
from lab.files import modules_in


@functools.cache
def recipes() -> dict[str, Recipe]:
    """The recipe of every table, by the table's name."""
    return {module.RECIPE.table: module.RECIPE for module in modules_in(__name__)}
