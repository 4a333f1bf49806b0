"""One row by a value that is unique."""

from sqlalchemy import bindparam, select
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import Payment, Task, User
from lab.patterns.pattern import Pattern

user_by_id = Pattern(
    name="user_by_id",
    question="Who is the user with this id?",
    source="000, Basic CRUD Operations (by ID)",
    statement=select(User).where(col(User.id) == bindparam("user_id")),
    sample=select(col(User.id).label("user_id")).order_by(col(User.id)).offset(20).limit(1),
    variants={"none": [], "the key once more": ["users(id)"]},
)

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

payment_by_provider_id = Pattern(
    name="payment_by_provider_id",
    question="Which payment does the provider's notice speak of?",
    source="000, Recommended Indexes (stripe_payment_id, unique)",
    statement=select(Payment).where(
        col(Payment.stripe_payment_id) == bindparam("stripe_payment_id")
    ),
    sample=select(col(Payment.stripe_payment_id)).order_by(col(Payment.id)).limit(1),
    variants={"none": [], "one more index": ["payments(stripe_payment_id)"]},
)

task_of_user_by_id = Pattern(
    name="task_of_user_by_id",
    question="Which task has this id, if it is this user's own?",
    source="001, Repository Pattern with User Scoping (get)",
    statement=select(Task).where(
        col(Task.id) == bindparam("task_id"), col(Task.user_id) == bindparam("user_id")
    ),
    sample=select(col(Task.id).label("task_id"), col(Task.user_id)).order_by(col(Task.id)).limit(1),
    variants={
        "none": [],
        "user_id": ["tasks(user_id)"],
        "user_id, id": ["tasks(user_id, id)"],
    },
)
