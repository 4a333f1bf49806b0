"""Every label becomes its number: none 0, low 1, medium 2, high 3, urgent 4.

Each label has one number and each number one label, so the way back loses nothing either. A value
without a partner, or a task whose two values disagree, stops the migration before anything is
changed.
The trigger of updated_at rests meanwhile: a migration is no edit by the owner. Writers of tasks
wait for the end of it, readers do not.

Revision ID: 0007
Revises: 0006
Create Date: 2025-08-11 15:09:47+00:00
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

REFUSE_UNKNOWN_LABELS = """
DO $$
DECLARE
    unknown text;
BEGIN
    SELECT string_agg(DISTINCT coalesce(quote_literal(priority_label), 'NULL'), ', ') INTO unknown
    FROM tasks
    WHERE (priority_label IN ('none', 'low', 'medium', 'high', 'urgent')) IS NOT TRUE;
    IF unknown IS NOT NULL THEN
        RAISE EXCEPTION 'tasks.priority_label has values without a number: %', unknown
        USING HINT = 'Give these tasks one of the labels none, low, medium, high, urgent, '
                     'then upgrade again. Nothing was changed.';
    END IF;
END
$$
"""
FILL = """
UPDATE tasks
SET priority = array_position(
    ARRAY['none', 'low', 'medium', 'high', 'urgent']::varchar[], priority_label) - 1
WHERE priority = 0 AND priority_label <> 'none'
"""
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
        RAISE EXCEPTION '% tasks have a priority that differs from their priority_label', differing
        USING HINT = 'Make the two agree, then downgrade again. Nothing was changed.';
    END IF;
END
$$
"""


def upgrade() -> None:
    op.execute("ALTER TABLE tasks DISABLE TRIGGER touch_updated_at")
    op.execute(REFUSE_UNKNOWN_LABELS)
    op.execute(FILL)
    op.execute("ALTER TABLE tasks ENABLE TRIGGER touch_updated_at")
    op.execute("ALTER TABLE tasks VALIDATE CONSTRAINT ck_tasks_priority_range")


def downgrade() -> None:
    """The labels are still there: only the numbers are taken back."""
    op.execute("ALTER TABLE tasks DISABLE TRIGGER touch_updated_at")
    op.execute(REFUSE_DIFFERENCES)
    op.execute("UPDATE tasks SET priority = 0 WHERE priority <> 0")
    op.execute("ALTER TABLE tasks ENABLE TRIGGER touch_updated_at")
    op.drop_constraint(op.f("ck_tasks_priority_range"), "tasks", type_="check")
    op.create_check_constraint(
        op.f("ck_tasks_priority_range"),
        "tasks",
        "priority BETWEEN 0 AND 4",
        postgresql_not_valid=True,
    )
