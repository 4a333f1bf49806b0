"""A baseline: what was known is left out, whatever its numbers are now; what is gone is counted."""

import json
from dataclasses import replace

import pytest

from lab.conventions import Lint
from lab.conventions.reporting.baseline import only_new, parse_baseline
from lab.errors import LabError
from lab.findings import Finding, Severity


def finding(code: str, table: str, title: str = "It is 7 GB") -> Finding:
    return Finding(code=code, severity=Severity.INFO, title=title, table=table)


LINT = Lint("2 tables", (finding("BIG", "a"), finding("BIG", "a"), finding("OLD", "b")))
WRITTEN = json.dumps(LINT.to_json())


def test_nothing_is_new_where_all_was_known() -> None:
    left = only_new(LINT, parse_baseline(WRITTEN, "known.json"))
    assert list(left) == []
    assert left.remarks == ("3 known findings left out; 0 of the baseline gone",)


def test_other_numbers_make_nothing_new_and_another_place_does() -> None:
    known = parse_baseline(WRITTEN, "known.json")
    now = (finding("BIG", "a", "It is 9 GB"), finding("BIG", "c"))
    left = only_new(replace(LINT, findings=now), known)
    assert [each.table for each in left] == ["c"]
    assert left.remarks == ("1 known finding left out; 2 of the baseline gone",)


def test_one_more_of_the_same_at_the_same_place_is_new() -> None:
    known = parse_baseline(json.dumps(LINT.to_json()[1:]), "known.json")
    assert [each.code for each in only_new(LINT, known)] == ["BIG"]


def gathered(*names: str) -> Finding:
    return Finding(
        code="MANY", severity=Severity.INFO, title="Many", schema="s", evidence={"names": names}
    )


def one_of_many(column: str) -> Finding:
    return Finding(
        code="MANY", severity=Severity.INFO, title="One", schema="s", table="t", column=column
    )


@pytest.mark.parametrize(
    ("now", "new", "gone"),
    [
        ([gathered("t.a", "t.b")], 0, 0),
        ([gathered("t.a", "t.b", "t.c")], 1, 0),
        ([gathered("t.a", "t.c")], 1, 1),
        ([one_of_many("a")], 0, 1),
        ([one_of_many("a"), one_of_many("c")], 1, 1),
        ([], 0, 2),
    ],
    ids=["the same", "one more", "another", "one left", "alone now", "none"],
)
def test_a_finding_of_many_is_new_where_one_of_them_is(
    now: list[Finding], new: int, gone: int
) -> None:
    written = json.dumps(Lint("1 table", (gathered("t.a", "t.b"),)).to_json())
    left = only_new(Lint("1 table", tuple(now)), parse_baseline(written, "known.json"))
    assert len(left) == new
    assert left.remarks[0].endswith(f"; {gone} of the baseline gone")


def test_a_list_that_is_none_is_taken_for_a_number() -> None:
    known = parse_baseline('[{"code": "OLD", "evidence": {"names": 5}}]', "known.json")
    assert len(only_new(LINT, known)) == 3


def test_an_empty_list_knows_nothing() -> None:
    assert len(only_new(LINT, parse_baseline("[]", "known.json"))) == 3


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", "known.json is not JSON"),
        ("{", "known.json is not JSON"),
        ("[" * 100_000, "known.json is not JSON"),
        (f"[{'1' * 5_000}]", "known.json is not JSON"),
        ("{}", "known.json is not a list of findings"),
        ("[1]", "known.json is not a list of findings"),
        ('[{"code": 1}]', "known.json is not a list of findings"),
        ('[{"code": "X", "evidence": 1}]', "known.json is not a list of findings"),
        ('[{"Plan": {}}]', "is not a list of findings. Write one: lab lint ... --json"),
    ],
)
def test_another_file_is_told(written: str, message: str) -> None:
    with pytest.raises(LabError) as told:
        parse_baseline(written, "known.json")
    assert message in str(told.value)
