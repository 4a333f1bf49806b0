"""Tasks with their tags, through the table that links them."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import Tag, Task, TaskTag
from lab.patterns.pattern import Pattern
from lab.patterns.sampling import by_frequency

tasks_of_user_with_tags = Pattern(
    name="tasks_of_user_with_tags",
    question="What does one user mean to do, and under which tags?",
    source="001, Query Optimization Patterns (eager loading)",
    statement=select(Task)
    .where(col(Task.user_id) == bindparam("user_id"))
    .options(selectinload(Task.tags)),  # type: ignore[arg-type]
    samples=by_frequency(col(Task.user_id)),
    variants={"none": [], "user_id": ["tasks(user_id)"], "as it is": [AS_IS]},
    walk=("tags",),
)

tasks_with_tag = Pattern(
    name="tasks_with_tag",
    question="Which tasks bear one tag?",
    source="001, Entity Definition Example (idx_task_tags_tag)",
    statement=select(Task)
    .join(TaskTag, col(TaskTag.task_id) == col(Task.id))
    .where(col(TaskTag.tag_id) == bindparam("tag_id")),
    samples=by_frequency(col(TaskTag.tag_id)),
    variants={
        "none": [],
        "tag_id": ["task_tags(tag_id)"],
        "tag_id, task_id": ["task_tags(tag_id, task_id)"],
        "both columns, an index each": ["task_tags(task_id)", "task_tags(tag_id)"],
    },
)

open_tasks_of_user_by_tag = Pattern(
    name="open_tasks_of_user_by_tag",
    question="Which open tasks has one user filed under which tag?",
    source="001, Entity Definition Example (idx_task_tags_task, idx_tag_user_name)",
    statement=select(col(Tag.name), col(Task.title), col(Task.due_date))
    .join(TaskTag, col(TaskTag.tag_id) == col(Tag.id))
    .join(Task, col(Task.id) == col(TaskTag.task_id))
    .where(col(Tag.user_id) == bindparam("user_id"), ~col(Task.completed))
    .order_by(col(Tag.name), col(Task.due_date)),
    samples=by_frequency(col(Task.user_id), ~col(Task.completed)),
    variants={
        "none": [],
        "tag_id": ["task_tags(tag_id)"],
        "the user's open tasks": ["task_tags(tag_id)", "tasks(user_id) where not completed"],
        "as it is": [AS_IS],
    },
)
