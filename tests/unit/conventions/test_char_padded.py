"""CHAR_PADDED: fixed lengths, except of one character."""

from sqlalchemy import CHAR, Column, Integer, MetaData, String, Table

from tests.conventions import said, where


def countries(*columns: Column[str]) -> MetaData:
    metadata = MetaData()
    Table("countries", metadata, Column("id", Integer, primary_key=True), *columns)
    return metadata


BAD = countries(Column("code", CHAR(2), nullable=False))
MENDED = countries(Column("code", String(2), nullable=False), Column("kind", CHAR(1)))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("CHAR_PADDED", BAD)) == [("countries", "code")]
    assert not said("CHAR_PADDED", MENDED)


def test_a_single_character_is_not_padded() -> None:
    assert not said("CHAR_PADDED", countries(Column("kind", CHAR), Column("sort", CHAR(1))))
