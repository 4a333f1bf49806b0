"""For the tests of schema rules: what one rule says of models, of a MetaData or of a picture."""

from typing import Any

from sqlalchemy import MetaData

from lab.conventions import convention_rules
from lab.conventions.reviewing import findings_of, review_of
from lab.findings import Finding
from lab.schema import Picture, picture_of
from tests.titles import assert_proved


def said(code: str, source: MetaData | Picture, **limits: float) -> list[Finding]:
    """What one rule says, its thresholds changed by `limits`, each number with its proof."""
    picture = source if isinstance(source, Picture) else picture_of(source)
    found = list(findings_of(review_of(picture), convention_rules()[code], limits))
    assert_proved(found)
    return found


def only(code: str, source: MetaData | Picture, **limits: float) -> Finding:
    """The one thing that a rule says."""
    [finding] = said(code, source, **limits)
    return finding


def where(findings: list[Finding]) -> list[tuple[Any, ...]]:
    """What findings speak of: table, column, index; without what does not apply."""
    named = [(each.table, each.column, each.index) for each in findings]
    return [tuple(part for part in parts if part is not None) for parts in named]
