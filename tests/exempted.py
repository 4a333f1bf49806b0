"""For the tests of exemptions: what is accepted is told no more, and all else still is."""

from collections.abc import Iterable

from lab.conventions import Lint, LintSettings
from lab.conventions.lint_settings import Exempted
from lab.conventions.linting import lint_pictures
from lab.findings import Finding
from lab.schema import Picture
from tests.titles import assert_proved


def linted(picture: Picture, code: str, *exempted: Exempted, **limits: float) -> Lint:
    """What a rule says, and what of it is accepted."""
    settings = LintSettings(limits={code: limits}, exempted=exempted)
    lint = lint_pictures([picture], settings, of="a test")
    told = tuple(each for each in lint if each.code == code)
    accepted = tuple(each for each in lint.exempted if each[0].code == code)
    return Lint("", told, accepted, lint.unneeded)


def parts_of(findings: Iterable[Finding]) -> list[Finding]:
    """All that they speak of."""
    return [part for each in findings for part in each.parts or (each,)]


def assert_each_can_be_exempted(picture: Picture, code: str, **limits: float) -> None:
    """The first and the last thing that a rule tells of, by its table and by its column."""
    before = parts_of(linted(picture, code, **limits))
    for part in before[:1] + before[-1:]:
        for column in {"*", part.column or "*"}:
            if part.table is None:
                continue
            given = Exempted(code=code, table=part.table, column=column, reason="known")
            accepted = {each.name for each in before if given.covers(each)}
            now = linted(picture, code, given, **limits)
            assert_proved([*now])
            assert {each.name for each in parts_of(now)} == {
                each.name for each in before
            } - accepted
            told = parts_of(each for each, _ in now.exempted)
            assert {each.name for each in told} == accepted
            assert not now.unneeded
