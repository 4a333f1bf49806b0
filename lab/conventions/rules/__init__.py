"""What can be found in a schema: one rule a file. A new file with a `RULE` is found by itself."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from lab.conventions.reviewing import Rule

__all__ = ["convention_rules"]


@cache
def convention_rules() -> Mapping[str, Rule]:
    """The rules of this folder by code, in alphabetical order of their files."""
    modules = (
        importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)
    )
    rules = [module.RULE for module in modules if isinstance(getattr(module, "RULE", None), Rule)]
    return {rule.code: rule for rule in rules}
