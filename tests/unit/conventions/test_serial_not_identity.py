"""SERIAL_NOT_IDENTITY: a sequence that belongs to a default, and one that belongs to the column."""

from sqlalchemy import BigInteger, Column, Identity, Integer, MetaData, Table

from tests.conventions import only, said, where


def schema(*keys: Column[int]) -> MetaData:
    metadata = MetaData()
    for number, key in enumerate(keys):
        Table(f"t{number}'s%:x", metadata, key, Column("n", Integer))
    return metadata


BAD = schema(Column("id", Integer, primary_key=True))
MENDED = schema(
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("SERIAL_NOT_IDENTITY", BAD)) == [("t0's%:x", "id")]
    assert not said("SERIAL_NOT_IDENTITY", MENDED)


def test_a_schema_of_serials_is_told_once() -> None:
    serials = [Column("id", Integer, primary_key=True) for _ in range(5)]
    finding = only("SERIAL_NOT_IDENTITY", schema(*serials))
    assert finding.table is None
    assert finding.evidence["tables"] == 5
