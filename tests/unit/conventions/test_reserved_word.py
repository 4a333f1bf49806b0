"""RESERVED_WORD: names that have to be quoted because PostgreSQL keeps the word."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from lab.findings import Severity
from tests.conventions import only, said, where


def named(table: str, column: str) -> MetaData:
    metadata = MetaData()
    Table(table, metadata, Column("id", Integer, primary_key=True), Column(column, Integer))
    return metadata


BAD = named("user", "order")
MENDED = named("users", "position")


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("RESERVED_WORD", BAD)) == [("user", "order"), ("user",)]
    assert not said("RESERVED_WORD", MENDED)


def test_a_word_that_answers_something_else_is_graver_than_a_syntax_error() -> None:
    assert only("RESERVED_WORD", named("roles", "current_role")).severity is Severity.WARNING
    assert only("RESERVED_WORD", named("roles", "desc")).severity is Severity.INFO


@pytest.mark.parametrize(
    "name", ["name", "value", "status", "date", "key", "users", "left", "User"]
)
def test_a_column_that_needs_no_quotes_or_hardly_any_is_let_be(name: str) -> None:
    assert not said("RESERVED_WORD", named("things", name))


def test_a_table_may_not_even_be_called_by_a_word_that_functions_may() -> None:
    assert where(said("RESERVED_WORD", named("left", "id2"))) == [("left",)]


def test_a_new_name_that_is_taken_is_not_proposed() -> None:
    metadata = named("user", "a")
    Table("users", metadata, Column("id", Integer, primary_key=True))
    assert only("RESERVED_WORD", metadata).fix is None
