"""MISSING_FOREIGN_KEY: names that mean a table, and names that only look so."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData, Table, Text

from lab.findings import Severity
from lab.schema import picture_of
from tests.conventions import only, said, where

CODE = "MISSING_FOREIGN_KEY"


def shop(*columns: Column[Any], target: str = "users", table: str = "orders") -> MetaData:
    metadata = MetaData()
    Table(target, metadata, Column("id", BigInteger, primary_key=True))
    Table("tags", metadata, Column("id", Integer, primary_key=True))
    Table(table, metadata, Column("id", BigInteger, primary_key=True), *columns)
    return metadata


BAD = shop(Column("user_id", BigInteger, nullable=False))
MENDED = shop(Column("user_id", ForeignKey("users.id"), nullable=False))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [("orders", "user_id")]
    assert not said(CODE, MENDED)


def test_the_fix_checks_the_rows_that_are_there_in_a_step_of_its_own() -> None:
    fix = only(CODE, BAD).fix
    assert fix is not None
    assert "postgresql_not_valid=True" in fix.upgrade[0]
    assert "VALIDATE CONSTRAINT fk_orders_user_id_users" in fix.upgrade[1]
    assert fix.outside_transaction
    assert fix.model == "user_id: int = Field(sa_type=BigInteger, foreign_key='users.id')"
    assert not fix.safe


@pytest.mark.parametrize(
    ("column", "target"),
    [
        ("user_id", "user"),
        ("userId", "Users"),
        ("UserID", "user"),
        ("category_id", "categories"),
        ("address_id", "addresses"),
        ("box_id", "boxes"),
        ("order_item_id", "order_items"),
        ("OrderItemId", "order_item"),
        ("status_id", "status"),
    ],
)
def test_a_name_means_a_table_in_the_singular_and_the_plural(column: str, target: str) -> None:
    metadata = shop(Column(column, BigInteger), target=target, table="things")
    assert where(said(CODE, metadata)) == [("things", column)]


@pytest.mark.parametrize(
    "column",
    [
        Column("stripe_user_id", BigInteger),
        Column("user_id", Text),
        Column("userid", BigInteger),
        Column("paid", BigInteger),
        Column("order_id", BigInteger),
        Column("payment_id", BigInteger),
    ],
    ids=lambda each: f"{each.name} {each.type}",
)
def test_other_names_and_types_mean_nothing(column: Column[Any]) -> None:
    assert not said(CODE, shop(column))


def test_a_type_beside_it_says_that_it_may_be_several_tables() -> None:
    assert not said(CODE, shop(Column("user_id", BigInteger), Column("user_type", Text)))


def test_a_log_may_mean_to_outlive_what_it_names() -> None:
    finding = only(CODE, shop(Column("user_id", BigInteger), table="login_history"))
    assert finding.severity is Severity.INFO


def test_a_schema_without_any_foreign_key_is_told_once() -> None:
    columns = [Column("user_id", BigInteger), Column("tag_id", Integer)]
    metadata = shop(*columns)
    Table("notes", metadata, Column("order_id", BigInteger), Column("tag_id", Integer))
    finding = only(CODE, metadata)
    assert finding.table is None
    assert finding.title == (
        "The schema has no foreign key, and 4 columns named after its tables: "
        "notes.order_id, notes.tag_id, orders.user_id and 1 more"
    )


def test_foreign_keys_of_the_partitions_are_enough() -> None:
    metadata = shop(Column("user_id", BigInteger))
    key: Column[Any] = Column("user_id", ForeignKey("users.id"))
    Table("orders_1", metadata, Column("id", BigInteger, primary_key=True), key)
    picture = picture_of(metadata)
    tables = [
        replace(each, partition_of="orders") if each.name == "orders_1" else each
        for each in picture.tables
    ]
    assert not said(CODE, replace(picture, tables=tuple(tables)))
