"""Tasks by the day they are due: ranges of days, and what a partial index can leave out."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from lab.models import Task
from lab.patterns.pattern import Pattern
from lab.patterns.times import due_within
from lab.settings import NOW

tasks_due_between = Pattern(
    name="tasks_due_between",
    question="Which tasks are due in the days to come?",
    source="001, Index Design Patterns (idx_task_due_date)",
    statement=select(Task)
    .where(col(Task.due_date).between(bindparam("first_day"), bindparam("last_day")))
    .order_by(col(Task.due_date)),
    samples=due_within(days={"week": 7, "day": 0, "quarter": 90}),
    variants={
        "none": [],
        "due_date": ["tasks(due_date)"],
        "partial": ["tasks(due_date) where not completed"],
    },
)

overdue_tasks = Pattern(
    name="overdue_tasks",
    question="What should have been done and is not?",
    source="001, Index Design Patterns (partial indexes)",
    statement=select(Task)
    .where(~col(Task.completed), col(Task.due_date) < NOW.date())
    .order_by(col(Task.due_date))
    .limit(100),
    variants={
        "none": [],
        "due_date": ["tasks(due_date)"],
        "completed, due_date": ["tasks(completed, due_date)"],
        "partial": ["tasks(due_date) where not completed"],
    },
)

urgent_open_tasks = Pattern(
    name="urgent_open_tasks",
    question="Which urgent tasks are still open?",
    source="001, Index Design Patterns (partial indexes)",
    statement=select(Task).where(~col(Task.completed), col(Task.priority) == 4),
    variants={
        "none": [],
        "priority": ["tasks(priority)"],
        "completed, priority": ["tasks(completed, priority)"],
        "partial": ["tasks(id) where not completed and priority = 4"],
    },
)
