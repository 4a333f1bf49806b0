"""MISSING_FOREIGN_KEY: names that mean a table, and names that only look so."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

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
        ("movie_id", "movies"),
        ("person_id", "people"),
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


def named_alike(*keys: str, **kinds: Any) -> MetaData:
    """Tables a, b, ... whose `owner` refers to users, and one more whose does not."""
    metadata = MetaData()
    Table("users", metadata, Column("id", BigInteger, primary_key=True))
    Table("teams", metadata, Column("id", BigInteger, primary_key=True))
    for name, target in zip("abcd", keys, strict=False):
        key: Column[Any] = Column("owner", ForeignKey(f"{target}.id"))
        Table(name, metadata, Column("id", BigInteger, primary_key=True), key)
    columns = [Column(name, kind) for name, kind in (kinds or {"owner": BigInteger}).items()]
    Table("more", metadata, Column("id", BigInteger, primary_key=True), *columns)
    return metadata


def test_a_column_named_like_the_foreign_keys_of_others_appears_and_is_gone_once_mended() -> None:
    metadata = named_alike("users", "users", "users")
    finding = only(CODE, metadata)
    assert finding.title == "more.owner is named like 3 foreign keys to users, and is none"
    metadata.tables["more"].c.owner.append_foreign_key(ForeignKey("users.id"))
    assert not said(CODE, metadata)


@pytest.mark.parametrize(
    "metadata",
    [
        named_alike("users", "users"),
        named_alike("users", "users", "users", "teams"),
        named_alike("users", "users", "users", owner=Text),
        named_alike("users", "users", "users", owner=BigInteger, owner_type=Text),
    ],
    ids=["too few", "to several tables", "of another type", "its type says which table"],
)
def test_a_name_alone_means_no_table_unless_enough_keys_agree(metadata: MetaData) -> None:
    assert not said(CODE, metadata)


@pytest.mark.parametrize("name", ["id", "code", "status_type", "status_code"])
def test_a_name_that_any_table_may_have_means_none(name: str) -> None:
    metadata = MetaData()
    Table("lookups", metadata, Column(name, BigInteger, primary_key=True))
    for table in "abc":
        Table(table, metadata, Column(name, ForeignKey(f"lookups.{name}")))
    Table("more", metadata, Column(name, BigInteger, nullable=False))
    assert not said(CODE, metadata)


def test_a_key_of_its_own_is_called_like_others_and_refers_to_nothing() -> None:
    metadata = named_alike("users", "users", "users")
    metadata.tables["more"].append_constraint(UniqueConstraint("owner"))
    assert not said(CODE, metadata)


def test_keys_of_one_table_are_one_that_says_so() -> None:
    metadata = named_alike("users", "users")
    metadata.tables["a"].append_constraint(ForeignKeyConstraint(["owner"], ["users.id"]))
    assert not said(CODE, metadata)


def test_a_key_to_another_schema_says_otherwise() -> None:
    metadata = named_alike("users", "users", "users")
    Table("users", metadata, Column("id", BigInteger, primary_key=True), schema="auth")
    key: Column[Any] = Column("owner", ForeignKey("auth.users.id"))
    Table("d", metadata, Column("id", BigInteger, primary_key=True), key)
    assert not said(CODE, metadata)


@pytest.mark.parametrize("beside", ["user_kind", "userTable", "user_model"])
def test_a_column_beside_it_says_which_table(beside: str) -> None:
    assert not said(CODE, shop(Column("user_id", BigInteger), Column(beside, Text)))


def test_an_inherited_column_is_told_of_where_it_was_written() -> None:
    metadata = shop(Column("user_id", BigInteger))
    Table("returns", metadata, Column("id", BigInteger), Column("user_id", BigInteger))
    picture = picture_of(metadata)
    tables = [
        replace(each, inherits=("orders",)) if each.name == "returns" else each
        for each in picture.tables
    ]
    assert where(said(CODE, replace(picture, tables=tuple(tables)))) == [("orders", "user_id")]


@pytest.mark.parametrize(
    "table", ["login_history", "deleted_orders", "orders_backup", "app_modellogentry"]
)
def test_rows_of_the_past_may_outlive_what_they_name(table: str) -> None:
    finding = only(CODE, shop(Column("user_id", BigInteger), table=table))
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
