"""NAME_CASING: names that need quotes, a few of them or all."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from lab.findings import Severity
from tests.conventions import only, said, where


def schema(**tables: list[str]) -> MetaData:
    metadata = MetaData()
    for table, columns in tables.items():
        Table(table, metadata, *(Column(name, Integer) for name in columns))
    return metadata


BAD = schema(orders=["id", "totalAmount", "unit price"], users=["id"], Tags=["id", "name"])
MENDED = schema(orders=["id", "total_amount", "unit_price"], users=["id"], tags=["id", "name"])
CAMEL = schema(Album=["AlbumId", "Title"], Artist=["ArtistId", "Name"], notes=["id"])


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("NAME_CASING", BAD)) == [("Tags",), ("orders",)]
    assert not said("NAME_CASING", MENDED)


def test_the_names_of_a_table_are_told_of_together_with_new_ones() -> None:
    [_, finding] = said("NAME_CASING", BAD)
    assert finding.title == "totalAmount, unit price need quotes (in orders)"
    assert finding.fix is not None
    assert finding.fix.model == (
        "total_amount: int | None = Field(default=None)\n"
        "unit_price: int | None = Field(default=None)"
    )
    assert not finding.fix.safe


def test_a_schema_that_is_written_so_throughout_is_told_of_once() -> None:
    finding = only("NAME_CASING", CAMEL)
    assert finding.severity is Severity.INFO
    assert finding.table is None
    assert finding.title.startswith(
        "The names of 2 of 3 tables and of 4 of 5 columns need quotes: Album, AlbumId, Title"
    )


@pytest.mark.parametrize("name", ["größe", "日付", "_hidden", "a1$", "x"])
def test_a_name_that_needs_no_quotes_is_let_be(name: str) -> None:
    assert not said("NAME_CASING", schema(things=["id", "other", name]))


def test_a_new_name_that_another_column_has_is_not_proposed() -> None:
    assert only("NAME_CASING", schema(t=["id", "Id", "a", "b"], u=["id"])).fix is None


def test_a_name_that_no_words_are_in_is_not_renamed() -> None:
    assert only("NAME_CASING", schema(t=["id", "%", "a", "b"], u=["id"])).fix is None
