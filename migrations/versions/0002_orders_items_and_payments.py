"""Orders, their items, and payments.

An order is kept as long as its owner and its payments exist (RESTRICT); its items go with it.

Revision ID: 0002
Revises: 0001
Create Date: 2025-02-03 14:40:09+00:00
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ORDER_STATUS = postgresql.ENUM(name="order_status", create_type=False)
PAYMENT_STATUS = postgresql.ENUM(name="payment_status", create_type=False)
MOMENT = sa.DateTime(timezone=True)
MONEY = sa.Numeric(12, 2)


def upgrade() -> None:
    op.execute(
        "CREATE TYPE order_status AS ENUM "
        "('pending', 'paid', 'processing', 'shipped', 'delivered', 'cancelled')"
    )
    op.execute("CREATE TYPE payment_status AS ENUM ('pending', 'succeeded', 'failed', 'refunded')")
    create_orders()
    create_order_items()
    create_payments()


def create_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("status", ORDER_STATUS, server_default="pending", nullable=False),
        sa.Column(
            "total_amount",
            MONEY,
            nullable=False,
            comment="Sum of quantity x unit_price over the items",
        ),
        sa.Column("shipping_address", sa.String(500), nullable=False),
        sa.Column("billing_address", sa.String(500), nullable=False),
        *timestamps(),
        sa.Column("deleted_at", MOMENT, comment="When the order was hidden (soft delete)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.CheckConstraint("total_amount > 0", name=op.f("ck_orders_total_amount_positive")),
        sa.CheckConstraint(
            "char_length(shipping_address) >= 1", name=op.f("ck_orders_shipping_address_not_empty")
        ),
        sa.CheckConstraint(
            "char_length(billing_address) >= 1", name=op.f("ck_orders_billing_address_not_empty")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_orders_user_id_users"), ondelete="RESTRICT"
        ),
        comment="What one user bought at one time",
    )
    op.create_index(op.f("ix_orders_created_at"), "orders", ["created_at"])
    op.create_index(op.f("ix_orders_user_id_status"), "orders", ["user_id", "status"])
    create_trigger("orders")


def create_order_items() -> None:
    op.create_table(
        "order_items",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("product_name", sa.String(200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "unit_price", MONEY, nullable=False, comment="The price at the time of the order"
        ),
        *timestamps(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_items")),
        sa.CheckConstraint(
            "char_length(product_name) >= 1", name=op.f("ck_order_items_product_name_not_empty")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_items_quantity_positive")),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_order_items_unit_price_positive")),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
            name=op.f("fk_order_items_order_id_orders"),
            ondelete="CASCADE",
        ),
        comment="One line of an order",
    )
    op.create_index(op.f("ix_order_items_order_id"), "order_items", ["order_id"])
    create_trigger("order_items")


def create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("status", PAYMENT_STATUS, server_default="pending", nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.Column(
            "stripe_payment_id",
            sa.String(64),
            nullable=False,
            comment="The payment's id at the provider",
        ),
        *timestamps(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("stripe_payment_id", name=op.f("uq_payments_stripe_payment_id")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_amount_positive")),
        sa.CheckConstraint(
            "char_length(stripe_payment_id) >= 1",
            name=op.f("ck_payments_stripe_payment_id_not_empty"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{target}_id"],
                [f"{target}s.id"],
                name=op.f(f"fk_payments_{target}_id_{target}s"),
                ondelete="RESTRICT",
            )
            for target in ("order", "user")
        ),
        comment="Attempts to pay for an order",
    )
    for column in ("order_id", "user_id", "created_at"):
        op.create_index(op.f(f"ix_payments_{column}"), "payments", [column])
    create_trigger("payments")


def timestamps() -> tuple[sa.Column[datetime], sa.Column[datetime]]:
    now = sa.func.now()
    return (
        sa.Column("created_at", MOMENT, server_default=now, nullable=False),
        sa.Column(
            "updated_at",
            MOMENT,
            server_default=now,
            nullable=False,
            comment="Kept by the trigger touch_updated_at",
        ),
    )


def create_trigger(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER touch_updated_at BEFORE UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION touch_updated_at()"
    )


def downgrade() -> None:
    op.drop_table("payments")
    op.drop_table("order_items")
    op.drop_table("orders")
    op.execute("DROP TYPE payment_status")
    op.execute("DROP TYPE order_status")
