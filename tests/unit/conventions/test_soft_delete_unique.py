"""SOFT_DELETE_UNIQUE: which unique keys a deleted row should give free."""

from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from lab.findings import Severity
from tests.conventions import only, said, where

DELETED_AT = ("deleted_at", DateTime(timezone=True))


def users(*parts: Any, mark: tuple[str, Any] = DELETED_AT) -> MetaData:
    metadata = MetaData()
    Table(
        "users",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("email", Text, nullable=False),
        Column("token_hash", Text, nullable=False),
        Column(*mark),
        *parts,
    )
    return metadata


BAD = users(
    UniqueConstraint("email", name="users_email_key"),
    Index("ix_users_lower_email", text("lower(email)"), unique=True),
)
MENDED = users(
    Index("living", "email", unique=True, postgresql_where=text("deleted_at IS NULL")),
    UniqueConstraint("token_hash", name="users_token_hash_key"),
    Index("ix", "email"),
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("SOFT_DELETE_UNIQUE", BAD)) == [
        ("users", "ix_users_lower_email"),
        ("users", "users_email_key"),
    ]
    assert not said("SOFT_DELETE_UNIQUE", MENDED)


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        (("is_deleted", Boolean), True),
        (("deletedAt", DateTime(timezone=True)), True),
        (("deleted_by", BigInteger), False),
        (("deleted_rows", Integer), False),
        (("undeleted_at", DateTime(timezone=True)), False),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else "",
)
def test_a_mark_is_a_time_or_a_flag(mark: tuple[str, Any], *, told: bool) -> None:
    key = UniqueConstraint("email", name="users_email_key")
    assert bool(said("SOFT_DELETE_UNIQUE", users(key, mark=mark))) is told


def test_a_flag_that_may_be_null_is_asked_with_care() -> None:
    key = UniqueConstraint("email", name="users_email_key")
    fix = only("SOFT_DELETE_UNIQUE", users(key, mark=("is_deleted", Boolean))).fix
    assert fix is not None
    assert "is_deleted IS NOT TRUE" in fix.upgrade[0]


def test_a_link_that_was_cut_may_be_made_again() -> None:
    metadata = MetaData()
    for name in ("users", "teams"):
        Table(name, metadata, Column("id", Integer, primary_key=True))
    Table(
        "members",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", ForeignKey("users.id"), nullable=False),
        Column("team_id", ForeignKey("teams.id"), nullable=False),
        Column(*DELETED_AT),
        UniqueConstraint("user_id", "team_id", name="once"),
        UniqueConstraint("user_id", name="one"),
    )
    severities = {each.index: each.severity for each in said("SOFT_DELETE_UNIQUE", metadata)}
    assert severities == {"once": Severity.WARNING, "one": Severity.INFO}


def test_a_key_that_others_refer_to_is_told_without_operations() -> None:
    metadata = users(UniqueConstraint("email", name="users_email_key"))
    Table("logins", metadata, Column("email", ForeignKey("users.email")))
    fix = only("SOFT_DELETE_UNIQUE", metadata).fix
    assert fix is not None
    assert not fix.upgrade
    assert "refer to this key" in fix.caution


def test_the_partial_index_is_else_as_the_key_was() -> None:
    key = Index(
        "uq",
        text("email DESC"),
        text("lower(name)"),
        unique=True,
        postgresql_include=["id"],
        postgresql_nulls_not_distinct=True,
    )
    fix = only("SOFT_DELETE_UNIQUE", users(Column("name", Text), key)).fix
    assert fix is not None
    assert fix.model == (
        "Index('uq_living', text('email DESC'), text('lower(name)'), unique=True, "
        "postgresql_include=['id'], postgresql_where=text('deleted_at IS NULL'), "
        "postgresql_nulls_not_distinct=True)"
    )
