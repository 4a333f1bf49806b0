"""One page of a long list."""

from sqlalchemy import bindparam, func, select, tuple_
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import Order, User
from lab.patterns.pattern import Pattern

PAGE, ROWS_BEFORE = 50, 50_000

first_users = Pattern(
    name="first_users",
    question="Which users stand on the first page, in no order that anybody asked for?",
    source="000, Basic CRUD Operations (all with pagination)",
    statement=select(User).offset(0).limit(10),
    variants={"none": [], "as it is": [AS_IS]},
)

orders_by_offset = Pattern(
    name="orders_by_offset",
    question="Which orders stand on page 1,001 of the list, newest first?",
    source="000, Basic CRUD Operations (offset and limit)",
    statement=select(Order).order_by(col(Order.created_at).desc()).offset(ROWS_BEFORE).limit(PAGE),
    variants={"none": [], "created_at": ["orders(created_at)"]},
)


orders_by_keyset = Pattern(
    name="orders_by_keyset",
    question="Which orders come after the last one of page 1,000, newest first?",
    source="000, Basic CRUD Operations (offset and limit, done without the offset)",
    statement=select(Order)
    .where(
        tuple_(col(Order.created_at), col(Order.id))
        < tuple_(bindparam("created_at"), bindparam("id"))
    )
    .order_by(col(Order.created_at).desc(), col(Order.id).desc())
    .limit(PAGE),
    # Where there are fewer orders, the one in the middle of the list.
    sample=select(col(Order.created_at), col(Order.id))
    .order_by(col(Order.created_at).desc(), col(Order.id).desc())
    .offset(
        select(func.least(ROWS_BEFORE - 1, func.count() / 2)).select_from(Order).scalar_subquery()
    )
    .limit(1),
    variants={
        "none": [],
        "created_at": ["orders(created_at)"],
        "created_at, id": ["orders(created_at, id)"],
    },
)
