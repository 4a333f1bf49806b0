"""The ER diagram: complete in text, drawn without overlaps, nothing of the data taken as HTML."""

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

from lab.models import metadata
from lab.schema import Picture, er_diagram, picture_of
from lab.show.box_layout import lay_out

PICTURE = picture_of(metadata)


def svg_of(picture: Picture) -> ElementTree.Element:
    html = er_diagram(picture)._repr_mimebundle_()["text/html"]
    return ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])


def circular() -> MetaData:
    source = MetaData()
    Table(
        "employees",
        source,
        Column("id", Integer, primary_key=True),
        Column("boss_id", ForeignKey("employees.id")),
        Column("team_id", ForeignKey("teams.id")),
    )
    Table(
        "teams",
        source,
        Column("id", Integer, primary_key=True),
        Column("lead_id", Integer, ForeignKey("employees.id"), unique=True),
        Column("far_id", ForeignKey("elsewhere.t.id")),
    )
    Table("t", source, Column("id", Integer, primary_key=True), schema="elsewhere")
    return source


def test_the_line_says_how_much_there_is() -> None:
    assert repr(er_diagram(PICTURE)) == "8 tables, 9 foreign keys"


def test_the_text_names_every_column_key_index_and_enum_label() -> None:
    text = er_diagram(PICTURE)._repr_mimebundle_()["text/plain"]
    for table in PICTURE.tables:
        assert f"{table.name}: {table.comment}" in text
        for column in table.columns:
            assert re.search(rf"^  {column.name} .*", text, re.MULTILINE)
        for index in table.indexes:
            assert index.constraint or index.name in text
    assert "foreign key: user_id -> users(id), on delete restrict" in text
    assert "primary key: task_id, tag_id" in text
    assert "enum user_role: user, moderator, admin" in text


def test_every_table_column_and_reference_is_drawn() -> None:
    words = {each.text for each in svg_of(PICTURE).iter("{http://www.w3.org/2000/svg}text")}
    tips = {each.text for each in svg_of(PICTURE).iter("{http://www.w3.org/2000/svg}title")}
    for table in PICTURE.tables:
        assert {table.name, *(column.name for column in table.columns)} <= words
    assert {"PK", "FK", "PK FK"} <= words
    assert "payments: order_id -> orders(id), on delete restrict" in tips


def test_indexes_of_their_own_are_drawn_below_the_columns() -> None:
    lines = svg_of(PICTURE).iter("{http://www.w3.org/2000/svg}text")
    words = [each[0].tail if len(each) else each.text for each in lines]
    tips = {each.text for each in svg_of(PICTURE).iter("{http://www.w3.org/2000/svg}title")}
    for table in PICTURE.tables:
        for index in table.indexes:
            assert (f"{index.name}: {index.definition}" in tips) is (index.constraint is None)
    at = words.index("user_id, status")
    assert words[at - 1] == "IX"
    assert ["UX", "email", "partial"] in [words[n : n + 3] for n in range(len(words))]


def test_the_drawing_alone_is_a_file_of_its_own() -> None:
    svg = er_diagram(PICTURE).to_svg()
    assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert ElementTree.fromstring(er_diagram(picture_of(MetaData())).to_svg()).tag.endswith("svg")


def test_the_same_picture_is_drawn_the_same() -> None:
    again = er_diagram(picture_of(metadata))
    assert er_diagram(PICTURE)._repr_mimebundle_() == again._repr_mimebundle_()


def test_colours_are_those_of_the_page_and_nothing_runs() -> None:
    html = er_diagram(PICTURE).render_html()
    svg = html[html.index("<svg") :]
    assert "<script" not in html
    assert not re.search(r'(fill|stroke)="(?!none|currentColor)', svg)


def test_names_are_never_taken_as_html() -> None:
    source = MetaData()
    name = "<script>alert('x')</script>\"&"
    Table(name, source, Column(name, Integer, primary_key=True, comment=name), comment=name)
    html = er_diagram(picture_of(source)).render_html()
    assert "<script" not in html
    assert ElementTree.tostring(svg_of(picture_of(source)), "unicode").count("&lt;script&gt;") >= 3


def test_circles_and_references_to_oneself_or_elsewhere_are_drawn() -> None:
    diagram = er_diagram(picture_of(circular()))
    assert repr(diagram) == "2 tables, 4 foreign keys"
    assert len(list(svg_of(picture_of(circular())).iter("{http://www.w3.org/2000/svg}path"))) == 5
    assert "far_id -> elsewhere.t(id)" in diagram.render_text()


def test_a_table_of_another_schema_is_not_taken_for_one_of_the_same_name() -> None:
    source = MetaData()
    Table("t", source, Column("id", Integer, primary_key=True), schema="elsewhere")
    far = ForeignKey("elsewhere.t.id")
    Table("t", source, Column("id", Integer, far, primary_key=True))
    paths = svg_of(picture_of(source)).iter("{http://www.w3.org/2000/svg}path")
    assert len(list(paths)) == 1, "the box, and no line"


def test_a_schema_without_tables_is_told_as_such() -> None:
    assert "0 tables" in er_diagram(picture_of(MetaData())).render_html()


def test_a_name_too_long_for_a_box_is_told_in_full_under_the_pointer() -> None:
    source = MetaData()
    Table("t", source, Column("c" * 63, Text))
    svg = ElementTree.tostring(svg_of(picture_of(source)), "unicode")
    assert "c" * 63 in svg
    assert "c" * 43 + "…" in svg


@pytest.mark.parametrize("count", [1, 2, 7, 25])
def test_boxes_never_overlap_and_links_never_pass_through_one(count: int) -> None:
    sizes = [(100.0 + 7 * (n % 5), 40.0 + 20 * (n % 7)) for n in range(count)]
    links = [
        ((n, 10.0), (each, 30.0))
        for n in range(count)
        for each in {n // 2, n // 3, (n * 5) % count}
    ]
    layout = lay_out(sizes, links)
    boxes = [
        (x, y, x + width, y + size[1])
        for (x, y), width, size in zip(layout.corners, layout.widths, sizes, strict=True)
    ]
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for way in layout.routes:
        for (x1, y1), (x2, y2) in pairwise(way):
            for left, top, right, bottom in boxes:
                inside = min(x1, x2) < right and max(x1, x2) > left
                assert not (inside and min(y1, y2) < bottom and max(y1, y2) > top)


def chain(length: int) -> MetaData:
    """Tables each of which refers to the one before."""
    source = MetaData()
    for each in range(length):
        before: list[Column[int]] = (
            [Column("before_id", ForeignKey(f"t{each - 1}.id"))] if each else []
        )
        Table(f"t{each}", source, Column("id", Integer, primary_key=True), *before)
    return source


def test_a_wide_drawing_scrolls_before_its_letters_are_too_small() -> None:
    style = svg_of(picture_of(chain(12))).attrib["style"]
    assert re.search(r";min-width:\d{4}px$", style)
    assert "min-width" not in svg_of(PICTURE).attrib["style"]
