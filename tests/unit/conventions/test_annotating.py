"""Annotations of a GitHub workflow: one line a finding, escaped by GitHub's rules."""

import pytest

from lab.conventions.reporting.annotating import annotation
from lab.findings import Finding, Severity


@pytest.mark.parametrize(
    ("severity", "command"),
    [(Severity.HIGH, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "notice")],
)
def test_the_place_and_the_words_are_told(severity: Severity, command: str) -> None:
    found = Finding(
        code="NO_KEY",
        severity=severity,
        title="a has no key",
        advice="Add one.",
        file="app/models.py",
        line=12,
    )
    assert annotation(found) == (
        f"::{command} file=app/models.py,line=12,title=NO_KEY::a has no key. Add one"
    )


def test_without_a_place_there_is_only_a_title() -> None:
    found = Finding(code="X", severity=Severity.INFO, title="It is so")
    assert annotation(found) == "::notice title=X::It is so"


def test_what_would_end_a_line_or_a_property_is_escaped() -> None:
    found = Finding(
        code="X",
        severity=Severity.HIGH,
        title="50%\r\n::error::\u202ea",
        file="C:\\a,b%.py",
        line=1,
    )
    assert annotation(found) == (
        "::error file=C%3A\\a%2Cb%25.py,line=1,title=X::50%25\\r\\n::error::\\u202ea"
    )
