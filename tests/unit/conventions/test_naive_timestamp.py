"""NAIVE_TIMESTAMP: told by table, and once where a whole schema does it."""

from typing import Any

from sqlalchemy import TIMESTAMP, Column, Date, DateTime, Integer, MetaData, Table, Time, func
from sqlalchemy.dialects import postgresql

from tests.conventions import only, said, where

ZONED = DateTime(timezone=True)


def schema(**tables: list[Column[Any]]) -> MetaData:
    metadata = MetaData()
    for name, columns in tables.items():
        Table(name, metadata, Column("id", Integer, primary_key=True), *columns)
    return metadata


BAD = schema(
    orders=[
        Column("created_at", DateTime, server_default=func.now()),
        Column("paid%:at", postgresql.TIMESTAMP(precision=3)),
    ],
    users=[Column("seen_at", TIMESTAMP)],
)
MENDED = schema(
    orders=[Column("created_at", ZONED, server_default=func.now()), Column("paid_at", ZONED)],
    users=[Column("seen_at", ZONED), Column("born", Date), Column("wakes", Time)],
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("NAIVE_TIMESTAMP", BAD)) == [("orders",), ("users", "seen_at")]
    assert not said("NAIVE_TIMESTAMP", MENDED)


def test_where_every_table_does_it_the_schema_is_told_once() -> None:
    names = ("a", "b", "c", "d", "e")
    finding = only("NAIVE_TIMESTAMP", schema(**{n: [Column("at", DateTime)] for n in names}))
    assert finding.table is None
    assert finding.title == (
        "5 columns of 5 tables are timestamps without time zone: a.at, b.at, c.at and 2 more"
    )
    assert finding.evidence["tables"] == 5


def test_a_few_tables_among_many_are_told_each() -> None:
    zoned = {f"good_{n}": [Column("at", ZONED)] for n in range(5)}
    naive = {f"bad_{n}": [Column("at", DateTime)] for n in range(3)}
    assert len(said("NAIVE_TIMESTAMP", schema(**zoned, **naive))) == 3


def test_wall_clock_time_that_says_so_is_meant() -> None:
    assert not said("NAIVE_TIMESTAMP", schema(alarms=[Column("starts_at_local", DateTime)]))


def test_the_fix_says_that_the_zone_is_a_guess() -> None:
    fix = only("NAIVE_TIMESTAMP", schema(users=[Column("seen_at", DateTime)])).fix
    assert fix is not None
    assert not fix.safe
    assert "UTC" in fix.caution
    assert fix.upgrade == (
        "op.alter_column('users', 'seen_at', type_=postgresql.TIMESTAMP(timezone=True), "
        "postgresql_using=\"seen_at AT TIME ZONE 'UTC'\")",
    )


def test_a_birthday_becomes_a_date() -> None:
    fix = only("NAIVE_TIMESTAMP", schema(users=[Column("BirthDate", DateTime)])).fix
    assert fix is not None
    assert "type_=sa.Date()" in fix.upgrade[0]
