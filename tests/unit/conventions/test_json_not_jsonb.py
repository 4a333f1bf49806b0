"""JSON_NOT_JSONB: documents kept as text, a default with them."""

from sqlalchemy import JSON, Column, Integer, MetaData, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from tests.conventions import said, where


def events(kind: type[JSON]) -> MetaData:
    metadata = MetaData()
    Table(
        "events",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("payload", kind, server_default=text("'{}'"), nullable=False),
    )
    return metadata


BAD = events(JSON)
MENDED = events(JSONB)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("JSON_NOT_JSONB", BAD)) == [("events", "payload")]
    assert not said("JSON_NOT_JSONB", MENDED)
