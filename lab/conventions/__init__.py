"""Conventions: the documents' checklists as rules that run, on models and on a live database."""

from lab.conventions.lint_settings import LintSettings, load_lint_settings
from lab.conventions.linting import lint
from lab.conventions.reporting.lint_result import Lint
from lab.conventions.reviewing import Notice, Review, Rule
from lab.conventions.rules import convention_rules

__all__ = [
    "Lint",
    "LintSettings",
    "Notice",
    "Review",
    "Rule",
    "convention_rules",
    "lint",
    "load_lint_settings",
]
