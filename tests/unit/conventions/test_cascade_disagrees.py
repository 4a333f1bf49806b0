"""CASCADE_DISAGREES: what the ORM does on a deletion, and what the foreign key does."""

from typing import Any

import pytest
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel

from lab.findings import Severity
from lab.schema import Picture, picture_of_models
from tests.conventions import only, said, where


def library(ondelete: Any, *, nullable: bool = False, **relationship: Any) -> Picture:
    """Authors and their books."""

    class Shelf(SQLModel, registry=registry(metadata=MetaData())):
        pass

    class Author(Shelf, table=True):
        id: int | None = Field(default=None, primary_key=True)
        books: list["Book"] = Relationship(back_populates="author", **relationship)

    class Book(Shelf, table=True):
        id: int | None = Field(default=None, primary_key=True)
        author_id: int | None = Field(foreign_key="author.id", ondelete=ondelete, nullable=nullable)
        author: Author = Relationship(back_populates="books")

    return picture_of_models([Author, Book])


BAD = library(None, cascade_delete=True)
MENDED = library("CASCADE", cascade_delete=True, passive_deletes=True)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("CASCADE_DISAGREES", BAD)) == [("book", "author_id")]
    assert not said("CASCADE_DISAGREES", MENDED)


@pytest.mark.parametrize(
    ("ondelete", "relationship", "words"),
    [
        (None, {"cascade_delete": True}, "book.author_id says nothing of ON DELETE"),
        ("RESTRICT", {"cascade_delete": True}, "book.author_id says ON DELETE RESTRICT"),
        ("SET NULL", {"cascade_delete": True}, "book.author_id says ON DELETE SET NULL"),
        ("CASCADE", {}, "Author.books sets it to null, which is refused, first"),
        ("CASCADE", {"cascade_delete": True}, "Author.books loads the rows of book to delete"),
    ],
)
def test_the_two_differ(ondelete: Any, relationship: dict[str, Any], words: str) -> None:
    nullable = ondelete == "SET NULL"
    finding = only("CASCADE_DISAGREES", library(ondelete, nullable=nullable, **relationship))
    assert words in finding.title


@pytest.mark.parametrize(
    ("ondelete", "relationship"),
    [
        ("RESTRICT", {"passive_deletes": "all"}),
        ("CASCADE", {"passive_deletes": "all"}),
        ("CASCADE", {"passive_deletes": True}),
        (None, {}),
        ("RESTRICT", {}),
        ("CASCADE", {"sa_relationship_kwargs": {"viewonly": True}}),
    ],
)
def test_the_two_agree(ondelete: Any, relationship: dict[str, Any]) -> None:
    assert not said("CASCADE_DISAGREES", library(ondelete, **relationship))


def test_rows_that_are_unlinked_stay_although_the_key_says_cascade() -> None:
    finding = only("CASCADE_DISAGREES", library("CASCADE", nullable=True))
    assert "sets it to null, so that the rows stay, first" in finding.title


def test_what_costs_only_time_is_less_grave() -> None:
    finding = only("CASCADE_DISAGREES", library("CASCADE", cascade_delete=True))
    assert finding.severity is Severity.INFO


def test_a_key_that_the_orm_deletes_by_is_not_told_of_a_second_time() -> None:
    assert not said("NO_ON_DELETE", BAD)
    assert only("NO_ON_DELETE", library(None)).column == "author_id"
