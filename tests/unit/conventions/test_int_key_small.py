"""INT_KEY_SMALL: generated keys of 32 bits, and keys that nobody generates."""

from sqlalchemy import BigInteger, Column, Identity, Integer, MetaData, SmallInteger, Table

from tests.conventions import only, said, where


def schema(*keys: Column[int]) -> MetaData:
    metadata = MetaData()
    for number, key in enumerate(keys):
        Table(f"t{number}", metadata, key)
    return metadata


BAD = schema(
    Column("id", Integer, primary_key=True),
    Column("id", SmallInteger, Identity(), primary_key=True),
)
MENDED = schema(
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("INT_KEY_SMALL", BAD)) == [("t0", "id"), ("t1", "id")]
    assert not said("INT_KEY_SMALL", MENDED)


def test_a_schema_of_small_keys_is_told_once() -> None:
    finding = only(
        "INT_KEY_SMALL", schema(*(Column("id", Integer, primary_key=True) for _ in "abc"))
    )
    assert finding.title == (
        "3 columns of 3 tables are keys of less than 64 bits: t0.id, t1.id, t2.id"
    )
