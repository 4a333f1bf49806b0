"""REG_TYPE: the types that pg_upgrade refuses, and those that it does not."""

from sqlalchemy import Column, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import REGCLASS, REGCONFIG

from tests.conventions import said, where

BAD = MetaData()
Table("texts", BAD, Column("id", Integer, primary_key=True), Column("dictionary", REGCONFIG))

MENDED = MetaData()
Table(
    "texts",
    MENDED,
    Column("id", Integer, primary_key=True),
    Column("dictionary", Text),
    Column("source", REGCLASS),
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("REG_TYPE", BAD)) == [("texts", "dictionary")]
    assert not said("REG_TYPE", MENDED)
