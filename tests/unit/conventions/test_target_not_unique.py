"""TARGET_NOT_UNIQUE: keys to what is no key, and the kinds of keys that there are."""

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

from tests.conventions import only, said, where

CODE = "TARGET_NOT_UNIQUE"


def shop(*keys: SchemaItem, number: tuple[str, ...] = ("number",)) -> MetaData:
    metadata = MetaData()
    Table(
        "orders",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("shop", Integer),
        Column("number", Integer),
        *keys,
    )
    targets = [f"orders.{each}" for each in number]
    Table(
        "items",
        metadata,
        Column("id", Integer, primary_key=True),
        *(Column(each, Integer) for each in number),
        ForeignKeyConstraint(number, targets),
    )
    return metadata


BAD = shop()
MENDED = shop(UniqueConstraint("number"))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [("items", "number")]
    assert only(CODE, BAD).title == (
        "items.number refers to orders.number, which is not unique there"
    )
    assert not said(CODE, MENDED)


@pytest.mark.parametrize(
    ("key", "taken"),
    [
        (Index("a", "number", unique=True), True),
        (Index("b", "number"), False),
        (Index("c", "number", unique=True, postgresql_where=text("shop = 1")), False),
        (UniqueConstraint("shop", "number"), False),
        (UniqueConstraint("number", deferrable=True), False),
    ],
    ids=["a unique index", "an index", "a partial index", "a longer key", "one that can wait"],
)
def test_what_a_foreign_key_may_refer_to(key: SchemaItem, *, taken: bool) -> None:
    assert bool(said(CODE, shop(key))) is not taken


def test_the_columns_may_come_in_another_order() -> None:
    both = ("number", "shop")
    assert not said(CODE, shop(UniqueConstraint("shop", "number"), number=both))
    assert where(said(CODE, shop(UniqueConstraint("number"), number=both))) == [("items",)]


def test_a_table_that_is_not_there_is_told_by_fk_unresolved_alone() -> None:
    metadata = MetaData()
    Table("items", metadata, Column("order_id", Integer, ForeignKey("orders.id")))
    assert not said(CODE, metadata)
    assert said("FK_UNRESOLVED", metadata)
