"""INDEX_REDUNDANT: which index another one begins with, and which only looks so."""

from dataclasses import replace

import pytest
from sqlalchemy import Column, Index, Integer, MetaData, Table, Text, UniqueConstraint, text
from sqlalchemy.schema import SchemaItem

from lab.findings import Severity
from lab.schema import IndexActivity, Picture, picture_of
from tests.conventions import only, said, where

CODE = "INDEX_REDUNDANT"


def tasks(*parts: SchemaItem) -> MetaData:
    metadata = MetaData()
    Table(
        "tasks",
        metadata,
        Column("user_id", Integer),
        Column("status", Text),
        Column("title", Text),
        Column("email", Text),
        *parts,
    )
    return metadata


def sized(metadata: MetaData, **sizes: int) -> Picture:
    """The picture with sizes of indexes, as a live schema has them."""
    picture = picture_of(metadata)
    [table] = picture.tables
    indexes = tuple(
        replace(each, activity=IndexActivity(size=sizes[each.name])) for each in table.indexes
    )
    return replace(picture, tables=(replace(table, indexes=indexes),))


BAD = tasks(
    UniqueConstraint("email", name="uq_tasks_email"),
    Index("ix_tasks_user_id", "user_id"),
    Index("ix_tasks_user_id_status", "user_id", "status"),
    Index("ix_tasks_email_status", "email", "status"),
)
MENDED = tasks(
    UniqueConstraint("email", name="uq_tasks_email"),
    Index("ix_tasks_user_id_status", "user_id", "status"),
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [
        ("tasks", "ix_tasks_user_id"),
        ("tasks", "ix_tasks_email_status"),
    ]
    assert not said(CODE, MENDED)


def test_the_title_names_both_with_their_columns() -> None:
    shorter, longer = said(CODE, BAD)
    assert shorter.title == (
        "ix_tasks_user_id (user_id) of tasks is the beginning of "
        "ix_tasks_user_id_status (user_id, status)"
    )
    assert longer.title == (
        "ix_tasks_email_status (email, status) of tasks begins with email, which is unique by "
        "uq_tasks_email already"
    )


def test_the_index_of_a_primary_key_counts() -> None:
    metadata = MetaData()
    Table(
        "task_tags",
        metadata,
        Column("task_id", Integer, primary_key=True),
        Column("tag_id", Integer, primary_key=True),
        Index("ix_task", "task_id"),
        Index("ix_tag", "tag_id"),
    )
    assert where(said(CODE, metadata)) == [("task_tags", "ix_task")]


@pytest.mark.parametrize(
    "short",
    [
        Index("s", "user_id", unique=True),
        Index("s", "user_id", postgresql_using="hash"),
        Index("s", "user_id", postgresql_where=text("status IS NULL")),
        Index("s", "user_id", postgresql_include=["email"]),
        Index("s", "status"),
        Index("s", text("user_id DESC NULLS LAST")),
        Index("s", text("abs(user_id)")),
    ],
    ids=["unique", "hash", "partial", "covering", "not first", "nulls", "expression"],
)
def test_what_can_do_more_is_not_redundant(short: Index) -> None:
    long = Index("l", "user_id", "status")
    redundant = [each.index for each in said(CODE, tasks(short, long))]
    # Behind a unique column it is the longer one that says nothing.
    assert redundant == (["l"] if short.unique else [])


def test_an_operator_class_or_a_collation_of_its_own_is_not_redundant() -> None:
    long = Index("l", "title", "status")
    own_class = Index("s", "title", postgresql_ops={"title": "text_pattern_ops"})
    assert not said(CODE, tasks(long, own_class))
    long = Index("l", "title", "status")
    assert not said(CODE, tasks(long, Index("s", text('title COLLATE "C"'))))


@pytest.mark.parametrize("included", [["status"], ["email"], ["status", "email"]])
def test_included_columns_that_the_other_has_too_do_not_keep_it(included: list[str]) -> None:
    short = Index("s", "user_id", postgresql_include=included)
    long = Index("l", "user_id", "status", postgresql_include=["email"])
    assert where(said(CODE, tasks(short, long))) == [("tasks", "s")]


def test_of_a_chain_the_longest_is_the_one_that_stays() -> None:
    found = said(
        CODE,
        tasks(
            Index("a", "user_id"),
            Index("b", "user_id", "status"),
            Index("c", "user_id", "status", "title"),
        ),
    )
    assert [(each.index, each.evidence["kept"]) for each in found] == [("a", "c"), ("b", "c")]


def test_of_several_that_stay_the_shortest_is_named() -> None:
    found = only(
        CODE,
        tasks(
            Index("a", "user_id"),
            Index("b", "user_id", "status"),
            Index("c", "user_id", "title", "email", "status"),
        ),
    )
    assert found.evidence["kept"] == "b"


def test_a_duplicate_is_not_told_of_twice() -> None:
    found = said(
        CODE, tasks(Index("a", "user_id"), Index("b", "user_id"), Index("c", "user_id", "status"))
    )
    assert where(found) == [("tasks", "a")]
    unique = UniqueConstraint("email", name="u")
    twins = (Index("d", "email", "status"), Index("e", "email", "status"))
    assert where(said(CODE, tasks(unique, *twins))) == [("tasks", "d")]


def test_beside_a_far_larger_index_it_is_information() -> None:
    metadata = tasks(Index("s", "user_id"), Index("l", "user_id", "title"))
    assert only(CODE, sized(metadata, s=1 << 20, l=3 << 20)).severity is Severity.WARNING
    small = only(CODE, sized(metadata, s=1 << 20, l=5 << 20))
    assert small.severity is Severity.INFO
    assert small.evidence["size_bytes"] == 1 << 20
    assert "far larger" in small.advice


def test_behind_a_unique_key_an_index_that_covers_is_left_in_peace() -> None:
    unique = UniqueConstraint("email", name="u")
    covering = Index("c", "email", "status", postgresql_include=["title"])
    assert not said(CODE, tasks(unique, covering))


def test_a_partial_unique_key_says_nothing_of_the_rest() -> None:
    unique = Index("u", "email", unique=True, postgresql_where=text("status IS NULL"))
    assert not said(CODE, tasks(unique, Index("l", "email", "status")))
