"""IDENTITY_NOT_UNIQUE: what people sign in with, alone, by tenant, and by the letter."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

from lab.findings import Severity
from lab.schema import picture_of
from tests.conventions import only, said, where


def people(*parts: Any, name: str = "users") -> MetaData:
    metadata = MetaData()
    email = Column("email", String(255), nullable=False)
    Table(name, metadata, Column("id", Integer, primary_key=True), email, *parts)
    return metadata


BAD = people(Column("username", String(80)))
Table("members", BAD, Column("id", Integer, primary_key=True), Column("email", String, unique=True))
MENDED = people(Index("uq", text("lower(email)"), unique=True))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("IDENTITY_NOT_UNIQUE", BAD)) == [
        ("members", "email"),
        ("users", "email"),
        ("users", "username"),
    ]
    assert not said("IDENTITY_NOT_UNIQUE", MENDED)


def test_an_address_that_is_unique_to_the_letter_is_worth_knowing() -> None:
    finding = only("IDENTITY_NOT_UNIQUE", people(UniqueConstraint("email")))
    assert finding.severity is Severity.INFO
    assert finding.title == "users.email is unique, but A@x.org and a@x.org are two"


def test_one_identity_is_enough_to_make_the_other_a_question() -> None:
    finding = only("IDENTITY_NOT_UNIQUE", people(Column("username", String, unique=True)))
    assert finding.severity is Severity.INFO
    assert finding.title == "users.email is not unique, username is"


@pytest.mark.parametrize(
    "parts",
    [
        (UniqueConstraint("email"), CheckConstraint("email = lower(email)", name="small")),
        (Index("uq", text("lower(email)"), unique=True),),
        (
            Column("deleted_at", DateTime(timezone=True)),
            Index(
                "uq", text("lower(email)"), unique=True, postgresql_where=text("deleted_at IS NULL")
            ),
        ),
    ],
    ids=["a check keeps small letters", "unique as lower()", "unique among the living"],
)
def test_an_address_may_be_unique_in_several_ways(parts: tuple[Any, ...]) -> None:
    assert not said("IDENTITY_NOT_UNIQUE", people(*parts))


def test_unique_for_each_tenant_is_enough() -> None:
    metadata = people(
        Column("tenant_id", ForeignKey("tenants.id")),
        Index("uq", "tenant_id", text("lower(email)"), unique=True),
    )
    Table("tenants", metadata, Column("id", Integer, primary_key=True))
    assert not said("IDENTITY_NOT_UNIQUE", metadata)


@pytest.mark.parametrize("name", ["contacts", "newsletter_mails", "user_status"])
def test_an_address_in_another_table_may_come_twice(name: str) -> None:
    assert not said("IDENTITY_NOT_UNIQUE", people(name=name))


@pytest.mark.parametrize(
    ("name", "column"),
    [("UserTable", "user_email"), ("users", "user_email"), ("users", "primary_email")],
)
def test_an_address_may_have_the_word_of_its_table(name: str, column: str) -> None:
    metadata = MetaData()
    key = Column("id", Integer, primary_key=True)
    Table(name, metadata, key, Column(column, String), Column("billing_email", String))
    assert where(said("IDENTITY_NOT_UNIQUE", metadata)) == [(name, column)]


@pytest.mark.parametrize("user_id", [ForeignKey("users.id"), Integer()], ids=["key", "name"])
def test_an_address_at_a_foreign_provider_is_no_identity(user_id: Any) -> None:
    metadata = people(
        Column("account_email", String), Column("user_id", user_id), name="oauth_account"
    )
    key = Column("id", Integer, primary_key=True)
    Table("users", metadata, key, Column("email", String), Column("account_id", Integer))
    assert where(said("IDENTITY_NOT_UNIQUE", metadata)) == [("users", "email")]


def test_a_key_of_its_own_and_who_made_it_say_nothing_of_to_whom_an_account_belongs() -> None:
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True))
    key, made = Column("user_id", Integer, primary_key=True), ForeignKey("users.id")
    Table("accounts", metadata, key, Column("email", String), Column("created_by", made))
    assert where(said("IDENTITY_NOT_UNIQUE", metadata)) == [("accounts", "email")]


@pytest.mark.parametrize("parts", [(), (UniqueConstraint("email"),)], ids=["none", "by letter"])
def test_no_key_is_proposed_that_a_partitioned_table_cannot_have(parts: tuple[Any, ...]) -> None:
    picture = picture_of(people(*parts))
    tables = tuple(replace(each, partitioned=True) for each in picture.tables)
    finding = only("IDENTITY_NOT_UNIQUE", replace(picture, tables=tables))
    assert finding.fix is None


def test_the_fix_leaves_the_addresses_of_deleted_accounts_free() -> None:
    fix = only("IDENTITY_NOT_UNIQUE", people(Column("deleted_at", DateTime(timezone=True)))).fix
    assert fix is not None
    assert fix.upgrade == (
        "op.create_index('uq_users_lower_email', 'users', [sa.text('(lower(email))')], "
        "unique=True, postgresql_where=sa.text('deleted_at IS NULL'), "
        "postgresql_concurrently=True)",
    )


def test_the_fix_for_capitals_keeps_the_tenant() -> None:
    metadata = people(Column("tenant_id", Integer), UniqueConstraint("tenant_id", "email"))
    fix = only("IDENTITY_NOT_UNIQUE", metadata).fix
    assert fix is not None
    assert fix.model == (
        "Index('uq_users_tenant_id_lower_email', 'tenant_id', text('lower(email)'), unique=True)"
    )


def test_unique_within_a_domain_is_enough() -> None:
    key = Index("uq", text("lower(email)"), text("coalesce(domain, '')"), unique=True)
    assert not said("IDENTITY_NOT_UNIQUE", people(Column("domain", String), key))


def test_unique_together_with_the_primary_key_is_not() -> None:
    assert said("IDENTITY_NOT_UNIQUE", people(UniqueConstraint("id", "email")))
