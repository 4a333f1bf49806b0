"""UNIQUE_REDUNDANT: one unique key within another, and pairs that are both meant."""

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

from lab.findings import Severity
from tests.conventions import only, said, where

CODE = "UNIQUE_REDUNDANT"


def tags(*parts: SchemaItem, nullable: bool = False) -> MetaData:
    metadata = MetaData()
    Table(
        "tags",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", Integer, nullable=False),
        Column("name", Text, nullable=nullable),
        *parts,
    )
    return metadata


PAIR = ("user_id", "name")
BAD = tags(
    UniqueConstraint(*PAIR, name="uq_tags_user_id_name"),
    UniqueConstraint("name", name="uq_tags_name"),
)
MENDED = tags(UniqueConstraint(*PAIR, name="uq_tags_user_id_name"))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [("tags", "uq_tags_user_id_name")]
    assert not said(CODE, MENDED)


def test_the_title_says_which_key_says_what_and_nothing_is_dropped_unasked() -> None:
    finding = only(CODE, BAD)
    assert finding.title == (
        "(user_id, name) of tags is unique by uq_tags_user_id_name, and name alone by uq_tags_name"
    )
    assert finding.fix is not None
    assert finding.fix.upgrade == ("op.drop_constraint('uq_tags_name', 'tags', type_='unique')",)
    assert not finding.fix.safe


def test_a_wider_key_than_the_primary_key_is_information() -> None:
    finding = only(CODE, tags(UniqueConstraint("id", "user_id", name="u")))
    assert finding.severity is Severity.INFO
    assert finding.fix is not None
    assert "'u'" in finding.fix.upgrade[0]


def test_the_target_of_a_foreign_key_is_meant() -> None:
    metadata = tags(UniqueConstraint("user_id", "id", name="u"))
    Table(
        "uses",
        metadata,
        Column("user_id", Integer),
        Column("tag_id", Integer),
        ForeignKeyConstraint(["user_id", "tag_id"], ["tags.user_id", "tags.id"]),
    )
    assert not said(CODE, metadata)


def test_a_foreign_key_to_another_table_of_that_name_is_no_reason() -> None:
    metadata = tags(UniqueConstraint("user_id", "id", name="u"))
    pair = (Column("user_id", Integer, primary_key=True), Column("id", Integer, primary_key=True))
    Table("tags", metadata, *pair, schema="shop")
    Table(
        "uses",
        metadata,
        Column("user_id", Integer),
        Column("tag_id", Integer),
        ForeignKeyConstraint(["user_id", "tag_id"], ["shop.tags.user_id", "shop.tags.id"]),
    )
    assert where(said(CODE, metadata)) == [("tags", "u")]


def test_a_partial_key_is_not_one_of_every_row() -> None:
    partial = Index("p", "name", unique=True, postgresql_where=text("user_id > 0"))
    assert not said(CODE, tags(UniqueConstraint(*PAIR, name="u"), partial))


def test_a_partial_wider_key_says_nothing_beside_one_of_every_row() -> None:
    partial = Index("p", *PAIR, unique=True, postgresql_where=text("user_id > 0"))
    assert where(said(CODE, tags(UniqueConstraint("name", name="u"), partial))) == [("tags", "p")]


def test_a_wider_key_for_which_nulls_are_equal_says_more() -> None:
    wide = UniqueConstraint(*PAIR, name="w", postgresql_nulls_not_distinct=True)
    assert not said(CODE, tags(wide, UniqueConstraint("name", name="n"), nullable=True))
    wide = UniqueConstraint(*PAIR, name="w", postgresql_nulls_not_distinct=True)
    assert said(CODE, tags(wide, UniqueConstraint("name", name="n")))


def test_an_expression_is_another_key() -> None:
    assert not said(
        CODE,
        tags(UniqueConstraint(*PAIR, name="u"), Index("l", text("lower(name)"), unique=True)),
    )
