"""Rows that are hidden rather than deleted: the others listed, some found again, one hidden."""

from datetime import timedelta

from sqlalchemy import bindparam, select, update
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import Order, User
from lab.patterns.pattern import Pattern
from lab.settings import NOW

newest_open_accounts = Pattern(
    name="newest_open_accounts",
    question="Which accounts that are not closed are the newest?",
    source="002, Data Integrity (soft deletes)",
    statement=select(User)
    .where(col(User.deleted_at).is_(None))
    .order_by(col(User.created_at).desc())
    .limit(50),
    variants={
        "none": [],
        "deleted_at": ["users(deleted_at)"],
        "deleted_at, created_at": ["users(deleted_at, created_at)"],
        "created_at": ["users(created_at)"],
        "partial": ["users(created_at) where deleted_at is null"],
    },
)

orders_hidden_last_month = Pattern(
    name="orders_hidden_last_month",
    question="Which orders were hidden in the last month and could be brought back?",
    source="002, Data Integrity (soft deletes)",
    statement=select(Order).where(col(Order.deleted_at) >= NOW - timedelta(days=30)),
    variants={
        "none": [],
        "deleted_at": ["orders(deleted_at)"],
        "partial": ["orders(deleted_at) where deleted_at is not null"],
    },
)

close_account = Pattern(
    name="close_account",
    question="What does it take to close one account, its row kept?",
    source="000, Basic CRUD Operations (soft delete)",
    statement=update(User).where(col(User.id) == bindparam("account_id")).values(deleted_at=NOW),
    sample=select(col(User.id).label("account_id"))
    .where(col(User.deleted_at).is_(None))
    .order_by(col(User.id))
    .offset(20)
    .limit(1),
    variants={"none": [], "deleted_at": ["users(deleted_at)"], "as it is": [AS_IS]},
)
