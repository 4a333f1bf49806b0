"""The documented query patterns, one file a family; every file of this folder is found."""

from lab.patterns.pattern import Pattern
from lab.patterns.registry import PATTERNS

__all__ = ["PATTERNS", "Pattern"]
