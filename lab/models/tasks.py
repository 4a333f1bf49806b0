"""Tasks of a user, the user's tags, and which task bears which tag."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint, false, text
from sqlmodel import Field, Relationship

from lab.models.foundation import (
    Entity,
    created_at,
    keeps_updated_at,
    primary_key,
    reference,
    updated_at,
)
from lab.models.users import User

PRIORITIES = ("none", "low", "medium", "high", "urgent")


class TaskTag(Entity, table=True):
    """That a task bears a tag."""

    __tablename__ = "task_tags"
    __table_args__ = ({"comment": "Which task bears which tag"},)

    task_id: int = reference("tasks.id", ondelete="CASCADE", primary_key=True)
    tag_id: int = reference("tags.id", ondelete="CASCADE", primary_key=True, index=True)
    created_at: datetime | None = created_at()


class Task(Entity, table=True):
    """Something that one user means to do."""

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint("char_length(title) >= 1", name="title_not_empty"),
        CheckConstraint("priority BETWEEN 0 AND 4", name="priority_range"),
        Index(None, "user_id", "completed"),
        Index(None, "user_id", "priority"),
        Index(
            "ix_tasks_open_user_id_due_date",
            "user_id",
            "due_date",
            postgresql_where=text("NOT completed"),
        ),
        {"comment": "What users mean to do"},
    )

    id: int | None = primary_key()
    user_id: int = reference("users.id", ondelete="CASCADE")
    title: str = Field(min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=1000)
    completed: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    due_date: date | None = Field(default=None, index=True)
    created_at: datetime | None = created_at()
    updated_at: datetime | None = updated_at()
    priority: int = Field(
        default=0,
        ge=0,
        le=4,
        sa_type=SmallInteger,
        sa_column_kwargs={
            "server_default": text("0"),
            "comment": "0 none, 1 low, 2 medium, 3 high, 4 urgent",
        },
    )

    user: User = Relationship(back_populates="tasks")
    tags: list["Tag"] = Relationship(
        back_populates="tasks", link_model=TaskTag, passive_deletes=True
    )


class Tag(Entity, table=True):
    """A word that a user files tasks under; unique for the user, not for everybody."""

    __tablename__ = "tags"
    __table_args__ = (
        CheckConstraint("char_length(name) >= 1", name="name_not_empty"),
        UniqueConstraint("user_id", "name"),
        {"comment": "Words that users file tasks under"},
    )

    id: int | None = primary_key()
    user_id: int = reference("users.id", ondelete="CASCADE")
    name: str = Field(min_length=1, max_length=50)
    created_at: datetime | None = created_at()
    updated_at: datetime | None = updated_at()

    user: User = Relationship(back_populates="tags")
    tasks: list[Task] = Relationship(
        back_populates="tags", link_model=TaskTag, passive_deletes=True
    )


for _model in (Task, Tag):
    keeps_updated_at(_model)
