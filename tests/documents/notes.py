"""The habits of document 003: a table called user, and moments that may be null."""

from datetime import datetime

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry(metadata=MetaData())):
    """A registry of its own."""


class User(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True, index=True, max_length=255)
    name: str = Field(max_length=100)
    password_hash: str = Field(max_length=255)
    created_at: datetime | None = Field(default_factory=datetime.utcnow)
    is_active: bool = Field(default=True)


class Note(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=200)
    done: bool = Field(default=False)
    user_id: int = Field(foreign_key="user.id", index=True)
    created_at: datetime | None = Field(default_factory=datetime.utcnow)
    updated_at: datetime | None = Field(default_factory=datetime.utcnow)


class UserCreate(Base):
    email: str
    name: str
    password: str


class UserResponse(Base):
    id: int
    email: str
    name: str
    created_at: datetime
    is_active: bool
