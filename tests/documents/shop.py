"""The habits of document 000: models that refer to tables and classes which are not there."""

from datetime import datetime
from enum import Enum
from typing import Optional

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel


class Base(SQLModel, registry=registry(metadata=MetaData())):
    """A registry of its own, so that the failure of these mappers is no other model's."""


class Standing(str, Enum):  # noqa: UP042 - as the document writes it
    GUEST = "guest"
    STAFF = "staff"


class AccountBase(Base):
    email: str = Field(unique=True, index=True)
    display_name: str = Field(min_length=1, max_length=255)
    is_active: bool = Field(default=True, index=True)
    standing: Standing = Field(default=Standing.GUEST, index=True)


class Account(AccountBase, table=True):
    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    hashed_password: str = Field(min_length=60)
    created_at: datetime = Field(default_factory=datetime.utcnow, index=True)
    updated_at: datetime = Field(default_factory=datetime.utcnow)
    deleted_at: datetime | None = Field(default=None, index=True)

    tokens: list["SessionToken"] = Relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="account", cascade_delete=True
    )


class Basket(Base, table=True):
    __tablename__ = "orders"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user.id", index=True)
    total_amount: float = Field(gt=0)
    created_at: datetime = Field(default_factory=datetime.utcnow, index=True)

    account: Account = Relationship(back_populates="baskets")
    lines: list["BasketLine"] = Relationship(back_populates="basket", cascade_delete=True)


class BasketLine(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="order.id")
    product_name: str
    quantity: int = Field(gt=0)
    unit_price: float = Field(gt=0)

    basket: Optional["Basket"] = Relationship(back_populates="lines")


class AccountResponse(AccountBase):
    id: int
    created_at: datetime
