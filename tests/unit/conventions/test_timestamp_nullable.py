"""TIMESTAMP_NULLABLE: row timestamps that may be null, and the one that may for a reason."""

from typing import Any

from sqlalchemy import Column, Computed, DateTime, Integer, MetaData, Table, func

from tests.conventions import said, where

ZONED = DateTime(timezone=True)


def todo(*columns: Column[Any]) -> MetaData:
    metadata = MetaData()
    Table("todo", metadata, Column("id", Integer, primary_key=True), *columns)
    return metadata


BAD = todo(Column("created_at", ZONED), Column("updated_at", ZONED, server_default=func.now()))
MENDED = todo(
    Column("created_at", ZONED, server_default=func.now(), nullable=False),
    Column("updated_at", ZONED, server_default=func.now(), nullable=False),
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("TIMESTAMP_NULLABLE", BAD)) == [("todo",)]
    assert not said("TIMESTAMP_NULLABLE", MENDED)


def test_null_until_the_first_change_is_on_purpose() -> None:
    assert not said("TIMESTAMP_NULLABLE", todo(Column("updated_at", ZONED)))


def test_a_time_of_something_else_may_be_null() -> None:
    columns = [Column(name, ZONED) for name in ("paid_at", "password_changed_at", "last_login")]
    assert not said("TIMESTAMP_NULLABLE", todo(*columns))


def test_a_generated_time_is_null_where_what_it_is_made_of_is() -> None:
    made = Column("created_at", ZONED, Computed("(data ->> 'at')::timestamptz"))
    assert not said("TIMESTAMP_NULLABLE", todo(made))
