"""LAZY_JOINED: relationships that every query joins."""

from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel

from lab.findings import Severity
from lab.schema import Picture, picture_of_models
from tests.conventions import only, said


def library(to_books: str, to_author: str) -> Picture:
    """Authors and their books, loaded so."""

    class Shelf(SQLModel, registry=registry(metadata=MetaData())):
        pass

    def related(back: str, lazy: str) -> Any:
        return Relationship(back_populates=back, sa_relationship_kwargs={"lazy": lazy})

    class Author(Shelf, table=True):
        id: int | None = Field(default=None, primary_key=True)
        books: list["Book"] = related("author", to_books)

    class Book(Shelf, table=True):
        id: int | None = Field(default=None, primary_key=True)
        author_id: int = Field(foreign_key="author.id", ondelete="RESTRICT")
        author: Author = related("books", to_author)

    return picture_of_models([Author, Book])


BAD = library("joined", "select")
MENDED = library("select", "selectin")


def test_it_appears_and_is_gone_once_mended() -> None:
    finding = only("LAZY_JOINED", BAD)
    assert finding.title == "Every query of Author joins book, by lazy='joined' of Author.books"
    assert not said("LAZY_JOINED", MENDED)


def test_the_fix_loads_it_in_the_query_that_needs_it() -> None:
    fix = only("LAZY_JOINED", BAD).fix
    assert fix is not None
    assert fix.model == "select(Author).options(selectinload(Author.books))"


def test_a_single_row_is_less_grave() -> None:
    finding = only("LAZY_JOINED", library("select", "joined"))
    assert finding.severity is Severity.INFO
