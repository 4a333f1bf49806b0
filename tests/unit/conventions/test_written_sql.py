"""Pieces of SQL and names that several fixes are made of."""

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from lab.conventions.mending.built_fields import target_of
from lab.conventions.mending.index_operations import living
from lab.schema import Column as PictureColumn
from lab.schema import picture_of


@pytest.mark.parametrize(
    ("kind", "not_null", "condition"),
    [
        ("timestamp with time zone", False, '"is gone" IS NULL'),
        ("boolean", True, 'NOT "is gone"'),
        ("boolean", False, '"is gone" IS NOT TRUE'),
    ],
)
def test_a_row_without_a_mark_is_a_living_one(kind: str, *, not_null: bool, condition: str) -> None:
    assert living(PictureColumn("is gone", kind, not_null=not_null)) == condition


def test_models_name_the_schema_of_a_target_where_it_is_not_public() -> None:
    source = MetaData()
    for schema in ("shop", None):
        Table("users", source, Column("id", Integer, primary_key=True), schema=schema)
    keys: list[Column[int]] = [
        Column(str(n), ForeignKey(f"{at}users.id")) for n, at in enumerate(("shop.", ""))
    ]
    Table("orders", source, *keys, schema="shop")
    [orders] = [each for each in picture_of(source, "shop").tables if each.foreign_keys]
    assert [target_of(orders, each) for each in orders.foreign_keys] == [
        "shop.users.id",
        "users.id",
    ]
