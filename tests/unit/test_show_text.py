"""Numbers with their units, tables whose columns line up, hostile text made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.show import text


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [
        (0, "0.000 ms"),
        (0.0421, "0.042 ms"),
        (1.234, "1.23 ms"),
        (12.34, "12.3 ms"),
        (999.4, "999 ms"),
        (999.9, "1.00 s"),
        (12_345, "12.3 s"),
        (59_999, "1 min 0 s"),
        (125_000, "2 min 5 s"),
    ],
)
def test_a_duration_has_the_unit_that_reads_best(milliseconds: float, shown: str) -> None:
    assert text.duration(milliseconds) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (8192, "8.0 kB"),
        (1024**2 - 1, "1.0 MB"),
        (1.5 * 1024**3, "1.5 GB"),
        (2 * 1024**5, "2.0 PB"),
    ],
)
def test_a_size_counts_in_1024s(size: float, shown: str) -> None:
    assert text.size(size) == shown


@pytest.mark.parametrize(
    ("ratio", "shown"), [(0.418, "0.42x"), (1, "1.0x"), (9.96, "10x"), (1234.5, "1,234x")]
)
def test_a_ratio_has_as_many_decimals_as_it_needs(ratio: float, shown: str) -> None:
    assert text.ratio(ratio) == shown


def test_counts_have_separators_and_nouns_agree() -> None:
    assert text.count(1234567) == "1,234,567"
    assert text.plural(1, "row") == "1 row"
    assert text.plural(2000, "index", "indexes") == "2,000 indexes"
    assert text.share(0.0042) == "0.4 %"
    assert text.share(0.42) == "42 %"


def test_columns_line_up_whatever_the_script() -> None:
    table = text.table(("name", "rows"), [("日本", 1), ("é", 20), ("e\u0301", 300)], "<>")
    assert table.splitlines() == [
        "name  rows",
        "────  ────",
        "日本     1",
        "é       20",
        "e\u0301      300",
    ]


def test_columns_that_do_not_fit_follow_below_beside_the_names() -> None:
    table = text.table(("name", "a", "b", "c"), [("one", 1, 22, 333)], "<>>>", width=11)
    assert table.splitlines() == [
        "name  a   b",
        "────  ─  ──",
        "one   1  22",
        "",
        "name    c",
        "────  ───",
        "one   333",
    ]
    narrow = text.table(("name", "a"), [("a long name", 1)], width=5)
    assert narrow == text.table(("name", "a"), [("a long name", 1)])


def test_an_empty_table_keeps_its_headers() -> None:
    assert text.table(("a", "b"), []).splitlines() == ["a  b", "─  ─"]


def test_what_would_break_or_reorder_a_line_is_made_visible() -> None:
    assert text.plain("a\nb\tc\u202ed\x1b[31m\ud800") == r"a\nb\tc\u202ed\x1b[31m\ud800"
    assert text.plain("שלום ﷼ ok") == "שלום ﷼ ok"


@pytest.mark.parametrize(
    ("fraction", "shown"),
    [(0, ""), (0.0001, "▏"), (0.5, "█████"), (1, "██████████"), (7, "██████████"), (-1, "")],
)
def test_a_bar_fills_its_width_and_never_vanishes(fraction: float, shown: str) -> None:
    assert text.bar(fraction, 10) == shown


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_a_table_has_one_line_a_row(rows: list[list[str]]) -> None:
    assert len(text.table(("a", "b"), rows).split("\n")) == len(rows) + 2
    text.table(("a", "b"), rows).encode()
