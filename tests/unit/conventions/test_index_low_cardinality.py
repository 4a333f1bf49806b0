"""INDEX_LOW_CARDINALITY: by the statistics where there are any, else by the type."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, DateTime, Enum, ForeignKey, Index, Integer, MetaData, Table
from sqlalchemy import text as sql

from lab.findings import Confidence, Severity
from lab.schema import ColumnStatistics, Picture, TableActivity, picture_of
from tests.conventions import only, said, where

CODE = "INDEX_LOW_CARDINALITY"


def users(*parts: Any) -> MetaData:
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True), *parts)
    return metadata


BAD = users(
    Column("is_active", Boolean, index=True),
    Column("role", Enum("admin", "user", name="role"), index=True),
    Column("deleted_at", DateTime(timezone=True), index=True),
)
MENDED = users(
    Column("is_active", Boolean),
    Column("role", Enum("admin", "user", name="role")),
    Column("deleted_at", DateTime(timezone=True)),
    Index("ix_users_admin", "id", postgresql_where=sql("role = 'admin'")),
)


def analyzed(statistics: ColumnStatistics, rows: float = 10_000) -> Picture:
    """An index on a column of that statistics."""
    picture = picture_of(users(Column("level", Integer, index=True)))
    [table] = picture.tables
    columns = tuple(
        replace(each, statistics=statistics if each.name == "level" else None)
        for each in table.columns
    )
    activity = TableActivity(rows=rows, size=1 << 20, pages=128, all_visible_pages=0)
    return replace(picture, tables=(replace(table, columns=columns, activity=activity),))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [
        ("users", "deleted_at", "ix_users_deleted_at"),
        ("users", "is_active", "ix_users_is_active"),
        ("users", "role", "ix_users_role"),
    ]
    assert not said(CODE, MENDED)


def test_by_the_type_alone_it_is_a_guess() -> None:
    for finding in said(CODE, BAD):
        assert (finding.severity, finding.confidence) == (Severity.INFO, Confidence.LOW)
    assert said(CODE, BAD)[2].title == (
        "ix_users_role is on users.role alone, which is an enum of 2 labels"
    )


@pytest.mark.parametrize(
    ("n_distinct", "null_frac", "most_common", "told"),
    [
        (2, 0.0, 0.93, True),
        (2, 0.0, 0.51, True),
        (5, 0.0, 0.2, False),
        (3, 0.8, 0.1, True),
        (200, 0.0, 0.7, False),
        (-0.5, 0.0, None, False),
    ],
)
def test_few_values_of_which_one_fills_the_table_are_told(
    n_distinct: float, null_frac: float, most_common: float | None, *, told: bool
) -> None:
    found = said(CODE, analyzed(ColumnStatistics(n_distinct, null_frac, most_common)))
    assert bool(found) is told


def test_rows_that_were_loaded_at_one_moment_do_not_speak_against_its_index() -> None:
    picture = analyzed(ColumnStatistics(1, 0, 1.0))
    [table] = picture.tables
    [key, level] = table.columns
    moment = replace(level, type="timestamp with time zone")
    assert said(CODE, picture)
    assert not said(CODE, replace(picture, tables=(replace(table, columns=(key, moment)),)))


def test_the_title_has_the_share() -> None:
    finding = only(CODE, analyzed(ColumnStatistics(2, 0.0, 0.93)))
    assert finding.title == "ix_users_level of users: 93 % of the rows have the same value in level"
    assert finding.severity is Severity.WARNING


def test_a_small_table_is_silent() -> None:
    assert not said(CODE, analyzed(ColumnStatistics(2, 0.0, 0.93), rows=200))


@pytest.mark.parametrize(
    "index",
    [
        Index("i", "is_active", "id"),
        Index("i", "is_active", postgresql_where=sql("is_active")),
        Index("i", "is_active", unique=True),
        Index("i", "is_active", postgresql_using="brin"),
        Index("i", "is_active", postgresql_include=["id"]),
    ],
    ids=["several", "partial", "unique", "brin", "covering"],
)
def test_an_index_that_is_more_than_one_column_of_all_rows_is_silent(index: Index) -> None:
    assert not said(CODE, users(Column("is_active", Boolean), index))


def test_the_index_that_a_foreign_key_needs_is_silent() -> None:
    metadata = MetaData()
    Table("flags", metadata, Column("flag", Boolean, primary_key=True))
    Table("users", metadata, Column("flag", ForeignKey("flags.flag"), index=True))
    assert not said(CODE, metadata)


def test_an_index_that_another_one_makes_needless_is_told_of_there() -> None:
    flag = Column("is_active", Boolean)
    assert not said(CODE, users(flag, Index("i", "is_active"), Index("j", "is_active", "id")))
