"""The check of titles has teeth."""

import pytest

from lab.findings import Finding, Severity
from tests.titles import unproved


def finding(title: str, **evidence: object) -> Finding:
    return Finding(code="X", severity=Severity.INFO, title=title, evidence=evidence)


@pytest.mark.parametrize(
    ("title", "evidence"),
    [
        ("2 columns of 3 tables: a.x, b.y", {"columns": ["a.x", "b.y"], "tables": 3}),
        ("t has 1.5 MB of rows", {"size_bytes": 1_572_864}),
        ("50 % of the rows", {"share": 0.5}),
        ("12 columns: a, b, c and 9 more", {"columns": 12}),
        ("t2.x3 is numeric(10,2)", {"type": "numeric(10,2)"}),
    ],
)
def test_a_number_may_be_written_as_the_display_writes_it(
    title: str, evidence: dict[str, object]
) -> None:
    assert not unproved(finding(title, **evidence))


def test_a_number_that_stands_in_the_sentence_alone_is_found() -> None:
    assert unproved(finding("7 of 9 tables", tables=9)) == {"7"}
