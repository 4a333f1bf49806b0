"""What belongs to one user, filtered and sorted: the shape of most pages of an application."""

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import Order, OrderStatus, Task
from lab.patterns.pattern import Pattern

MOST_ACTIVE = 50
"""How many more active users there are than the one whose page is asked for."""

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
    # Well above the average, and no outlier: the very first has a tenth of all orders.
    sample=select(col(Order.user_id).label("user_id"), col(Order.status).label("status"))
    .where(col(Order.status) == OrderStatus.DELIVERED)
    .group_by(col(Order.user_id), col(Order.status))
    .order_by(func.count().desc(), col(Order.user_id))
    .offset(MOST_ACTIVE)
    .limit(1),
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
    sample=select(
        col(Task.user_id).label("user_id"),
        func.date("2026-01-01").label("first_day"),
        func.date("2026-01-08").label("last_day"),
    )
    .where(~col(Task.completed))
    .group_by(col(Task.user_id))
    .order_by(func.count().desc(), col(Task.user_id))
    .offset(MOST_ACTIVE)
    .limit(1),
    variants={
        "none": [],
        "user_id, completed": ["tasks(user_id, completed)"],
        "due_date": ["tasks(due_date)"],
        "partial": ["tasks(user_id, due_date) where not completed"],
        "as it is": [AS_IS],
    },
)
