"""FK_WITHOUT_INDEX: which indexes help to find the rows that refer, and which do not."""

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    text,
)

from tests.conventions import only, said, where


def shop(*indexes: Index) -> MetaData:
    metadata = MetaData()
    Table("orders", metadata, Column("id", Integer, primary_key=True))
    Table(
        "items",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("order_id", ForeignKey("orders.id"), nullable=False),
        Column("sku", Integer),
        *indexes,
    )
    return metadata


BAD = shop()
MENDED = shop(Index("ix_items_order_id", "order_id"))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("FK_WITHOUT_INDEX", BAD)) == [("items", "order_id")]
    assert not said("FK_WITHOUT_INDEX", MENDED)


def test_the_fix_builds_the_index_beside_the_traffic() -> None:
    fix = only("FK_WITHOUT_INDEX", BAD).fix
    assert fix is not None
    assert fix.safe
    assert fix.upgrade == (
        "op.create_index('ix_items_order_id', 'items', ['order_id'], postgresql_concurrently=True)",
    )


@pytest.mark.parametrize(
    ("index", "helps"),
    [
        (Index("a", "order_id", "sku"), True),
        (Index("b", "sku", "order_id"), False),
        (Index("c", "order_id", postgresql_using="hash"), True),
        (Index("d", "order_id", postgresql_using="brin"), False),
        (Index("e", "order_id", postgresql_where=text("sku > 0")), False),
        (Index("f", "order_id", postgresql_where=text("order_id IS NOT NULL")), True),
        (Index("g", text("abs(order_id)")), False),
    ],
    ids=lambda each: each.name if isinstance(each, Index) else "",
)
def test_an_index_helps_if_it_begins_with_the_column_and_holds_every_row(
    index: Index, *, helps: bool
) -> None:
    assert bool(said("FK_WITHOUT_INDEX", shop(index))) is not helps


@pytest.mark.parametrize(("columns", "helps"), [(("b", "a"), True), (("b", "c", "a"), False)])
def test_the_columns_of_a_key_may_lead_in_any_order(
    columns: tuple[str, ...], *, helps: bool
) -> None:
    metadata = MetaData()
    pair = (Column("a", Integer, primary_key=True), Column("b", Integer, primary_key=True))
    Table("parent", metadata, *pair)
    Table(
        "child",
        metadata,
        Column("a", Integer),
        Column("b", Integer),
        Column("c", Integer),
        ForeignKeyConstraint(["a", "b"], ["parent.a", "parent.b"]),
        Index("ix", *columns),
    )
    assert bool(said("FK_WITHOUT_INDEX", metadata)) is not helps
