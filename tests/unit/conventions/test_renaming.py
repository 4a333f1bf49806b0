"""Other names: the way back takes the steps in the opposite order."""

from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlmodel import Field, SQLModel

from lab.conventions.mending.renaming import renamed
from lab.schema import picture_of, source_of

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


class Own(SQLModel, registry=registry(metadata=MetaData())):
    """Classes that are no tables of other tests."""


class Order(Own, table=True):
    id: int | None = Field(default=None, primary_key=True)
    limit: int = Field(ge=0)
    end: int
    all_: int = Field(sa_column_kwargs={"name": "all"})
    user: str = Field(sa_column=Column("user", Text))


class Base(DeclarativeBase):
    """Of classes of SQLAlchemy."""


class Task(Base):
    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
    limit: Mapped[int]
    end: Mapped[int] = mapped_column("end", index=True)


@pytest.mark.parametrize(
    ("models", "column", "line"),
    [
        (Order, "limit", "new: int = Field(ge=0)"),
        (Order, "end", "new: int"),
        (Order, "all", "all_: int = Field(sa_column_kwargs={'name': 'new'})"),
        (Order, "user", "user: str = Field(sa_column=Column('new', Text))"),
        (Task, "limit", "new: Mapped[int]"),
        (Task, "end", "end: Mapped[int] = mapped_column('new', index=True)"),
        (METADATA, "unitPrice", "new: int | None = Field(default=None)"),
    ],
)
def test_the_line_is_the_whole_field_under_its_new_name(
    models: Any, column: str, line: str
) -> None:
    [picture] = source_of(models if isinstance(models, MetaData) else [models]).pictures
    [table] = picture.tables
    assert renamed(table, {column: "new"}).model == line
