"""Distinct values, and figures for each of several groups."""

from sqlalchemy import bindparam, func, select
from sqlmodel import col

from lab.models import Order, OrderStatus, User
from lab.patterns.pattern import Pattern
from lab.patterns.times import since

distinct_roles = Pattern(
    name="distinct_roles",
    question="Which roles do users have?",
    source="000, Advanced Query Patterns (distinct values)",
    statement=select(col(User.role)).distinct(),
    variants={"none": [], "role": ["users(role)"]},
)

orders_by_status = Pattern(
    name="orders_by_status",
    question="How many orders have come how far, and what are they worth?",
    source="000, Advanced Query Patterns (aggregations)",
    statement=select(
        col(Order.status), func.count().label("orders"), func.sum(Order.total_amount).label("worth")
    ).group_by(col(Order.status)),
    variants={
        "none": [],
        "status": ["orders(status)"],
        "covering": ["orders(status) include (total_amount)"],
    },
)

users_with_many_orders = Pattern(
    name="users_with_many_orders",
    question="Which users have more than fifty orders?",
    source="002, Query Patterns (expressions for reports)",
    statement=select(col(Order.user_id), func.count().label("orders"))
    .group_by(col(Order.user_id))
    .having(func.count() > 50)
    .order_by(func.count().desc(), col(Order.user_id)),
    variants={"none": [], "user_id": ["orders(user_id)"]},
)

revenue_by_day = Pattern(
    name="revenue_by_day",
    question="What did the orders of each day bring in, those that were cancelled left out?",
    source="002, Query Patterns (expressions for reports)",
    statement=select(
        func.date_trunc("day", Order.created_at, "UTC").label("day"),
        func.sum(Order.total_amount).label("revenue"),
    )
    .where(
        col(Order.created_at) >= bindparam("created_at"),
        col(Order.status) != OrderStatus.CANCELLED,
        col(Order.deleted_at).is_(None),
    )
    # By the label: the day's name is a parameter, and each place would have one of its own.
    .group_by("day")
    .order_by("day"),
    samples=since(days={"month": 30, "week": 7, "year": 365}),
    variants={
        "none": [],
        "created_at": ["orders(created_at)"],
        "brin": ["orders using brin (created_at)"],
        "covering": ["orders(created_at) include (total_amount, status, deleted_at)"],
    },
)
