"""NO_COMMENT: tables without a comment, and columns whose names do not say what is in them."""

import pytest
from sqlalchemy import Boolean, Column, ForeignKey, Integer, MetaData, SmallInteger, Table, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

import lab
from lab.conventions import LintSettings
from lab.conventions.lint_settings import Exempted
from tests.conventions import only, said, where


def schema(comments: list[str | None], *columns: Column[int]) -> MetaData:
    metadata = MetaData()
    for number, comment in enumerate(comments):
        key = Column("id", Integer, primary_key=True)
        more = [each._copy() for each in columns] if number == 0 else []
        Table(f"t{number}", metadata, key, *more, comment=comment)
    return metadata


BAD = schema(["A row", "A row", None])
MENDED = schema(["A row", "A row", "A row"])


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("NO_COMMENT", BAD)) == [("t2",)]
    assert not said("NO_COMMENT", MENDED)


@pytest.mark.parametrize(
    ("comments", "title"),
    [
        ([None, None, None, None], "None of 4 tables has a comment: t0, t1, t2 and 1 more"),
        (["A row", None, None], "2 of 3 tables have no comment: t1, t2"),
        (["A row"] * 9 + [None] * 6, "6 of 15 tables have no comment: t10, t11, t12 and 3 more"),
        ([None], "t0 has no comment"),
    ],
)
def test_a_schema_without_comments_is_told_of_once(comments: list[str | None], title: str) -> None:
    assert only("NO_COMMENT", schema(comments)).title == title


@pytest.mark.parametrize(
    ("name", "kind", "asked"),
    [
        ("priority", SmallInteger(), True),
        ("order_status", Integer(), True),
        ("status", Text(), False),
        ("quantity", Integer(), False),
        ("payload", JSONB(), True),
        ("is_active", Boolean(), False),
    ],
)
def test_a_column_is_asked_about_where_its_name_does_not_say_it(
    name: str, kind: TypeEngine[int], *, asked: bool
) -> None:
    metadata = schema(["A row", "A row"], Column(name, kind))
    assert where(said("NO_COMMENT", metadata)) == ([("t0", name)] if asked else [])


def test_a_column_that_refers_to_a_table_of_kinds_is_explained_by_it() -> None:
    metadata = schema(["A row", "A row"], Column("type", Integer, ForeignKey("t1.id")))
    assert not said("NO_COMMENT", metadata)


def test_a_table_with_such_columns_is_told_of_once() -> None:
    metadata = schema([None, "A row", "A row"], Column("status", Integer), Column("kind", Integer))
    assert only("NO_COMMENT", metadata).title == "t0 has no comment, nor have status, kind"


def test_a_schema_without_comments_stands_for_its_tables_and_the_columns_that_need_one() -> None:
    metadata = schema([None, None], Column("status", Integer), Column("kind", Integer))
    assert only("NO_COMMENT", metadata).names == ("t0", "t0.status", "t0.kind", "t1")
    alone = schema([None, "A row", "A row"], Column("status", Integer))
    assert only("NO_COMMENT", alone).names == ("t0", "t0.status")


def test_an_exempted_table_is_not_among_those_without() -> None:
    accepted = Exempted(code="NO_COMMENT", table="t0", reason="known")
    lint = lab.lint(schema([None] * 4), settings=LintSettings(exempted=(accepted,)))
    assert [each.table for each, _ in lint.exempted] == ["t0"]
    [found] = [each for each in lint if each.code == "NO_COMMENT"]
    assert found.title == "None of 3 tables has a comment: t1, t2, t3"
    assert not lint.unneeded
