"""NULLABLE_UNIQUE: a null in a key of several columns, and how one sees that it is looked after."""

import pytest
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

from lab.findings import Severity
from tests.conventions import only, said, where

CODE = "NULLABLE_UNIQUE"


def folders(*parts: SchemaItem) -> MetaData:
    metadata = MetaData()
    Table(
        "folders",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("parent_id", Integer),
        Column("name", Text, nullable=False),
        Column("provider", Text),
        Column("deleted_at", DateTime(timezone=True)),
        *parts,
    )
    return metadata


def unique(*columns: str) -> UniqueConstraint:
    return UniqueConstraint(*columns, name="uq_folders")


BAD = folders(unique("parent_id", "name"), Index("uq_folders_2", "name", "provider", unique=True))
MENDED = folders(
    UniqueConstraint("parent_id", "name", name="uq_folders", postgresql_nulls_not_distinct=True)
)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said(CODE, BAD)) == [
        ("folders", "parent_id", "uq_folders"),
        ("folders", "provider", "uq_folders_2"),
    ]
    assert not said(CODE, MENDED)


def test_the_fix_is_the_same_key_with_nulls_that_are_equal() -> None:
    fix = said(CODE, BAD)[0].fix
    assert fix is not None
    assert fix.upgrade[1] == (
        "op.create_unique_constraint('uq_folders', 'folders', ['parent_id', 'name'], "
        "postgresql_nulls_not_distinct=True)"
    )
    assert not fix.safe


@pytest.mark.parametrize("columns", [["provider"], ["name"], ["id", "name"]])
def test_a_single_column_that_may_be_null_is_common_and_right(columns: list[str]) -> None:
    assert not said(CODE, folders(unique(*columns)))


def test_where_every_column_may_be_null_it_is_information() -> None:
    assert only(CODE, folders(unique("provider", "parent_id"))).severity is Severity.INFO


def test_rows_without_a_value_may_have_a_key_of_their_own() -> None:
    roots = Index("r", "name", unique=True, postgresql_where=text("parent_id IS NULL"))
    assert not said(CODE, folders(unique("parent_id", "name"), roots))
    others = Index("r", "name", unique=True, postgresql_where=text("provider IS NULL"))
    assert said(CODE, folders(unique("parent_id", "name"), others))


def test_a_partial_key_that_leaves_out_the_nulls_is_meant() -> None:
    part = text('"parent_id" IS NOT NULL AND name IS NOT NULL')
    assert not said(
        CODE, folders(Index("p", "parent_id", "name", unique=True, postgresql_where=part))
    )


def test_with_the_moment_of_deletion_the_key_forbids_nothing_among_the_living() -> None:
    finding = only(CODE, folders(unique("name", "deleted_at")))
    assert "not deleted" in finding.advice
    assert finding.fix is not None
    assert finding.fix.model == (
        "Index('uq_folders_name_living', 'name', unique=True, "
        "postgresql_where=text('deleted_at IS NULL'))"
    )


def test_a_mere_value_may_be_missing_and_a_reference_or_a_moment_may_not() -> None:
    known = {
        column: only(CODE, folders(unique("name", column))).severity
        for column in ("provider", "parent_id", "deleted_at")
    }
    assert known == {
        "provider": Severity.INFO,
        "parent_id": Severity.WARNING,
        "deleted_at": Severity.WARNING,
    }


def test_a_key_without_a_name_is_told_by_its_kind() -> None:
    title = only(CODE, folders(UniqueConstraint("parent_id", "name"))).title
    assert "is unique by a key without a name" in title


@pytest.mark.parametrize(("on_delete", "told"), [("SET NULL", False), ("CASCADE", True)])
def test_links_that_lose_one_end_are_meant_to_stay(on_delete: str, *, told: bool) -> None:
    metadata = MetaData()
    for name in ("plans", "runs"):
        Table(name, metadata, Column("id", Integer, primary_key=True))
    Table(
        "planned",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("plan_id", Integer, ForeignKey("plans.id"), nullable=False),
        Column("run_id", Integer, ForeignKey("runs.id", ondelete=on_delete)),
        UniqueConstraint("plan_id", "run_id", name="uq_planned"),
    )
    assert bool(said(CODE, metadata)) is told


def test_a_name_below_what_is_gone_is_told() -> None:
    metadata = MetaData()
    Table(
        "folders",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("parent_id", Integer, ForeignKey("folders.id", ondelete="SET NULL")),
        Column("name", Text, nullable=False),
        UniqueConstraint("parent_id", "name", name="uq_folders"),
    )
    assert only(CODE, metadata).column == "parent_id"


@pytest.mark.parametrize(("refers", "told"), [(True, False), (False, True)])
def test_a_value_that_may_be_missing_within_what_the_row_refers_to(
    *, refers: bool, told: bool
) -> None:
    metadata = MetaData()
    Table("tenants", metadata, Column("id", Integer, primary_key=True))
    key = [ForeignKey("tenants.id")] if refers else []
    Table(
        "users",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("tenant", Integer, *key, nullable=False),
        Column("email", Text),
        UniqueConstraint("tenant", "email", name="uq_users"),
    )
    assert bool(said(CODE, metadata)) is told


def test_a_key_whose_nulls_are_equal_keeps_those_of_an_index_beside_it() -> None:
    key = UniqueConstraint("parent_id", "name", name="k", postgresql_nulls_not_distinct=True)
    assert not said(CODE, folders(key, Index("i", "name", "parent_id", "provider", unique=True)))
    other = UniqueConstraint("parent_id", "id", name="k", postgresql_nulls_not_distinct=True)
    assert said(CODE, folders(other, Index("i", "name", "parent_id", unique=True)))
