"""Users, their refresh tokens, and the function that keeps updated_at.

The function belongs to no table: it comes first here and goes last in the downgrade.

Revision ID: 0001
Revises: -
Create Date: 2025-01-13 09:12:44+00:00
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TOUCH_FUNCTION = """
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$
"""
EMAIL_FORM = r"email ~ '^[^@[:space:]]+@[^@[:space:]]+$'"
USER_ROLE = postgresql.ENUM(name="user_role", create_type=False)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.execute(TOUCH_FUNCTION)
    op.execute("CREATE TYPE user_role AS ENUM ('user', 'moderator', 'admin')")
    create_users()
    create_refresh_tokens()


def create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column(
            "email",
            sa.String(255),
            nullable=False,
            comment="Lower case; unique among accounts that are not closed",
        ),
        sa.Column("full_name", sa.String(255), nullable=False),
        sa.Column("password_hash", sa.String(255), nullable=False, comment="In no response model"),
        sa.Column("role", USER_ROLE, server_default="user", nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("email_verified", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("profile_picture_url", sa.String(2048)),
        sa.Column("last_login_at", MOMENT, comment="The newest sign-in; null before the first"),
        *timestamps(),
        sa.Column("deleted_at", MOMENT, comment="When the account was closed (soft delete)"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.CheckConstraint(EMAIL_FORM, name=op.f("ck_users_email_form")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_users_email_lower_case")),
        sa.CheckConstraint(
            "char_length(full_name) >= 1", name=op.f("ck_users_full_name_not_empty")
        ),
        sa.CheckConstraint(
            "char_length(password_hash) >= 60", name=op.f("ck_users_password_hash_length")
        ),
        comment="People who sign in",
    )
    op.create_index(op.f("ix_users_created_at"), "users", ["created_at"])
    op.create_index(
        op.f("uq_users_email"),
        "users",
        ["email"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    create_trigger("users")


def create_refresh_tokens() -> None:
    op.create_table(
        "refresh_tokens",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "token_hash",
            sa.String(64),
            nullable=False,
            comment="SHA-256 of the token, in hexadecimal",
        ),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, comment="When the token was withdrawn before its end"),
        *timestamps(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_refresh_tokens_token_hash")),
        sa.CheckConstraint(
            "char_length(token_hash) = 64", name=op.f("ck_refresh_tokens_token_hash_length")
        ),
        sa.CheckConstraint(
            "expires_at > created_at", name=op.f("ck_refresh_tokens_expires_after_creation")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_refresh_tokens_user_id_users"),
            ondelete="CASCADE",
        ),
        comment="Refresh tokens, as hashes",
    )
    op.create_index(op.f("ix_refresh_tokens_user_id"), "refresh_tokens", ["user_id"])
    create_trigger("refresh_tokens")


def timestamps() -> tuple[sa.Column[datetime], sa.Column[datetime]]:
    now = sa.func.now()
    return (
        sa.Column("created_at", MOMENT, server_default=now, nullable=False),
        sa.Column(
            "updated_at",
            MOMENT,
            server_default=now,
            nullable=False,
            comment="Kept by the trigger touch_updated_at",
        ),
    )


def create_trigger(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER touch_updated_at BEFORE UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION touch_updated_at()"
    )


def downgrade() -> None:
    op.drop_table("refresh_tokens")
    op.drop_table("users")
    op.execute("DROP TYPE user_role")
    op.execute("DROP FUNCTION touch_updated_at()")
