"""B4: a type of pydantic's that needs a package which nobody has installed."""

from pydantic import EmailStr
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry(metadata=MetaData())):
    """A registry of its own."""


class Reader(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: EmailStr = Field(unique=True)
