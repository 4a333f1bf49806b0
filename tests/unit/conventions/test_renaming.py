"""Other names: the way back takes the steps in the opposite order."""

from sqlalchemy import Column, Integer, MetaData, Table

from lab.conventions.mending.renaming import renamed
from lab.schema import picture_of

METADATA = MetaData()
Table("Orders", METADATA, Column("unitPrice", Integer))


def test_the_table_is_called_by_its_own_name_before_its_columns_are() -> None:
    table = picture_of(METADATA).table("Orders")
    fix = renamed(table, {"unitPrice": "unit_price"}, "orders")
    assert fix.upgrade == (
        "op.alter_column('Orders', 'unitPrice', new_column_name='unit_price')",
        "op.rename_table('Orders', 'orders')",
    )
    assert fix.downgrade == (
        "op.rename_table('orders', 'Orders')",
        "op.alter_column('Orders', 'unit_price', new_column_name='unitPrice')",
    )
