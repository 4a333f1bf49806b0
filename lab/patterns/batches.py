"""Many rows changed at once."""

from sqlalchemy import bindparam, func, select, update
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import Task
from lab.patterns.pattern import Pattern

_busiest = (
    select(col(Task.user_id))
    .where(~col(Task.completed))
    .group_by(col(Task.user_id))
    .order_by(func.count().desc(), col(Task.user_id))
    .limit(1)
    .scalar_subquery()
)
_open_tasks = (
    select(col(Task.id), col(Task.user_id))
    .where(~col(Task.completed), col(Task.user_id) == _busiest)
    .order_by(col(Task.id))
    .limit(20)
    .subquery()
)

complete_tasks = Pattern(
    name="complete_tasks",
    question="What does it take to mark twenty tasks of one user as done?",
    source="001, Query Optimization Patterns (batch operations)",
    statement=update(Task)
    .where(
        col(Task.id).in_(bindparam("task_ids", expanding=True)),
        col(Task.user_id) == bindparam("owner_id"),
    )
    .values(completed=True),
    sample=select(
        _open_tasks.c.user_id.label("owner_id"), func.array_agg(_open_tasks.c.id).label("task_ids")
    ).group_by(_open_tasks.c.user_id),
    variants={
        "none": [],
        "user_id": ["tasks(user_id)"],
        "user_id, completed": ["tasks(user_id, completed)"],
        "as it is": [AS_IS],
    },
)
