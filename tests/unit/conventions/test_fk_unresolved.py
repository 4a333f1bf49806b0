"""FK_UNRESOLVED: keys of the models that lead nowhere, and where they were meant to lead."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Table

from tests.conventions import only, said, where


def shop(target: str) -> MetaData:
    metadata = MetaData()
    Table("orders", metadata, Column("id", Integer, primary_key=True), Column("number", Integer))
    Table(
        "items",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("order_id", Integer, ForeignKey(target)),
    )
    return metadata


BAD = shop("order.id")
MENDED = shop("orders.id")


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("FK_UNRESOLVED", BAD)) == [("items", "order_id")]
    assert not said("FK_UNRESOLVED", MENDED)


def test_the_table_that_was_probably_meant_is_named() -> None:
    finding = only("FK_UNRESOLVED", BAD)
    assert finding.title == (
        "items.order_id refers to order.id, which is not in the models; orders.id is"
    )
    assert finding.fix is not None
    assert "foreign_key='orders.id'" in finding.fix.model


def test_a_column_that_is_not_there_is_told_of_with_the_nearest() -> None:
    assert only("FK_UNRESOLVED", shop("orders.numbers")).title.endswith("; orders.number is")


def test_where_no_column_is_near_the_primary_key_was_meant() -> None:
    assert only("FK_UNRESOLVED", shop("orders.xyzzy")).title.endswith("; orders.id is")


def test_where_nothing_is_near_nothing_is_guessed() -> None:
    finding = only("FK_UNRESOLVED", shop("warehouses.id"))
    assert finding.title.endswith("warehouses.id, which is not in the models")
    assert finding.fix is None


def test_a_column_without_a_type_of_its_own_is_told_of_too() -> None:
    metadata = MetaData()
    Table("items", metadata, Column("order_id", ForeignKey("order.id")))
    assert only("FK_UNRESOLVED", metadata).column == "order_id"


def test_a_key_of_two_columns_is_told_of_once() -> None:
    metadata = MetaData()
    Table(
        "items",
        metadata,
        Column("a", Integer),
        Column("b", Integer),
        ForeignKeyConstraint(["a", "b"], ["gone.a", "gone.b"]),
    )
    assert where(said("FK_UNRESOLVED", metadata)) == [("items",)]
