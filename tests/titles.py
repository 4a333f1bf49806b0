"""For the tests of reviews: which numbers a title has, and whether the evidence has them too."""

import re
from collections.abc import Iterable

from lab.findings import Finding
from lab.show import text

NUMBER = re.compile(r"(?<![\w.,'\"])\d+(?:,\d{3})*(?:\.\d+)?(?=x?(?![\w']))")

NO_EVIDENCE = re.compile(r" and [\d,]+ more\b|\b64 bits\b")
"""Behind three examples, the rest of what was counted before; the name of a type's width."""


def assert_proved(findings: Iterable[Finding]) -> None:
    """Every number of the titles is in the evidence."""
    for finding in findings:
        assert not unproved(finding), finding


def unproved(finding: Finding, names: re.Pattern[str] | None = None) -> set[str]:
    """The numbers of a title that the evidence does not have; `names` hold numbers that are none.

    A number may be written in any of the forms that the display has.
    """
    title = names.sub("", finding.title) if names else finding.title
    told = {form for value in finding.evidence.values() for form in forms(value)}
    return set(NUMBER.findall(NO_EVIDENCE.sub("", title))) - told


def forms(value: object) -> set[str]:
    """How a title may write a value: a number, those in a text, how long a list is."""
    if isinstance(value, list):
        return forms(len(value)) | set(NUMBER.findall(str(value)))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return set(NUMBER.findall(str(value)))
    shown = [text.count(value), text.ratio(value), text.share(value), text.duration(value)]
    shown += [text.size(value), text.size(value * 1024), f"{value:g}"]
    return {number for each in shown for number in NUMBER.findall(each)}
