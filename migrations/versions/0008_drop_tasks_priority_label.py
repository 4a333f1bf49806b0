"""The label of a task's priority goes: the number says the same.

Refused while any task's label and number differ: then something still writes one of them alone,
and dropping the label would lose what was written. The downgrade writes every label again, and
refuses a number that has none.

Revision ID: 0008
Revises: 0007
Create Date: 2025-08-25 10:44:03+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REFUSE_DIFFERENCES = """
DO $$
DECLARE
    differing bigint;
BEGIN
    SELECT count(*) INTO differing
    FROM tasks
    WHERE priority_label IS DISTINCT FROM
        (ARRAY['none', 'low', 'medium', 'high', 'urgent'])[priority + 1];
    IF differing > 0 THEN
        RAISE EXCEPTION '% tasks have a priority_label that differs from their priority', differing
        USING HINT = 'Let the application write both, make them agree, then upgrade again. '
                     'Nothing was changed.';
    END IF;
END
$$
"""
REFUSE_UNKNOWN_NUMBERS = """
DO $$
DECLARE
    unknown text;
BEGIN
    SELECT string_agg(DISTINCT priority::text, ', ') INTO unknown
    FROM tasks
    WHERE priority NOT BETWEEN 0 AND 4;
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'tasks.priority has values without a label: %', unknown
        USING HINT = 'Give these tasks a priority from 0 to 4, then downgrade again. '
                     'Nothing was changed.';
    END IF;
END
$$
"""
WRITE_LABELS = """
UPDATE tasks
SET priority_label = (ARRAY['none', 'low', 'medium', 'high', 'urgent'])[priority + 1]
WHERE priority <> 0
"""


def upgrade() -> None:
    op.execute("LOCK TABLE tasks IN SHARE ROW EXCLUSIVE MODE")
    op.execute(REFUSE_DIFFERENCES)
    op.drop_column("tasks", "priority_label")


def downgrade() -> None:
    op.execute("LOCK TABLE tasks IN SHARE ROW EXCLUSIVE MODE")
    op.execute(REFUSE_UNKNOWN_NUMBERS)
    op.add_column(
        "tasks",
        sa.Column("priority_label", sa.String(20), server_default="none", nullable=False),
    )
    op.execute("ALTER TABLE tasks DISABLE TRIGGER touch_updated_at")
    op.execute(WRITE_LABELS)
    op.execute("ALTER TABLE tasks ENABLE TRIGGER touch_updated_at")
    op.create_check_constraint(
        op.f("ck_tasks_priority_label_known"),
        "tasks",
        "priority_label IN ('none', 'low', 'medium', 'high', 'urgent')",
    )
