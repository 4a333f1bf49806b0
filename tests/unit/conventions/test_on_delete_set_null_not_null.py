"""ON_DELETE_SET_NULL_NOT_NULL: a deletion that has to null what may not be null."""

import pytest
from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Table

from tests.conventions import only, said, where


def blog(action: str, *, nullable: bool, default: str | None = None) -> MetaData:
    metadata = MetaData()
    Table("authors", metadata, Column("id", Integer, primary_key=True))
    Table(
        "posts",
        metadata,
        Column("id", Integer, primary_key=True),
        Column(
            "author_id",
            ForeignKey("authors.id", ondelete=action),
            nullable=nullable,
            server_default=default,
        ),
    )
    return metadata


BAD = blog("SET NULL", nullable=False)
MENDED = blog("SET NULL", nullable=True)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("ON_DELETE_SET_NULL_NOT_NULL", BAD)) == [("posts", "author_id")]
    assert not said("ON_DELETE_SET_NULL_NOT_NULL", MENDED)


@pytest.mark.parametrize(
    ("default", "contradicts"), [(None, True), ("1", False)], ids=["no default", "a default"]
)
def test_a_default_that_is_not_there_is_null(default: str | None, *, contradicts: bool) -> None:
    metadata = blog("SET DEFAULT", nullable=False, default=default)
    assert bool(said("ON_DELETE_SET_NULL_NOT_NULL", metadata)) is contradicts


def test_cascade_may_refer_from_a_column_without_nulls() -> None:
    assert not said("ON_DELETE_SET_NULL_NOT_NULL", blog("CASCADE", nullable=False))


def tenants(action: str, *, in_key: bool = False) -> MetaData:
    metadata = MetaData()
    pair = [Column(name, Integer, primary_key=True) for name in ("tenant", "id")]
    Table("authors", metadata, *pair)
    Table(
        "posts",
        metadata,
        Column("tenant", Integer, nullable=False),
        Column("author", Integer, primary_key=in_key),
        ForeignKeyConstraint(
            ["tenant", "author"], ["authors.tenant", "authors.id"], ondelete=action
        ),
    )
    return metadata


def test_of_a_key_of_two_columns_each_is_nulled() -> None:
    assert where(said("ON_DELETE_SET_NULL_NOT_NULL", tenants("SET NULL"))) == [("posts", "tenant")]


def test_where_the_key_names_what_it_nulls_the_others_stay() -> None:
    assert not said("ON_DELETE_SET_NULL_NOT_NULL", tenants("SET NULL (author)"))


def test_a_column_of_the_primary_key_has_no_nulls_to_allow() -> None:
    assert (
        only("ON_DELETE_SET_NULL_NOT_NULL", tenants("SET NULL (author)", in_key=True)).fix is None
    )
