"""ALL_NULLABLE: a table that takes a row without any value."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

from tests.conventions import only, said, where


def table(name: str, columns: int, *, required: int = 0) -> MetaData:
    metadata = MetaData()
    made = [Column(f"c{place}", Text, nullable=place >= required) for place in range(columns)]
    Table(name, metadata, Column("id", Integer, primary_key=True), *made)
    return metadata


BAD = table("people", 4)
MENDED = table("people", 4, required=1)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("ALL_NULLABLE", BAD)) == [("people",)]
    assert only("ALL_NULLABLE", BAD).title == "All 4 columns of people beside its key may be null"
    assert not said("ALL_NULLABLE", MENDED)


def test_few_columns_and_tables_for_staging_are_left_alone() -> None:
    assert not said("ALL_NULLABLE", table("people", 3))
    assert said("ALL_NULLABLE", table("people", 3), columns=3)
    assert not said("ALL_NULLABLE", table("people_import", 4))


def test_a_key_that_names_something_says_enough() -> None:
    keys: dict[str, list[Column[Any]]] = {
        "by_name": [Column("app_name", Text, primary_key=True)],
        "of_user": [Column("user_id", ForeignKey("users.id"), primary_key=True)],
        "member": [Column(name, Integer, primary_key=True) for name in ("team", "person")],
        "made": [Column("id", Text, primary_key=True)],
    }
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True))
    for name, key in keys.items():
        Table(name, metadata, *key, *(Column(f"c{place}", Text) for place in range(4)))
    assert where(said("ALL_NULLABLE", metadata)) == [("made",)]


def test_a_schema_of_such_tables_is_told_once() -> None:
    metadata = MetaData()
    for name in ("a", "b", "c"):
        table(name, 4).tables[name].to_metadata(metadata)
    assert only("ALL_NULLABLE", metadata).title == (
        "3 of 3 tables have nothing but nullable columns beside their keys: a, b, c"
    )
