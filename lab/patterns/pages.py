"""One page of a long list."""

from sqlalchemy import select
from sqlmodel import col

from lab.models import Order
from lab.patterns.pattern import Pattern

orders_by_offset = Pattern(
    name="orders_by_offset",
    question="Which orders stand on page 1,001 of the list, newest first?",
    source="000, Basic CRUD Operations (offset and limit)",
    statement=select(Order).order_by(col(Order.created_at).desc()).offset(50_000).limit(50),
    variants={"none": [], "created_at": ["orders(created_at)"]},
)
