"""B5: SQLModel before a mixin that is itself a SQLModel, an order that Python refuses."""

from sqlmodel import Field, SQLModel


class Stamped(SQLModel):
    note: str = ""


class Entity(SQLModel, Stamped):  # type: ignore[misc, metaclass]
    id: int | None = Field(default=None, primary_key=True)
