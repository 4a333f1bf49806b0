"""HTML: data is escaped, nothing is loaded, nothing runs."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.errors import LabError
from lab.show import Bar, Chart, Markup, fragment, histogram, html

HOSTILE = ["<script>alert(1)</script>", "\"'><img src=x onerror=y>", "a\u202eb\u2066", "</td>&lt;"]


class Tags(HTMLParser):
    """Collects the tags and attributes of a piece of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_shown(name: str) -> None:
    table = html.table([name], [[name], [html.code(name)]])
    chart = Chart(name, (Bar(name, 1, name),)).render_html()
    plot = histogram(name, [1, 2, 3]).render_html()
    page = Tags(fragment(table, html.badge(name), html.element("p", name, style=name), chart, plot))
    assert not page.tags & {"script", "img"}
    assert not page.attributes & {"onerror", "src"}
    assert "\u202e" not in table + chart


@given(st.text())
def test_any_text_survives_as_data_alone(value: str) -> None:
    assert Tags(html.table(["a"], [[value]])).tags == {
        *("table", "thead", "tbody", "tr", "th", "td", "bdi")
    }
    html.safe(value).encode()


def test_markup_is_kept_and_every_other_string_is_escaped() -> None:
    assert html.join([Markup("<b>x</b>"), "<b>"], " & ") == "<b>x</b> &amp; &lt;b&gt;"
    assert html.safe(html.safe("<")) == "&lt;"


def test_bars_stay_between_nothing_and_all() -> None:
    assert "width" not in html.bar(-1)
    assert "width:100.0%" in html.bar(7)


def test_a_chart_says_the_same_in_all_its_forms() -> None:
    chart = Chart("rows per status", (Bar("paid", 30, "30"), Bar("new", 10, "10")))
    assert repr(chart) == "Chart(rows per status: 2 bars, longest paid at 30)"
    assert chart.render_text().splitlines() == [
        "rows per status",
        f"paid  30  {'█' * 40}",
        f"new   10  {'█' * 13}▍",
    ]
    svg = chart.render_html()
    assert svg == chart.render_html()
    assert {"svg", "rect", "text", "title"} <= Tags(svg).tags
    assert set(chart._repr_mimebundle_()) == {"text/plain", "text/html"}
    assert set(chart._repr_mimebundle_(include={"text/plain"})) == {"text/plain"}
    assert set(chart._repr_mimebundle_(exclude={"text/plain"})) == {"text/html"}


def test_a_chart_without_bars_or_with_bars_of_zero_still_shows() -> None:
    assert Chart("none", ()).render_text() == "none"
    assert "<svg" in Chart("none", ()).render_html()
    assert repr(Chart("none", ())) == "Chart(none: no bars)"
    assert "width:0" not in Chart("zero", (Bar("a", 0, "0"),)).render_html()


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_bar_of_impossible_length_is_refused(value: float) -> None:
    with pytest.raises(LabError, match=r"A bar cannot be .* long \('a'\)"):
        Chart("x", (Bar("a", value, ""),))


def test_a_histogram_counts_every_value_once() -> None:
    chart = histogram("amounts", [0, 1, 2, 3, 4, 5, 10], bins=2)
    assert [(bar.label, bar.value) for bar in chart.bars] == [("0 to 5", 5), ("5 to 10", 2)]
    assert [bar.value for bar in histogram("same", [3, 3, 3]).bars] == [3]
    assert histogram("none", []).bars == ()
    with pytest.raises(LabError, match="0 bins"):
        histogram("x", [1], bins=0)


@given(st.lists(st.floats(-1e300, 1e300), min_size=1), st.integers(1, 20))
def test_no_value_falls_out_of_a_histogram(values: list[float], bins: int) -> None:
    assert sum(bar.value for bar in histogram("x", values, bins=bins).bars) == len(values)
