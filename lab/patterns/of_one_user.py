"""What belongs to one user, filtered and sorted: the shape of most pages of an application."""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import Order, OrderStatus, Task
from lab.models.foundation import stored_values
from lab.patterns.pattern import Pattern
from lab.patterns.sampling import by_frequency

MOST_ACTIVE = 50
"""How many more active users there are than the one whose page is asked for."""


def _of_an_active_user(
    user_id: Any, condition: ColumnElement[bool], **others: ColumnElement[Any]
) -> Select[Any]:
    """One user who has many such rows, and values that are the same for all users.

    Well above the average, and no outlier: the very first has a tenth of all orders. Where
    there are fewer users, the last of them.
    """
    counted = (
        select(col(user_id).label("user_id"), func.count().label("rows"))
        .where(condition)
        .group_by(user_id)
        .order_by(func.count().desc(), user_id)
        .limit(MOST_ACTIVE + 1)
        .subquery()
    )
    return (
        select(counted.c.user_id, *(value.label(name) for name, value in others.items()))
        .order_by(counted.c.rows, counted.c.user_id.desc())
        .limit(1)
    )


_DELIVERED = literal(OrderStatus.DELIVERED, stored_values(OrderStatus, "order_status"))

orders_of_user = Pattern(
    name="orders_of_user",
    question="What are the newest delivered orders of one user?",
    source="000, Indexing Strategy (ix_orders_user_status)",
    statement=select(Order)
    .where(
        col(Order.user_id) == bindparam("user_id"),
        col(Order.status) == bindparam("status"),
    )
    .order_by(col(Order.created_at).desc())
    .limit(10),
    sample=_of_an_active_user(
        Order.user_id,
        col(Order.status) == OrderStatus.DELIVERED,
        status=_DELIVERED,
    ),
    samples=by_frequency(
        col(Order.user_id), col(Order.status) == OrderStatus.DELIVERED, status=_DELIVERED
    ),
    variants={
        "none": [],
        "user_id": ["orders(user_id)"],
        "user_id, status": ["orders(user_id, status)"],
        "user_id, status, created_at desc": ["orders(user_id, status, created_at desc)"],
    },
)

open_tasks_due = Pattern(
    name="open_tasks_due",
    question="What must one user do in the next week?",
    source="001, Indexing & Performance Strategies (idx_active_tasks)",
    statement=select(Task)
    .where(
        col(Task.user_id) == bindparam("user_id"),
        ~col(Task.completed),
        col(Task.due_date).between(bindparam("first_day"), bindparam("last_day")),
    )
    .order_by(col(Task.due_date)),
    sample=_of_an_active_user(
        Task.user_id,
        ~col(Task.completed),
        first_day=func.date("2026-01-01"),
        last_day=func.date("2026-01-08"),
    ),
    samples=by_frequency(
        col(Task.user_id),
        ~col(Task.completed),
        first_day=func.date("2026-01-01"),
        last_day=func.date("2026-01-08"),
    ),
    variants={
        "none": [],
        "user_id, completed": ["tasks(user_id, completed)"],
        "due_date": ["tasks(due_date)"],
        "partial": ["tasks(user_id, due_date) where not completed"],
        "as it is": [AS_IS],
    },
)

tasks_of_user = Pattern(
    name="tasks_of_user",
    question="What does one user mean to do?",
    source="003, CRUD Operations with SQLModel (multiple with filter)",
    statement=select(Task).where(col(Task.user_id) == bindparam("user_id")),
    samples=by_frequency(col(Task.user_id)),
    variants={"none": [], "user_id": ["tasks(user_id)"], "as it is": [AS_IS]},
)

tasks_of_user_page = Pattern(
    name="tasks_of_user_page",
    question="Which open tasks of one user are the newest hundred?",
    source="001, Repository Pattern with User Scoping (list)",
    statement=select(Task)
    .where(col(Task.user_id) == bindparam("user_id"), ~col(Task.completed))
    .order_by(col(Task.created_at).desc())
    .limit(100)
    .offset(0),
    samples=by_frequency(col(Task.user_id), ~col(Task.completed)),
    variants={
        "none": [],
        "user_id": ["tasks(user_id)"],
        "user_id, completed": ["tasks(user_id, completed)"],
        "user_id, completed, created_at": ["tasks(user_id, completed, created_at)"],
        "partial": ["tasks(user_id, created_at) where not completed"],
    },
)

tasks_of_user_by_priority = Pattern(
    name="tasks_of_user_by_priority",
    question="Which tasks of one user are the most urgent?",
    source="001, Index Design Patterns (idx_task_user_priority)",
    statement=select(Task)
    .where(col(Task.user_id) == bindparam("user_id"))
    .order_by(col(Task.priority).desc())
    .limit(20),
    samples=by_frequency(col(Task.user_id)),
    variants={
        "none": [],
        "user_id": ["tasks(user_id)"],
        "user_id, priority": ["tasks(user_id, priority)"],
        "priority": ["tasks(priority)"],
    },
)
