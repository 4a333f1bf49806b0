"""What clients send and receive: apart from the tables, so that no column leaks by itself."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel

from lab.models.orders import OrderStatus
from lab.models.users import UserRole


class UserCreate(SQLModel):
    """A request to open an account; the password is hashed before anything is stored."""

    # Through schema_extra: SQLModel takes `regex=` and forgets it.
    email: str = Field(max_length=255, schema_extra={"pattern": r"^[^@\s]+@[^@\s]+$"})
    full_name: str = Field(min_length=1, max_length=255)
    password: str = Field(min_length=8, max_length=128, repr=False)


class UserRead(SQLModel):
    """What others may see of a user: no password hash."""

    id: int
    email: str
    full_name: str
    role: UserRole
    is_active: bool
    created_at: datetime


class OrderItemCreate(SQLModel):
    """One line of a new order."""

    product_name: str = Field(min_length=1, max_length=200)
    quantity: int = Field(gt=0)
    unit_price: Decimal = Field(gt=0, max_digits=12, decimal_places=2)


class OrderCreate(SQLModel):
    """A new order; whose it is comes from the session, never from the request."""

    shipping_address: str = Field(min_length=1, max_length=500)
    billing_address: str = Field(min_length=1, max_length=500)
    items: list[OrderItemCreate] = Field(min_length=1)


class OrderRead(SQLModel):
    """An order as its owner sees it."""

    id: int
    status: OrderStatus
    total_amount: Decimal
    currency: str
    created_at: datetime


class TaskCreate(SQLModel):
    """A new task."""

    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    priority: int = Field(default=0, ge=0, le=4)
    due_date: date | None = None


class TaskRead(TaskCreate):
    """A task as its owner sees it."""

    id: int
    completed: bool
    created_at: datetime
    updated_at: datetime
