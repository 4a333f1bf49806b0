"""People who sign in, and the refresh tokens that keep them signed in."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, false, text, true
from sqlmodel import Field, Relationship

from lab.models.foundation import (
    TIMESTAMPTZ,
    Entity,
    created_at,
    keeps_updated_at,
    moment,
    primary_key,
    reference,
    stored_values,
    updated_at,
)

EMAIL_PATTERN = r"^[^@[:space:]]+@[^@[:space:]]+$"


class UserRole(enum.StrEnum):
    """What a user may do."""

    USER = "user"
    MODERATOR = "moderator"
    ADMIN = "admin"


class User(Entity, table=True):
    """A person with an account; a closed account keeps its row (deleted_at)."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint(f"email ~ '{EMAIL_PATTERN}'", name="email_form"),
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        CheckConstraint("char_length(full_name) >= 1", name="full_name_not_empty"),
        CheckConstraint("char_length(password_hash) >= 60", name="password_hash_length"),
        # Partial: the address of a closed account may be used again.
        Index("uq_users_email", "email", unique=True, postgresql_where=text("deleted_at IS NULL")),
        {"comment": "People who sign in"},
    )

    id: int | None = primary_key()
    email: str = Field(
        max_length=255,
        sa_column_kwargs={"comment": "Lower case; unique among accounts that are not closed"},
    )
    full_name: str = Field(min_length=1, max_length=255)
    password_hash: str = Field(
        min_length=60,
        max_length=255,
        repr=False,
        sa_column_kwargs={"comment": "In no response model"},
    )
    role: UserRole = Field(
        default=UserRole.USER,
        sa_type=stored_values(UserRole, "user_role"),
        sa_column_kwargs={"server_default": UserRole.USER.value},
    )
    is_active: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    email_verified: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    profile_picture_url: str | None = Field(default=None, max_length=2048)
    last_login_at: datetime | None = moment("The newest sign-in; null before the first")
    created_at: datetime | None = created_at(index=True)
    updated_at: datetime | None = updated_at()
    deleted_at: datetime | None = moment("When the account was closed (soft delete)")

    refresh_tokens: list["RefreshToken"] = Relationship(
        back_populates="user", cascade_delete=True, passive_deletes=True
    )
    orders: list["Order"] = Relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="user", passive_deletes="all"
    )
    payments: list["Payment"] = Relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="user", passive_deletes="all"
    )
    tasks: list["Task"] = Relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="user", cascade_delete=True, passive_deletes=True
    )
    tags: list["Tag"] = Relationship(  # type: ignore[name-defined]  # noqa: F821
        back_populates="user", cascade_delete=True, passive_deletes=True
    )


class RefreshToken(Entity, table=True):
    """A token that a client trades for a new session; only its hash is stored."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        CheckConstraint("char_length(token_hash) = 64", name="token_hash_length"),
        CheckConstraint("expires_at > created_at", name="expires_after_creation"),
        {"comment": "Refresh tokens, as hashes"},
    )

    id: int | None = primary_key()
    user_id: int = reference("users.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(
        min_length=64,
        max_length=64,
        unique=True,
        repr=False,
        sa_column_kwargs={"comment": "SHA-256 of the token, in hexadecimal"},
    )
    expires_at: datetime = Field(sa_type=TIMESTAMPTZ)
    revoked_at: datetime | None = moment("When the token was withdrawn before its end")
    created_at: datetime | None = created_at()
    updated_at: datetime | None = updated_at()

    user: User = Relationship(back_populates="refresh_tokens")


keeps_updated_at(User)
keeps_updated_at(RefreshToken)
