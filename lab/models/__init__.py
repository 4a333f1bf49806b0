"""The taught schema: users, orders and tasks, as SQLModel classes in a MetaData of their own."""

from lab.models.exchange import (
    OrderCreate,
    OrderItemCreate,
    OrderRead,
    TaskCreate,
    TaskRead,
    UserCreate,
    UserRead,
)
from lab.models.foundation import metadata
from lab.models.orders import Order, OrderItem, OrderStatus, Payment, PaymentStatus
from lab.models.tasks import PRIORITIES, Tag, Task, TaskTag
from lab.models.users import RefreshToken, User, UserRole

__all__ = [
    "PRIORITIES",
    "Order",
    "OrderCreate",
    "OrderItem",
    "OrderItemCreate",
    "OrderRead",
    "OrderStatus",
    "Payment",
    "PaymentStatus",
    "RefreshToken",
    "Tag",
    "Task",
    "TaskCreate",
    "TaskRead",
    "TaskTag",
    "User",
    "UserCreate",
    "UserRead",
    "UserRole",
    "metadata",
]
