"""Objects with what belongs to them: loaded along, by a join, or only when it is read.

The first page of what the documents load whole: a hundred thousand objects are no page.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload, lazyload, selectinload
from sqlmodel import col

from lab.experiments import AS_IS, Wanted
from lab.models import Order, OrderItem, User
from lab.patterns.pattern import Pattern
from lab.patterns.sampling import by_frequency

_newest_orders = (
    select(Order).order_by(col(Order.created_at).desc(), col(Order.id).desc()).limit(50)
)
_OF_THE_ORDERS: Mapping[str, Sequence[Wanted]] = {
    "none": [],
    "created_at": ["orders(created_at)"],
    "created_at, id": ["orders(created_at, id)"],
    "as it is": [AS_IS],
}
"""What a comparison measures is the first statement; the others ask the table of the items."""

orders_with_items_lazily = Pattern(
    name="orders_with_items_lazily",
    question="What was in each of the fifty newest orders, asked one by one?",
    source="000, Relationship Loading (lazy loading)",
    statement=_newest_orders.options(lazyload(Order.items)),  # type: ignore[arg-type]
    variants=_OF_THE_ORDERS,
    walk=("items",),
)

orders_with_items_and_user = Pattern(
    name="orders_with_items_and_user",
    question="What was in each of the fifty newest orders and whose was it, in a query for each?",
    source="000, Relationship Loading (selectinload)",
    statement=_newest_orders.options(selectinload(Order.items), selectinload(Order.user)),  # type: ignore[arg-type]
    variants=_OF_THE_ORDERS,
    walk=("items", "user"),
)

orders_with_items_joined = Pattern(
    name="orders_with_items_joined",
    question="What was in each of the fifty newest orders, in one query?",
    source="002, ORM Usage (joinedload)",
    statement=_newest_orders.options(joinedload(Order.items)),  # type: ignore[arg-type]
    variants={
        "none": [],
        "created_at": ["orders(created_at)"],
        "order_id": ["order_items(order_id)"],
        "both": ["orders(created_at)", "order_items(order_id)"],
        "as it is": [AS_IS],
    },
    walk=("items",),
)

items_of_order = Pattern(
    name="items_of_order",
    question="What was in one order?",
    source="000, Relationship Loading (the query that order.items triggers)",
    statement=select(OrderItem).where(col(OrderItem.order_id) == bindparam("order_id")),
    # Of the first orders: none has many more items than others.
    samples=by_frequency(col(OrderItem.order_id), col(OrderItem.order_id) <= 1_000),
    variants={"none": [], "order_id": ["order_items(order_id)"]},
)

active_users_with_orders = Pattern(
    name="active_users_with_orders",
    question="What did the fifty users who signed in last order?",
    source="004, Query Optimization (selectinload)",
    statement=select(User)
    .where(col(User.is_active), col(User.last_login_at).is_not(None))
    .order_by(col(User.last_login_at).desc(), col(User.id).desc())
    .limit(50)
    .options(selectinload(User.orders)),  # type: ignore[arg-type]
    variants={
        "none": [],
        "is_active": ["users(is_active)"],
        "last_login_at": ["users(last_login_at)"],
        "partial": ["users(last_login_at) where is_active"],
    },
    walk=("orders",),
)
