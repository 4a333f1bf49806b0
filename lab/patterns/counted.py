"""How many rows there are: counted, or estimated from what the catalog knows."""

from sqlalchemy import bindparam, column, func, literal_column, select, table
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import Task, User
from lab.patterns.pattern import Pattern
from lab.patterns.sampling import by_frequency

_pg_class = table("pg_class", column("oid"), column("reltuples"))

count_users = Pattern(
    name="count_users",
    question="How many users are there?",
    source="000, Advanced Query Patterns (aggregations)",
    statement=select(func.count(col(User.id))),
    variants={"none": [], "role": ["users(role)"]},
)

count_active_users = Pattern(
    name="count_active_users",
    question="How many users may sign in?",
    source="000, Advanced Query Patterns (count records)",
    statement=select(func.count()).select_from(User).where(col(User.is_active)),
    variants={
        "none": [],
        "is_active": ["users(is_active)"],
        "partial": ["users(id) where is_active"],
    },
)

count_tasks_of_user = Pattern(
    name="count_tasks_of_user",
    question="How many tasks does one user have?",
    source="001, Query Optimization Patterns (efficient counting)",
    statement=select(func.count(col(Task.id))).where(col(Task.user_id) == bindparam("user_id")),
    samples=by_frequency(col(Task.user_id)),
    variants={
        "none": [],
        "user_id": ["tasks(user_id)"],
        "user_id, id": ["tasks(user_id, id)"],
        "as it is": [AS_IS],
    },
)

count_orders_estimated = Pattern(
    name="count_orders_estimated",
    question="How many orders are there, as far as the last VACUUM or ANALYZE knows?",
    source="000, Advanced Query Patterns (count records, estimated)",
    statement=select(_pg_class.c.reltuples).where(
        _pg_class.c.oid == literal_column("'orders'::regclass")
    ),
    variants={"as it is": [AS_IS]},
)
