"""The habits of document 001: chores and labels of a person, indexed twice and cascaded by half."""

from datetime import datetime

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Column, Field, Index, Relationship, SQLModel, String


class Base(SQLModel, registry=registry(metadata=MetaData())):
    """A registry of its own."""


class Stamped(Base):
    created_at: datetime = Field(default_factory=datetime.utcnow, nullable=False)
    updated_at: datetime = Field(default_factory=datetime.utcnow, nullable=False)


class Person(Stamped, table=True):
    __tablename__ = "users"
    __table_args__ = (Index("idx_user_email_active", "email", "is_active"),)

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(sa_column=Column(String(255), unique=True, nullable=False, index=True))
    password_hash: str = Field(max_length=255)
    is_active: bool = Field(default=True)

    chores: list["Chore"] = Relationship(back_populates="person", cascade_delete=True)


class Chore(Stamped, table=True):
    __tablename__ = "tasks"
    __table_args__ = (
        Index("idx_task_user_completed", "user_id", "completed"),
        Index("idx_task_user_priority", "user_id", "priority"),
        Index("idx_task_due_date", "due_date"),
    )

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=200, nullable=False)
    completed: bool = Field(default=False)
    priority: int = Field(default=0, ge=0, le=4)
    due_date: datetime | None = Field(default=None)
    user_id: int = Field(foreign_key="users.id", nullable=False, index=True)

    person: Person = Relationship(back_populates="chores")
    labels: list["ChoreLabel"] = Relationship(back_populates="chore", cascade_delete=True)


class Label(Stamped, table=True):
    __tablename__ = "tags"
    __table_args__ = (Index("idx_tag_user_name", "user_id", "name", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_column=Column(String(50), unique=True, nullable=False))
    user_id: int = Field(foreign_key="users.id", nullable=False, index=True)

    chores: list["ChoreLabel"] = Relationship(back_populates="label", cascade_delete=True)


class ChoreLabel(Base, table=True):
    __tablename__ = "task_tags"
    __table_args__ = (
        Index("idx_task_tags_task", "task_id"),
        Index("idx_task_tags_tag", "tag_id"),
    )

    task_id: int = Field(foreign_key="tasks.id", primary_key=True)
    tag_id: int = Field(foreign_key="tags.id", primary_key=True)

    chore: Chore = Relationship(back_populates="labels")
    label: Label = Relationship(back_populates="chores")
