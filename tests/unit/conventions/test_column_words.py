"""What names and types of columns say, word by word."""

import pytest

from lab.conventions.knowing.column_words import (
    designed_columns,
    family,
    is_created,
    is_deletion_mark,
    is_updated,
    words_of,
)
from lab.conventions.reviewing import review_of
from lab.schema import Column, Picture, Table


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("total_amount", ("total", "amount")),
        ("totalAmount", ("total", "amount")),
        ("TOTAL_AMOUNT", ("total", "amount")),
        ("HTTPStatus2", ("http", "status", "2")),
        ("größe-in mm", ("größe", "in", "mm")),
        ("x'; DROP", ("x", "drop")),
        ("", ()),
    ],
)
def test_a_name_is_taken_apart(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("name", "created", "updated"),
    [
        ("created_at", True, False),
        ("CreationDate", True, False),
        ("created", True, False),
        ("last_modified", False, True),
        ("updatedAt", False, True),
        ("password_changed_at", False, False),
        ("created_by", False, False),
    ],
)
def test_times_of_the_row_are_told_from_others(name: str, *, created: bool, updated: bool) -> None:
    column = Column(name, "timestamp(6) without time zone", not_null=True)
    assert (is_created(column), is_updated(column)) == (created, updated)
    assert not is_created(Column(name, "integer", not_null=True))


@pytest.mark.parametrize(
    ("kind", "not_null", "marks"),
    [
        ("timestamp with time zone", False, True),
        ("timestamp with time zone", True, False),
        ("boolean", True, True),
        ("text", False, False),
    ],
)
def test_a_time_of_deletion_that_every_row_has_is_no_mark(
    kind: str, *, not_null: bool, marks: bool
) -> None:
    assert is_deletion_mark(Column("deleted_at", kind, not_null=not_null)) is marks


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        ("numeric(12,2)", "numeric"),
        ("timestamp(3) with time zone", "timestamp with time zone"),
        ("character varying(9)[]", "character varying"),
    ],
)
def test_a_type_has_a_family(kind: str, plain: str) -> None:
    assert family(kind) == plain


def test_an_inherited_column_is_told_of_where_it_was_written() -> None:
    at, more = (Column(name, "timestamp without time zone", not_null=True) for name in ("a", "b"))
    parent = Table("public", "parent", None, (at,))
    child = Table("public", "child", None, (at, more), inherits=("parent", "elsewhere"))
    review = review_of(Picture(schema="public", tables=(parent, child)))
    assert list(designed_columns(review, parent)) == [at]
    assert list(designed_columns(review, child)) == [more]
