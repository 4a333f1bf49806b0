"""Mermaid's erDiagram: everything is in it, and no name leaves the place that the grammar has.

The patterns are those of Mermaid's lexer (erDiagram.jison).
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ARRAY, Column, ForeignKey, Integer, MetaData, Numeric, Table, Text

from lab.models import metadata
from lab.schema import picture_of

QUOTED = r'"[^"%\r\n\v\x08\\]+"'
WORD = r"[A-Za-z_\u00C0-\uFFFF][A-Za-z0-9\-_\[\]().,\u00C0-\uFFFF]*"
COLUMN = re.compile(
    rf'        (?P<type>{WORD}) (?P<name>{WORD})(?P<marks>( (PK|FK|UK),?)*)( "[^"]*")?'
)
LINK = re.compile(rf"    {QUOTED} \|[|o]--o[{{|] {QUOTED} : {QUOTED}")
OPENING = re.compile(rf"    {QUOTED} {{")
DIRECTION = re.compile(r"direction\s+(TB|BT|RL|LR)", re.IGNORECASE)
CODE = re.compile(r"#(\d+);")


def drawn(source: MetaData) -> list[str]:
    return picture_of(source).to_mermaid().splitlines()


def two_tables(name: str) -> MetaData:
    source = MetaData()
    Table("one", source, Column("id", Integer, primary_key=True))
    reference: Column[int] = Column("one_id", ForeignKey("one.id"), unique=True)
    Table(name, source, Column(name, Text, primary_key=True, comment=name), reference)
    return source


def require_grammar(lines: list[str]) -> None:
    assert lines[0] == "erDiagram"
    for line in lines[1:]:
        known = line == "    }" or COLUMN.fullmatch(line) or LINK.fullmatch(line)
        assert known or OPENING.fullmatch(line), line
        assert not DIRECTION.search(line), line


def test_the_labs_tables_are_drawn_with_keys_and_crows_feet() -> None:
    lines = drawn(metadata)
    require_grammar(lines)
    assert '    "orders" {' in lines
    assert "        bigint user_id FK" in lines
    assert "        bigint tag_id PK, FK" in lines
    assert '    "users" ||--o{ "orders" : "user_id"' in lines
    assert sum(each.endswith(" {") for each in lines) == 8
    assert sum(" : " in each and "--" in each for each in lines) == 9


@pytest.mark.parametrize(
    ("unique", "nullable", "signs"),
    [
        (False, False, "||--o{"),
        (False, True, "|o--o{"),
        (True, False, "||--o|"),
        (True, True, "|o--o|"),
    ],
)
def test_how_many_stand_at_each_end(signs: str, *, unique: bool, nullable: bool) -> None:
    source = MetaData()
    Table("a", source, Column("id", Integer, primary_key=True))
    key: Column[int] = Column("a_id", ForeignKey("a.id"), unique=unique, nullable=nullable)
    Table("b", source, Column("id", Integer, primary_key=True), key)
    assert drawn(source)[-1] == f'    "a" {signs} "b" : "a_id"'


@pytest.mark.parametrize(
    "name",
    [
        *("to", "end", "class", "pk", "pké", "fk-x", "UK", "1st", "direction TB", "Direction\tLR"),
        *('a"b', "x%y", "back\\slash", "é ö", "users[1]", "{b}", "#34;", "_x_", "*bold*"),
        *("style:#f;", "line\nbreak", "😀 smile", "`tick`", "classDef x:#1;", "<script>", "%%x"),
    ],
)
def test_a_name_stays_in_its_place_and_can_be_read_again(name: str) -> None:
    lines = drawn(two_tables(name))
    require_grammar(lines)
    [told] = [each for each in lines if OPENING.fullmatch(each) and '"one"' not in each]
    assert CODE.sub(lambda code: chr(int(code[1])), told.strip()[1:-3]) == name


@given(st.text(min_size=1, max_size=20).filter(lambda name: name != "one"))
def test_no_name_breaks_the_grammar(name: str) -> None:
    require_grammar(drawn(two_tables(name)))


def test_a_type_is_a_word() -> None:
    source = MetaData()
    Table("t", source, Column("a", Numeric(10, 2), primary_key=True), Column("b", ARRAY(Text)))
    lines = drawn(source)
    assert "        numeric(10,2) a PK" in lines
    assert "        text[] b" in lines


def test_what_refers_elsewhere_is_left_out() -> None:
    source = MetaData()
    Table("t", source, Column("id", Integer, primary_key=True), schema="elsewhere")
    Table("u", source, Column("t_id", ForeignKey("elsewhere.t.id"), primary_key=True))
    assert not [each for each in drawn(source) if "--" in each]


def test_no_table_is_a_diagram_too() -> None:
    assert picture_of(MetaData()).to_mermaid() == "erDiagram\n"
