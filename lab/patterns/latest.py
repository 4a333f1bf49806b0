"""The newest row of each group, asked in two ways."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col

from lab.experiments import Wanted
from lab.models import Order, User
from lab.patterns.pattern import Pattern

_VARIANTS: Mapping[str, Sequence[Wanted]] = {
    "user_id": ["orders(user_id)"],
    "user_id, created_at desc": ["orders(user_id, created_at desc)"],
    "covering": ["orders(user_id, created_at desc) include (total_amount)"],
}

latest_order_of_each_user = Pattern(
    name="latest_order_of_each_user",
    question="When did each user order last, and for how much, sorted and sifted?",
    source="002, Query Patterns (expressions for reports)",
    statement=select(col(Order.user_id), col(Order.created_at), col(Order.total_amount))
    .ext(distinct_on(col(Order.user_id)))
    .order_by(col(Order.user_id), col(Order.created_at).desc()),
    variants={"none": [], **_VARIANTS},
)

_latest = (
    select(col(Order.created_at), col(Order.total_amount))
    .where(col(Order.user_id) == col(User.id))
    .order_by(col(Order.created_at).desc())
    .limit(1)
    .lateral("latest")
)

latest_order_looked_up = Pattern(
    name="latest_order_looked_up",
    question="When did each user order last, and for how much, looked up user by user?",
    source="002, Query Patterns (expressions for reports)",
    statement=select(col(User.id), _latest.c.created_at, _latest.c.total_amount).join(
        _latest, true()
    ),
    # Never without an index: the whole table would be read for each user.
    variants=_VARIANTS,
)
