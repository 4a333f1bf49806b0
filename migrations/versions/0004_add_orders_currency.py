"""Orders get a currency; what was sold before was sold in EUR.

A constant default is kept in the catalog, so no row is rewritten and the lock lasts milliseconds.
The CHECK comes as NOT VALID: it holds for new rows at once, and the scan of the old ones waits for
the next revision. Within one transaction that scan would run under this one's exclusive lock.

Revision ID: 0004
Revises: 0003
Create Date: 2025-05-26 11:27:50+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "orders",
        sa.Column(
            "currency", sa.String(3), server_default="EUR", nullable=False, comment="ISO 4217"
        ),
    )
    op.create_check_constraint(
        op.f("ck_orders_currency_length"),
        "orders",
        "char_length(currency) = 3",
        postgresql_not_valid=True,
    )


def downgrade() -> None:
    """Which currency an order was in is lost: nothing older could hold it."""
    op.drop_column("orders", "currency")
