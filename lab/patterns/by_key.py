"""One row by a unique value."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import User
from lab.patterns.pattern import Pattern

user_by_email = Pattern(
    name="user_by_email",
    question="Which open account has this address?",
    source="000, Basic CRUD Operations",
    statement=select(User).where(
        col(User.email) == bindparam("email"), col(User.deleted_at).is_(None)
    ),
    sample=select(col(User.email).label("email"))
    .where(col(User.deleted_at).is_(None))
    .order_by(col(User.id))
    .limit(1),
    variants={
        "as it is": [AS_IS],
        "one more index": [AS_IS, "users(email)"],
        "covering the filter": [AS_IS, "users(email, deleted_at)"],
    },
)
