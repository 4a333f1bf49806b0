"""One file a table: how its rows are made. The folder is the registry."""

import functools
import importlib
import pkgutil

from lab.data.batches import Recipe


@functools.cache
def recipes() -> dict[str, Recipe]:
    """The recipe of every table, by the table's name."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
    )
    return {module.RECIPE.table: module.RECIPE for module in modules}
