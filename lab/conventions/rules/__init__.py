"""What can be found in a schema: one rule a file. A new file with a `RULE` is found by itself."""

from collections.abc import Mapping
from functools import cache

from lab.conventions.reviewing import Rule
from lab.files import modules_in

__all__ = ["convention_rules"]


@cache
def convention_rules() -> Mapping[str, Rule]:
    """The rules of this folder by code, in alphabetical order of their files."""
    rules = (getattr(module, "RULE", None) for module in modules_in(__name__))
    return {rule.code: rule for rule in rules if isinstance(rule, Rule)}
