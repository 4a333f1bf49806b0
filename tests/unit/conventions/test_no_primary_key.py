"""NO_PRIMARY_KEY: appears on a table without a key, and is gone once it has one."""

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, MetaData, Table

from tests.conventions import only, said, where

BAD = MetaData()
Table("readings", BAD, Column("meter", Integer, nullable=False), Column("value", Integer))

MENDED = MetaData()
Table(
    "readings",
    MENDED,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("meter", Integer, nullable=False),
    Column("value", Integer),
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("NO_PRIMARY_KEY", BAD)) == [("readings",)]
    assert not said("NO_PRIMARY_KEY", MENDED)


def links(*, nullable: bool) -> MetaData:
    metadata = MetaData()
    pair = [Column(name, Integer, nullable=nullable) for name in ("tag_id", "post_id")]
    Table("links", metadata, *pair, Index("uq_links", "tag_id", "post_id", unique=True))
    return metadata


def test_columns_that_name_a_row_already_are_proposed() -> None:
    finding = only("NO_PRIMARY_KEY", links(nullable=False))
    assert finding.severity == "warning"
    assert finding.title == "links has no primary key, though tag_id, post_id would name a row"


def test_a_unique_key_that_may_be_null_names_no_row() -> None:
    finding = only("NO_PRIMARY_KEY", links(nullable=True))
    assert finding.severity == "high"
    assert finding.title == "links has no primary key"
