"""Tasks get a priority as a number, beside the label that it will replace.

The first of three steps (expand, fill, contract): each is a transaction of its own, so that the
filling does not run under the exclusive lock of the ALTER.

Revision ID: 0006
Revises: 0005
Create Date: 2025-08-11 15:02:18+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "tasks",
        sa.Column(
            "priority",
            sa.SmallInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="0 none, 1 low, 2 medium, 3 high, 4 urgent",
        ),
    )
    op.create_check_constraint(
        op.f("ck_tasks_priority_range"),
        "tasks",
        "priority BETWEEN 0 AND 4",
        postgresql_not_valid=True,
    )


def downgrade() -> None:
    op.drop_column("tasks", "priority")
