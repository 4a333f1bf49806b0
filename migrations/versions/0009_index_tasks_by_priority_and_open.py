"""Two indexes for the lists of tasks: by priority, and what is still open by due date.

Built CONCURRENTLY, so outside a transaction, while the table is read and written. A build that
broke off leaves an INVALID index behind; it is dropped first, so that trying again is enough.

Revision ID: 0009
Revises: 0008
Create Date: 2025-09-15 07:58:26+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BY_PRIORITY = "ix_tasks_user_id_priority"
OPEN_BY_DUE_DATE = "ix_tasks_open_user_id_due_date"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        drop(BY_PRIORITY)
        op.create_index(
            op.f(BY_PRIORITY), "tasks", ["user_id", "priority"], postgresql_concurrently=True
        )
        drop(OPEN_BY_DUE_DATE)
        op.create_index(
            op.f(OPEN_BY_DUE_DATE),
            "tasks",
            ["user_id", "due_date"],
            postgresql_where=sa.text("NOT completed"),
            postgresql_concurrently=True,
        )


def downgrade() -> None:
    with op.get_context().autocommit_block():
        drop(OPEN_BY_DUE_DATE)
        drop(BY_PRIORITY)


def drop(name: str) -> None:
    op.drop_index(op.f(name), table_name="tasks", if_exists=True, postgresql_concurrently=True)
