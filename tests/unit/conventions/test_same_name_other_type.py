"""SAME_NAME_OTHER_TYPE: a type that stands out, and differences that mean nothing."""

from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table, Text

from tests.conventions import only, said, where


def schema(name: str, *kinds: Any) -> MetaData:
    metadata = MetaData()
    for place, kind in enumerate(kinds):
        Table(f"t{place}", metadata, Column("id", Integer, primary_key=True), Column(name, kind))
    return metadata


BAD = schema("is_active", Boolean, Boolean, Boolean, Boolean, Integer)
MENDED = schema("is_active", Boolean, Boolean, Boolean, Boolean, Boolean)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("SAME_NAME_OTHER_TYPE", BAD)) == [("t4", "is_active")]
    assert only("SAME_NAME_OTHER_TYPE", BAD).title == (
        "t4.is_active is integer, but boolean in t0, t1, t2 and 1 more"
    )
    assert not said("SAME_NAME_OTHER_TYPE", MENDED)


@pytest.mark.parametrize(
    "metadata",
    [
        schema("city", Text, Text, Text, Text, String(80)),
        schema("pieces", Integer, Integer, Integer, Integer, BigInteger),
        schema("value", Text, Text, Text, Text, Integer),
        schema("city", Text, Text, Text, Integer, Integer),
        schema("city", Text, Text, Text, Integer),
    ],
    ids=["length", "width", "a name for anything", "no clear majority", "too few"],
)
def test_a_difference_that_means_nothing_is_not_told(metadata: MetaData) -> None:
    assert not said("SAME_NAME_OTHER_TYPE", metadata)


@pytest.mark.parametrize(
    ("kind", "told"), [("content_type_id", False), ("object_type", False), ("shop_id", True)]
)
def test_what_refers_to_rows_of_any_kind_has_any_type(kind: str, *, told: bool) -> None:
    metadata = schema("object_id", Integer, Integer, Integer, Integer)
    Table("tagged", metadata, Column("object_id", Text), Column(kind, Integer))
    assert bool(said("SAME_NAME_OTHER_TYPE", metadata)) is told


def test_several_that_stand_out_by_one_name_are_told_once() -> None:
    finding = only("SAME_NAME_OTHER_TYPE", schema("models", *[Integer] * 8, Text, Text))
    assert finding.title == "models of t8, t9 is text, not whole number as in t0, t1, t2 and 5 more"
    assert finding.names == ("t8.models", "t9.models")
