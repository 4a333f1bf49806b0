"""TIMETZ: a time of day that has a time zone."""

from sqlalchemy import Column, Integer, MetaData, Table, Time

from tests.conventions import said, where


def shops(kind: Time) -> MetaData:
    metadata = MetaData()
    Table("shops", metadata, Column("id", Integer, primary_key=True), Column("opens", kind))
    return metadata


BAD = shops(Time(timezone=True))
MENDED = shops(Time())


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("TIMETZ", BAD)) == [("shops", "opens")]
    assert not said("TIMETZ", MENDED)
