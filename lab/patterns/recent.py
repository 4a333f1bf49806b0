"""What is new and needs attention."""

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from lab.experiments import AS_IS
from lab.models import Order, OrderStatus, Payment, PaymentStatus
from lab.patterns.pattern import Pattern
from lab.settings import NOW

unpaid_orders_of_last_week = Pattern(
    name="unpaid_orders_of_last_week",
    question="Which orders of the last week are still unpaid?",
    source="002, Indexing Strategy (equality before range)",
    statement=select(Order)
    .where(
        col(Order.status) == OrderStatus.PENDING,
        col(Order.created_at) >= NOW - timedelta(days=7),
    )
    .order_by(col(Order.created_at)),
    variants={
        "none": [],
        "created_at": ["orders(created_at)"],
        "created_at, status": ["orders(created_at, status)"],
        "status, created_at": ["orders(status, created_at)"],
        "partial": ["orders(created_at) where status = 'pending'"],
        "as it is": [AS_IS],
    },
)

payments_failed_last_week = Pattern(
    name="payments_failed_last_week",
    question="Which payments of the last week failed?",
    source="000, Recommended Indexes (payments: status, created_at)",
    statement=select(Payment).where(
        col(Payment.status) == PaymentStatus.FAILED,
        col(Payment.created_at) >= NOW - timedelta(days=7),
    ),
    variants={
        "none": [],
        "status and created_at, an index each": ["payments(status)", "payments(created_at)"],
        "status, created_at": ["payments(status, created_at)"],
        "partial": ["payments(created_at) where status = 'failed'"],
    },
)
