"""A baseline: what was known is left out, whatever its numbers are now; what is gone is counted."""

import json
from dataclasses import replace

import pytest

from lab.conventions import Lint
from lab.conventions.reporting.baseline import only_new, parse_baseline
from lab.errors import LabError
from lab.findings import Finding, Fix, Severity


def finding(code: str, name: str, title: str = "It is 7 GB") -> Finding:
    fix = SAFE.get(name) if code == "MANY" else None
    return Finding(code=code, severity=Severity.INFO, title=title, name=name, fix=fix)


def many(*names: str, fix: Fix | None = None) -> Finding:
    parts = tuple(finding("MANY", each, each) for each in names)
    return replace(finding("MANY", "", f"{len(names)} of one kind"), fix=fix, parts=parts)


SAFE = {each: Fix(upgrade=(f"do({each!r})",), downgrade=("undo()",)) for each in "abcdefghij"}
LINT = Lint("2 tables", (finding("BIG", "a"), finding("BIG", "a"), finding("OLD", "b")))


def since(before: Lint, *now: Finding) -> Lint:
    """What is new, where the other was written down."""
    known = parse_baseline(json.dumps(before.to_json()), "known.json")
    return only_new(replace(before, findings=now), known)


def lint(*findings: Finding) -> Lint:
    return Lint("1 table", findings)


def test_nothing_is_new_where_all_was_known() -> None:
    now = lint(finding("BIG", "a"), finding("OLD", "b"))
    left = since(now, *now)
    assert list(left) == []
    assert left.remarks == ("2 known left out; 0 of the baseline gone",)


def test_other_numbers_make_nothing_new_and_another_name_does() -> None:
    now = (finding("BIG", "a", "It is 9 GB"), finding("BIG", "c"))
    left = since(lint(finding("BIG", "a"), finding("OLD", "b")), *now)
    assert [each.name for each in left] == ["c"]
    assert left.remarks == ("1 known left out; 1 of the baseline gone",)


@pytest.mark.parametrize(
    "other",
    [finding("SMALL", "a"), replace(finding("BIG", "a"), schema="s")],
    ids=["rule", "schema"],
)
def test_the_same_name_in_another_schema_or_of_another_rule_is_new(other: Finding) -> None:
    assert [*since(lint(finding("BIG", "a")), other)] == [other]


def test_one_more_of_the_same_name_is_new() -> None:
    assert [each.code for each in since(lint(*LINT[1:]), *LINT)] == ["BIG"]


@pytest.mark.parametrize(
    ("now", "new", "gone"),
    [
        ([many("a", "b")], [], 0),
        ([many("b", "a")], [], 0),
        ([many("a", "b", "c")], ["c"], 0),
        ([many("a", "c")], ["c"], 1),
        ([many("a")], [], 1),
        ([*many("a").parts], [], 1),
        ([*many("a", "c").parts], ["c"], 1),
        ([], [], 2),
    ],
    ids=["the same", "order", "one more", "another", "one less", "alone", "one new", "none"],
)
def test_of_a_finding_of_many_only_what_is_new_is_told(
    now: list[Finding], new: list[str], gone: int
) -> None:
    left = since(lint(many("a", "b")), *now)
    assert [each.title for each in left] == new
    assert left.remarks[0].endswith(f"; {gone} of the baseline gone")


def test_one_by_one_in_the_baseline_and_together_now_is_known() -> None:
    assert not since(lint(*many("a", "b").parts), many("a", "b"))


def test_all_of_them_new_is_one_finding_as_it_was() -> None:
    now = many("a", "b", "c")
    assert [*since(LINT, now)] == [now]


def test_many_new_ones_stay_one_finding_with_their_own_fixes() -> None:
    [told] = since(lint(many("a", "b")), many(*"abcdefgh"))
    assert told.title == "8 of one kind; 6 new: c, d, e and 3 more"
    assert told.names == tuple("cdefgh")
    assert told.evidence == {"new": 6}
    assert told.fix is not None
    assert told.fix.upgrade == tuple(f"do({each!r})" for each in "cdefgh")


@pytest.mark.parametrize("names", ["abc", "abcdefghi"])
def test_what_asks_for_care_of_all_asks_for_it_of_what_is_new(names: str) -> None:
    careful = many(*names, fix=Fix(upgrade=("do()",), caution="Ask first"))
    [told, *_] = since(lint(many("a", "b")), careful)
    assert told.fix is not None
    assert told.fix.caution == "Ask first"


def test_what_is_written_names_all_and_has_the_parts_no_second_time() -> None:
    [written] = lint(many("a", "b")).to_json()
    assert written["names"] == ["a", "b"]
    assert not {"parts", "name"} & written.keys()


def test_files_that_were_joined_count_the_same_finding_once() -> None:
    twice = json.dumps([*lint(many("a")).to_json(), *lint(many("a")).to_json()])
    left = only_new(lint(*many("a", "a").parts), parse_baseline(twice, "known.json"))
    assert len(left) == 1


def test_the_gravest_of_what_is_new_comes_first() -> None:
    grave = replace(many("c"), code="ZZ", severity=Severity.HIGH)
    assert [each.severity for each in since(lint(many("a")), many("a", "b"), grave)] == [
        Severity.HIGH,
        Severity.INFO,
    ]


def test_an_empty_list_knows_nothing() -> None:
    left = only_new(LINT, parse_baseline("[]", "known.json"))
    assert len(left) == 3
    assert left.remarks == ("0 known left out; 0 of the baseline gone",)


def test_a_baseline_of_something_else_is_told() -> None:
    left = since(lint(replace(finding("BIG", "a"), schema="old")), finding("BIG", "a"))
    assert left.remarks == (
        "0 known left out; 1 of the baseline gone: is it of another project, or of another schema?",
    )


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "known.json is not JSON"),
        ("{", "known.json is not JSON"),
        ("<<<<<<< HEAD\n[]\n=======\n[]\n>>>>>>> theirs\n", "known.json is not JSON"),
        ("[" * 100_000, "known.json is not JSON"),
        (f"[{'1' * 5_000}]", "known.json is not JSON"),
        ("{}", "known.json is not a list of findings"),
        ("[1]", "known.json is not a list of findings"),
        ('[{"code": 1}]', "known.json is not a list of findings"),
        ('[{"code": "X", "names": 1}]', "known.json is not a list of findings"),
        ('[{"code": "X", "names": [[1]]}]', "known.json is not a list of findings"),
        ('[{"code": "X", "schema": [], "names": ["a"]}]', "is not a list of findings"),
        ('[{"code": "X", "title": {}, "names": ["a"]}]', "is not a list of findings"),
        ('[{"Plan": {}}]', "is not a list of findings. Write one: lab lint ... --json"),
        ('[{"code": "X"}]', "known.json does not name what X was told of. An earlier lab wrote it"),
        ('[{"code": "X", "names": []}]', "known.json does not name what X was told of"),
    ],
)
def test_another_file_is_told(written: str, message: str) -> None:
    with pytest.raises(LabError) as told:
        parse_baseline(written, "known.json")
    assert message in str(told.value)


def test_what_one_fix_mends_is_told_in_one() -> None:
    same = Fix(model="naming_convention = ...")
    parts = [replace(finding("MANY", each), fix=same) for each in "abc"]
    [told] = since(lint(parts[0]), replace(many(), parts=tuple(parts)))
    assert (told.names, told.fix) == (("b", "c"), same)
