"""Charts of lines: their axes, that text and picture say the same, that names stay data."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.errors import LabError
from lab.show.lines import Line, Lines

HOSTILE = "<script>alert(1)</script>"


def chart(*points: tuple[float, float]) -> Lines:
    return Lines("growth", "rows", "blocks", (Line("A", "Seq Scan", points),))


def test_values_over_more_than_two_decades_have_logarithmic_axes() -> None:
    wide = chart((1, 3), (10_000, 3_000))
    assert (wide.x_scale.is_log, wide.y_scale.is_log) == (True, True)
    assert [word for _, word in wide.x_scale.ticks] == ["1", "10", "100", "1,000", "10,000"]
    assert "rows (logarithmic)" in wide.render_text()
    assert "rows (logarithmic)" in wide.render_html()


def test_values_of_one_decade_have_linear_axes() -> None:
    narrow = chart((10, 3), (20, 30))
    assert (narrow.x_scale.is_log, narrow.y_scale.is_log) == (False, False)
    assert "logarithmic" not in narrow.render_text() + narrow.render_html()


def test_a_value_of_nothing_has_no_logarithm_so_the_axis_is_linear() -> None:
    assert not chart((0, 1), (1_000_000, 2)).x_scale.is_log


def test_a_vertical_axis_is_not_logarithmic_beside_a_linear_one() -> None:
    assert not chart((10, 1), (20, 1_000_000)).y_scale.is_log


def test_a_linear_vertical_axis_starts_at_nothing() -> None:
    assert chart((1, 90), (2, 100)).y_scale.low == 0


def test_each_point_is_a_letter_at_its_place() -> None:
    lines = chart((0, 0), (10, 5), (20, 10)).plot().splitlines()
    drawn = [line.split("│")[-1].split("┤")[-1] for line in lines if "A" in line]
    assert [row.index("A") for row in drawn] == sorted(
        (row.index("A") for row in drawn), reverse=True
    )
    assert len(drawn) == 3
    assert max(map(len, lines)) < 80


def test_each_point_is_a_dot_of_the_picture_and_each_line_has_its_own_colour() -> None:
    two = Lines(
        "t", "x", "y", (Line("A", "first", ((1, 1), (2, 2))), Line("B", "second", ((3, 3),)))
    )
    page = two.render_html()
    assert page.count("<circle") == 3
    assert len(set(re.findall(r'<g fill="(#\w+)"', page))) == 2
    for word in ("first", "second"):
        assert word in page
        assert word in two.render_text()


def test_ticks_can_be_words() -> None:
    named = Lines(
        "t", "x", "y", (Line("A", "a", ((0, 1), (1, 2))),), x_ticks=((0, "small"), (1, "large"))
    )
    assert "small" in named.render_text()
    assert "large" in named.render_html()


def test_names_are_only_shown() -> None:
    page = Lines(HOSTILE, HOSTILE, HOSTILE, (Line("A", HOSTILE, ((1, 1),)),)).render_html()
    assert "<script" not in page


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ((), "A chart of lines needs a point. Give at least one"),
        (((1, float("inf")),), "A point cannot be at (1, inf). Points need finite values"),
    ],
    ids=["none", "infinite"],
)
def test_what_cannot_be_drawn_is_told(
    points: tuple[tuple[float, float], ...], message: str
) -> None:
    with pytest.raises(LabError) as told:
        chart(*points)
    assert str(told.value) == message


NUMBERS = st.floats(min_value=-1e12, max_value=1e12).map(lambda x: round(x, 6))


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=20))
def test_all_points_can_be_drawn(points: list[tuple[float, float]]) -> None:
    drawn = chart(*points)
    assert "A" in drawn.plot()
    assert "nan" not in drawn.render_html()
    assert max(map(len, drawn.plot().splitlines())) < 90
