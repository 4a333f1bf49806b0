"""INDEX_DUPLICATE: which of two indexes is the other once more, and which is not."""

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import SchemaItem

from lab.findings import Severity
from tests.conventions import only, said, where

CODE = "INDEX_DUPLICATE"


def users(*parts: SchemaItem) -> MetaData:
    metadata = MetaData()
    Table(
        "users",
        metadata,
        Column("id", Integer),
        Column("email", Text),
        Column("name", Text),
        *parts,
    )
    return metadata


# What the documents' migrations make of unique=True with index=True.
BAD = users(
    UniqueConstraint("email", name="uq_users_email"),
    Index("ix_users_email", "email"),
    Index("ix_users_name", "name", postgresql_where=text("name IS NOT NULL")),
    Index("ix_users_name_2", "name", postgresql_where=text("name IS NOT NULL")),
)
MENDED = users(
    UniqueConstraint("email", name="uq_users_email"),
    Index("ix_users_name", "name", postgresql_where=text("name IS NOT NULL")),
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [("users", "ix_users_email"), ("users", "ix_users_name_2")]
    assert not said(CODE, MENDED)


def test_the_constraint_is_kept_and_the_plain_index_dropped_beside_the_traffic() -> None:
    finding = said(CODE, BAD)[0]
    assert finding.title == "ix_users_email of users is the constraint uq_users_email once more"
    assert finding.fix is not None
    assert finding.fix.safe
    assert finding.fix.upgrade == (
        "op.drop_index('ix_users_email', 'users', postgresql_concurrently=True)",
    )


DIFFERENT = {
    "longer": Index("i", "email", "name"),
    "turned": Index("i", "name", "email"),
    "opclass": Index("i", "email", postgresql_ops={"email": "text_pattern_ops"}),
    "collation": Index("i", text('email COLLATE "C"')),
    "method": Index("i", "email", postgresql_using="hash"),
    "partial": Index("i", "email", postgresql_where=text("name IS NULL")),
    "covering": Index("i", "email", postgresql_include=["name"]),
    "unique": Index("i", "email", unique=True),
    "nulls": Index("i", text("email DESC NULLS LAST")),
    "expression": Index("i", text("lower(email)")),
}


@pytest.mark.parametrize("other", DIFFERENT.values(), ids=DIFFERENT)
def test_an_index_that_differs_in_anything_is_no_duplicate(other: Index) -> None:
    plain = Index("a", "email")
    found = said(CODE, users(plain, other))
    # Beside a unique index the plain one is the spare.
    assert where(found) == ([("users", "a")] if other.unique else [])


def test_of_a_primary_key_and_copies_of_it_the_key_is_kept() -> None:
    metadata = MetaData()
    Table(
        "tags",
        metadata,
        Column("id", Integer, primary_key=True),
        UniqueConstraint("id", name="a_unique_id"),
        Index("a_plain_id", "id"),
        Index("an_unique_id", "id", unique=True),
    )
    assert {each.index for each in said(CODE, metadata)} == {
        "a_unique_id",
        "a_plain_id",
        "an_unique_id",
    }


def test_the_opposite_order_is_read_backwards_and_told_as_information() -> None:
    column = Column("created", Integer)
    metadata = MetaData()
    Table("t", metadata, column, Index("a", "created"), Index("b", column.desc()))
    finding = only(CODE, metadata)
    assert (finding.index, finding.severity) == ("b", Severity.INFO)
    assert "read backwards" in finding.title


def test_one_more_unique_key_that_a_foreign_key_may_lean_on_is_looked_at_first() -> None:
    metadata = users(Index("a", "email", unique=True), Index("b", "email", unique=True))
    Table("logins", metadata, Column("email", Text, ForeignKey("users.email")))
    fix = only(CODE, metadata).fix
    assert fix is not None
    assert "lean on" in fix.caution


def test_two_of_one_name_are_a_table_that_cannot_be_created() -> None:
    metadata = users(Index("ix_users_email", "email"), Index("ix_users_email", "email"))
    finding = only(CODE, metadata)
    assert finding.title == "ix_users_email of users is declared twice: to create the table fails"
    assert finding.fix is not None
    assert not finding.fix.upgrade


def test_two_exclusions_on_the_same_column_are_two_rules() -> None:
    span = Column("span", postgresql.INT4RANGE)
    metadata = MetaData()
    Table(
        "t",
        metadata,
        span,
        postgresql.ExcludeConstraint((span, "&&"), name="apart"),
        postgresql.ExcludeConstraint((span, "-|-"), name="not_touching"),
    )
    assert not said(CODE, metadata)


def test_unique_keys_that_differ_on_nulls_are_two_rules() -> None:
    metadata = users(
        Index("a", "email", unique=True),
        Index("b", "email", unique=True, postgresql_nulls_not_distinct=True),
    )
    assert not said(CODE, metadata)
