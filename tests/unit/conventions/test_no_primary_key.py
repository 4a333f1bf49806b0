"""NO_PRIMARY_KEY: appears on a table without a key, and is gone once it has one."""

from sqlalchemy import BigInteger, Column, Identity, Integer, MetaData, Table

from tests.conventions import said, where

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
