"""NAIVE_DEFAULT: Python's now without a zone, in a column that has one."""

from dataclasses import replace

import pytest
from sqlalchemy import Column, DateTime, Integer, MetaData, Table

from lab.schema import ModelField, Picture, picture_of
from tests.conventions import said, where


def users(default: str, *, zoned: bool = True) -> Picture:
    metadata = MetaData()
    kind = DateTime(timezone=zoned)
    Table("users", metadata, Column("id", Integer, primary_key=True), Column("seen_at", kind))
    picture = picture_of(metadata)
    key, seen = picture.tables[0].columns
    seen = replace(seen, field=ModelField("seen_at", "datetime", default=default))
    return replace(picture, tables=(replace(picture.tables[0], columns=(key, seen)),))


BAD = users("datetime.utcnow()")
MENDED = users("lambda")


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("NAIVE_DEFAULT", BAD)) == [("users", "seen_at")]
    assert not said("NAIVE_DEFAULT", MENDED)


@pytest.mark.parametrize(
    ("default", "naive"), [("datetime.now()", True), ("now()", False), ("utcnow()", False)]
)
def test_now_is_naive_if_it_is_pythons_own(default: str, *, naive: bool) -> None:
    assert bool(said("NAIVE_DEFAULT", users(default))) is naive


def test_a_column_without_zone_is_told_by_its_type_alone() -> None:
    picture = users("datetime.utcnow()", zoned=False)
    assert not said("NAIVE_DEFAULT", picture)
    assert said("NAIVE_TIMESTAMP", picture)
