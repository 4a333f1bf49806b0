"""Orders with their items, and the payments made for them. Money is NUMERIC, never float."""

import enum
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, Relationship

from lab.models.foundation import (
    Entity,
    created_at,
    keeps_updated_at,
    moment,
    primary_key,
    reference,
    stored_values,
    updated_at,
)
from lab.models.users import User


class OrderStatus(enum.StrEnum):
    """How far an order has come."""

    PENDING = "pending"
    PAID = "paid"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


class PaymentStatus(enum.StrEnum):
    """What became of a payment."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    REFUNDED = "refunded"


class Order(Entity, table=True):
    """What one user bought at one time."""

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("total_amount > 0", name="total_amount_positive"),
        CheckConstraint("char_length(currency) = 3", name="currency_length"),
        CheckConstraint("char_length(shipping_address) >= 1", name="shipping_address_not_empty"),
        CheckConstraint("char_length(billing_address) >= 1", name="billing_address_not_empty"),
        Index(None, "user_id", "status"),
        {"comment": "What one user bought at one time"},
    )

    id: int | None = primary_key()
    user_id: int = reference("users.id", ondelete="RESTRICT")
    status: OrderStatus = Field(
        default=OrderStatus.PENDING,
        sa_type=stored_values(OrderStatus, "order_status"),
        sa_column_kwargs={"server_default": OrderStatus.PENDING.value},
    )
    total_amount: Decimal = Field(
        gt=0,
        max_digits=12,
        decimal_places=2,
        sa_column_kwargs={"comment": "Sum of quantity x unit_price over the items"},
    )
    shipping_address: str = Field(min_length=1, max_length=500)
    billing_address: str = Field(min_length=1, max_length=500)
    created_at: datetime | None = created_at(index=True)
    updated_at: datetime | None = updated_at()
    deleted_at: datetime | None = moment("When the order was hidden (soft delete)")
    currency: str = Field(
        default="EUR",
        min_length=3,
        max_length=3,
        sa_column_kwargs={"server_default": "EUR", "comment": "ISO 4217"},
    )

    user: User = Relationship(back_populates="orders")
    items: list["OrderItem"] = Relationship(
        back_populates="order", cascade_delete=True, passive_deletes=True
    )
    payments: list["Payment"] = Relationship(back_populates="order", passive_deletes="all")


class OrderItem(Entity, table=True):
    """One line of an order, with the price as it was."""

    __tablename__ = "order_items"
    __table_args__ = (
        CheckConstraint("char_length(product_name) >= 1", name="product_name_not_empty"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("unit_price > 0", name="unit_price_positive"),
        {"comment": "One line of an order"},
    )

    id: int | None = primary_key()
    order_id: int = reference("orders.id", ondelete="CASCADE", index=True)
    product_name: str = Field(min_length=1, max_length=200)
    quantity: int = Field(gt=0)
    unit_price: Decimal = Field(
        gt=0,
        max_digits=12,
        decimal_places=2,
        sa_column_kwargs={"comment": "The price at the time of the order"},
    )
    created_at: datetime | None = created_at()
    updated_at: datetime | None = updated_at()

    order: Order = Relationship(back_populates="items")


class Payment(Entity, table=True):
    """One attempt to pay for an order."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("char_length(stripe_payment_id) >= 1", name="stripe_payment_id_not_empty"),
        {"comment": "Attempts to pay for an order"},
    )

    id: int | None = primary_key()
    order_id: int = reference("orders.id", ondelete="RESTRICT", index=True)
    user_id: int = reference("users.id", ondelete="RESTRICT", index=True)
    status: PaymentStatus = Field(
        default=PaymentStatus.PENDING,
        sa_type=stored_values(PaymentStatus, "payment_status"),
        sa_column_kwargs={"server_default": PaymentStatus.PENDING.value},
    )
    amount: Decimal = Field(gt=0, max_digits=12, decimal_places=2)
    stripe_payment_id: str = Field(
        min_length=1,
        max_length=64,
        unique=True,
        sa_column_kwargs={"comment": "The payment's id at the provider"},
    )
    created_at: datetime | None = created_at(index=True)
    updated_at: datetime | None = updated_at()

    order: Order = Relationship(back_populates="payments")
    user: User = Relationship(back_populates="payments")


for _model in (Order, OrderItem, Payment):
    keeps_updated_at(_model)
