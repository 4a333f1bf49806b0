"""The habits of document 000 once its references are put right: what then still is wrong."""

from datetime import datetime
from enum import Enum

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel


class Base(SQLModel, registry=registry(metadata=MetaData())):
    """A registry of its own."""


class Standing(str, Enum):  # noqa: UP042 - as the document writes it
    GUEST = "guest"
    STAFF = "staff"


class Account(Base, table=True):
    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, index=True)
    display_name: str = Field(min_length=1, max_length=255)
    is_active: bool = Field(default=True, index=True)
    standing: Standing = Field(default=Standing.GUEST, index=True)
    hashed_password: str = Field(min_length=60)
    created_at: datetime = Field(default_factory=datetime.utcnow, index=True)
    updated_at: datetime = Field(default_factory=datetime.utcnow)
    deleted_at: datetime | None = Field(default=None, index=True)

    baskets: list["Basket"] = Relationship(back_populates="account")


class Basket(Base, table=True):
    __tablename__ = "orders"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    total_amount: float = Field(gt=0)
    created_at: datetime = Field(default_factory=datetime.utcnow, index=True)
    updated_at: datetime = Field(default_factory=datetime.utcnow)

    account: Account = Relationship(back_populates="baskets")
    lines: list["BasketLine"] = Relationship(back_populates="basket", cascade_delete=True)


class BasketLine(Base, table=True):
    __tablename__ = "order_lines"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id")
    product_name: str
    quantity: int = Field(gt=0)
    unit_price: float = Field(gt=0)

    basket: Basket = Relationship(back_populates="lines")
