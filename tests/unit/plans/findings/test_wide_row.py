"""WIDE_ROW: real rows of 3 kB through a sort, and those that are few, narrow or to be written."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "WIDE_ROW"


def wide(node_type: str = "Sort", *children: Raw, width: int = 2000, rows: int = 10_000) -> Raw:
    return step(node_type, *children, plan_width=width, actual_rows=rows)


@pytest.mark.parametrize("name", ["wide_row", "wide_row.pg15"])
def test_it_tells_rows_and_bytes(name: str) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == "Sort hands on 10,000 rows of some 3.0 kB each, 29.7 MB in all"
    assert finding.evidence == {"rows": 10_000, "width_bytes": 3117, "volume_bytes": 31_170_000}
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert finding.node == 0


@pytest.mark.parametrize("name", ["wide_row.fixed", "wide_row.fixed.pg15"])
def test_without_the_wide_column_there_is_none(name: str) -> None:
    assert golden(name).total_rows == 10_000
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        (wide(), [0]),
        (wide(width=1999), []),
        (wide(rows=9_999), []),
        (wide("Sort", wide("Seq Scan")), [0]),
        (wide("Limit", wide("Sort", wide("Seq Scan")), rows=10), [1]),
        (step("ModifyTable", wide("Sort", wide("Seq Scan"))), []),
        (step("Append", wide("Sort"), wide("Seq Scan")), [1, 2]),
    ],
    ids=["enough", "narrow", "few", "topmost", "below a limit", "written", "two"],
)
def test_the_topmost_of_many_wide_rows_is_told(raw: Raw, places: list[int]) -> None:
    assert [finding.node for finding in found(CODE, raw)] == places


def test_a_gigabyte_is_grave() -> None:
    assert only(CODE, wide(width=2048, rows=2**19)).severity is Severity.HIGH
    assert only(CODE, wide(width=2048, rows=2**19 - 1)).severity is Severity.WARNING


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, wide())
