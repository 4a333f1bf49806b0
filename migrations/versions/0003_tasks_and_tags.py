"""Tasks, tags, and which task bears which tag.

The priority of a task is one of five labels, held by a CHECK.

Revision ID: 0003
Revises: 0002
Create Date: 2025-03-17 08:05:31+00:00
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_tasks()
    create_tags()
    create_task_tags()


def create_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.String(1000)),
        sa.Column("completed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("due_date", sa.Date()),
        *timestamps(),
        sa.Column("priority_label", sa.String(20), server_default="none", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.CheckConstraint("char_length(title) >= 1", name=op.f("ck_tasks_title_not_empty")),
        sa.CheckConstraint(
            "priority_label IN ('none', 'low', 'medium', 'high', 'urgent')",
            name=op.f("ck_tasks_priority_label_known"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tasks_user_id_users"), ondelete="CASCADE"
        ),
        comment="What users mean to do",
    )
    op.create_index(op.f("ix_tasks_due_date"), "tasks", ["due_date"])
    op.create_index(op.f("ix_tasks_user_id_completed"), "tasks", ["user_id", "completed"])
    create_trigger("tasks")


def create_tags() -> None:
    op.create_table(
        "tags",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(50), nullable=False),
        *timestamps(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_tags_user_id_name")),
        sa.CheckConstraint("char_length(name) >= 1", name=op.f("ck_tags_name_not_empty")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_tags_user_id_users"), ondelete="CASCADE"
        ),
        comment="Words that users file tasks under",
    )
    create_trigger("tags")


def create_task_tags() -> None:
    op.create_table(
        "task_tags",
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_id", sa.BigInteger(), nullable=False),
        timestamps()[0],
        sa.PrimaryKeyConstraint("task_id", "tag_id", name=op.f("pk_task_tags")),
        *(
            sa.ForeignKeyConstraint(
                [f"{target}_id"],
                [f"{target}s.id"],
                name=op.f(f"fk_task_tags_{target}_id_{target}s"),
                ondelete="CASCADE",
            )
            for target in ("task", "tag")
        ),
        comment="Which task bears which tag",
    )
    op.create_index(op.f("ix_task_tags_tag_id"), "task_tags", ["tag_id"])


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
    op.drop_table("task_tags")
    op.drop_table("tags")
    op.drop_table("tasks")
