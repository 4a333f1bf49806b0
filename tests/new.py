"""For the tests of baselines: what is new of a schema to whoever knows another one."""

import json

from lab.conventions import Lint, LintSettings
from lab.conventions.linting import lint_pictures
from lab.conventions.reporting.baseline import only_new, parse_baseline
from lab.findings import Finding
from lab.schema import Picture
from tests.repeated import repeated
from tests.titles import assert_proved

MANY = 8
"""So many schemas have every fault more often than any rule tells of each for itself."""


def found(picture: Picture, code: str = "", **limits: float) -> Lint:
    """What a lint says of one schema, or one rule of it, its thresholds changed by `limits`."""
    settings = LintSettings(limits={code: limits})
    lint = lint_pictures([picture], settings, of="a test")
    return Lint(lint.subject, tuple(each for each in lint if code in ("", each.code)))


def new(before: Lint, now: Lint) -> list[Finding]:
    """What is told with the one as baseline of the other."""
    return [*only_new(now, parse_baseline(json.dumps(before.to_json()), "known.json"))]


def names_in(findings: Lint | list[Finding]) -> list[tuple[str, str]]:
    """All that they speak of, each under its code."""
    return [(each.code, name) for each in findings for name in each.names]


def assert_one_more_is_new(
    picture: Picture, code: str = "", among: tuple[int, ...] = (1, 2, MANY), **limits: float
) -> None:
    """One copy more of a schema that is there so many times already."""
    for times in among:
        before, now = (
            found(repeated(picture, each), code, **limits) for each in (times, times + 1)
        )
        assert_new(before, now, f"again{times}_")


def assert_new(before: Lint, now: Lint, word: str) -> None:
    """What only the later one speaks of is told, all of it by that word, and nothing else."""
    told = new(before, now)
    assert told
    assert_proved(told)
    assert sorted(names_in(told)) == sorted({*names_in(now)} - {*names_in(before)})
    assert all(word in name for _, name in names_in(told)), names_in(told)
    assert not new(now, now)
    assert not new(now, before)
    assert len({*names_in(now)}) == len(names_in(now))
    assert not {name for _, name in names_in(now)} & {each.title for each in now}
