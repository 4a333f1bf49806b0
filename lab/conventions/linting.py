"""`lab.lint`: every rule over the picture of models or of a live schema."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import MetaData

from lab.conventions.lint_result import Lint
from lab.conventions.lint_settings import LintSettings
from lab.conventions.reviewing import findings_of, review_of
from lab.conventions.rules import convention_rules
from lab.database import Database
from lab.errors import LabError
from lab.findings import Finding, gravest_first
from lab.schema import Picture, picture_of, read_picture
from lab.show import text


def lint(source: Any, *, settings: LintSettings | None = None) -> Lint:
    """Hold a schema against the conventions.

    Args:
        source: a Database; or models: a module, SQLModel, classes, a MetaData.
        settings: thresholds and exemptions; else those of the nearest pyproject.toml.
    """
    pictures = _pictures(source)
    return lint_pictures(pictures, settings or LintSettings())


def lint_pictures(pictures: Iterable[Picture], settings: LintSettings) -> Lint:
    """Every rule over pictures that were read before."""
    seen = tuple(pictures)
    found = [each for picture in seen for each in _found(picture, settings)]
    kept, exempted = [], []
    for finding in gravest_first(found):
        reasons = [each.reason for each in settings.exempted if each.covers(finding)]
        if reasons:
            exempted.append((finding, reasons[0]))
        else:
            kept.append(finding)
    tables = sum(len(picture.tables) for picture in seen)
    return Lint(text.plural(tables, "table"), tuple(kept), tuple(exempted))


def _found(picture: Picture, settings: LintSettings) -> Iterable[Finding]:
    review = review_of(picture)
    for rule in convention_rules().values():
        yield from findings_of(review, rule, settings.limits.get(rule.code))


def _pictures(source: Any) -> tuple[Picture, ...]:
    if isinstance(source, Database):
        with source.rolled_back() as connection:
            return (read_picture(connection),)
    if isinstance(source, MetaData):
        return (picture_of(source),)
    raise LabError("Nothing to lint", hint="Give models, a MetaData or a database")
