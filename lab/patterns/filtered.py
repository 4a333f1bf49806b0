"""Rows that fulfil a condition or two, joined by AND or by OR, and their order."""

from sqlalchemy import bindparam, or_, select
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import User, UserRole
from lab.patterns.pattern import Pattern
from lab.patterns.sampling import by_share

active_users_newest_first = Pattern(
    name="active_users_newest_first",
    question="Who may sign in, the newest first?",
    source="000, Basic CRUD Operations (filter and sort)",
    statement=select(User).where(col(User.is_active)).order_by(col(User.created_at).desc()),
    variants={
        "none": [],
        "is_active": ["users(is_active)"],
        "created_at": ["users(created_at)"],
        "is_active, created_at": ["users(is_active, created_at)"],
        "partial": ["users(created_at) where is_active"],
    },
)

active_users_since = Pattern(
    name="active_users_since",
    question="Who signed up since then and may still sign in?",
    source="000, Advanced Query Patterns (and_)",
    statement=select(User).where(
        col(User.is_active), col(User.created_at) >= bindparam("created_at")
    ),
    samples=by_share(col(User.created_at)),
    variants={
        "none": [],
        "created_at": ["users(created_at)"],
        "is_active, created_at": ["users(is_active, created_at)"],
        "created_at, is_active": ["users(created_at, is_active)"],
    },
)

admins_or_new_users = Pattern(
    name="admins_or_new_users",
    question="Who is an administrator, or signed up since then?",
    source="000, Advanced Query Patterns (or_)",
    statement=select(User).where(
        or_(
            col(User.role) == UserRole.ADMIN,
            col(User.created_at) >= bindparam("created_at"),
        )
    ),
    samples=by_share(col(User.created_at)),
    variants={
        "none": [],
        "created_at": ["users(created_at)"],
        "role and created_at, an index each": ["users(role)", "users(created_at)"],
        "role, created_at": ["users(role, created_at)"],
    },
)

active_admins = Pattern(
    name="active_admins",
    question="Which administrators may sign in?",
    source="004, Indexes (ix_user_role_active)",
    statement=select(User).where(col(User.role) == UserRole.ADMIN, col(User.is_active)),
    variants={
        "none": [],
        "role": ["users(role)"],
        "is_active": ["users(is_active)"],
        "role, is_active": ["users(role, is_active)"],
        "as it is": [AS_IS],
    },
)
