"""The CHECK of orders.currency is proved for the old rows.

VALIDATE reads the table under a lock that lets readers and writers through (SHARE UPDATE
EXCLUSIVE).

Revision ID: 0005
Revises: 0004
Create Date: 2025-05-26 11:31:02+00:00
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT ck_orders_currency_length")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_orders_currency_length"), "orders", type_="check")
    op.create_check_constraint(
        op.f("ck_orders_currency_length"),
        "orders",
        "char_length(currency) = 3",
        postgresql_not_valid=True,
    )
