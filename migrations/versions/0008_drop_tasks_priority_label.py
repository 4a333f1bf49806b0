"""The label of a task's priority goes: the number says the same.

Refused while any task's label and number differ: then something still writes one of them alone,
and dropping the label would lose what was written. The downgrade writes every label again, and
refuses a number that has none.

Revision ID: 0008
Revises: 0007
Create Date: 2025-08-25 10:44:03+00:00
"""

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
ADD_LABEL = """
ALTER TABLE tasks
ADD COLUMN IF NOT EXISTS priority_label varchar(20) DEFAULT 'none' NOT NULL
"""
WRITE_LABELS = """
UPDATE tasks
SET priority_label = (ARRAY['none', 'low', 'medium', 'high', 'urgent'])[priority + 1]
WHERE priority_label IS DISTINCT FROM
    (ARRAY['none', 'low', 'medium', 'high', 'urgent'])[priority + 1]
"""
ADD_CHECK = """
ALTER TABLE tasks
DROP CONSTRAINT IF EXISTS ck_tasks_priority_label_known,
ADD CONSTRAINT ck_tasks_priority_label_known
    CHECK (priority_label IN ('none', 'low', 'medium', 'high', 'urgent')) NOT VALID
"""


def upgrade() -> None:
    op.execute("LOCK TABLE tasks IN SHARE ROW EXCLUSIVE MODE")
    op.execute(REFUSE_DIFFERENCES)
    op.drop_column("tasks", "priority_label")


def downgrade() -> None:
    """Four short transactions: what reads the whole table holds no lock that keeps readers out.

    Adding a column and a constraint does keep them out, for a moment each. One that broke off
    half-way can be tried again.
    """
    op.execute(REFUSE_UNKNOWN_NUMBERS)
    with op.get_context().autocommit_block():
        op.execute(ADD_LABEL)
    op.execute("ALTER TABLE tasks DISABLE TRIGGER touch_updated_at")
    op.execute(WRITE_LABELS)
    op.execute("ALTER TABLE tasks ENABLE TRIGGER touch_updated_at")
    with op.get_context().autocommit_block():
        op.execute(ADD_CHECK)
        op.execute("ALTER TABLE tasks VALIDATE CONSTRAINT ck_tasks_priority_label_known")
