"""FK_WITHOUT_INDEX: which indexes help to find the rows that refer, and which do not."""

from dataclasses import replace

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    text,
)

from lab.findings import Severity
from lab.schema import TableActivity, picture_of
from tests.conventions import only, said, where


def shop(*indexes: Index) -> MetaData:
    metadata = MetaData()
    Table("orders", metadata, Column("id", Integer, primary_key=True))
    Table(
        "items",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("order_id", ForeignKey("orders.id"), nullable=False),
        Column("sku", Integer),
        *indexes,
    )
    return metadata


BAD = shop()
MENDED = shop(Index("ix_items_order_id", "order_id"))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("FK_WITHOUT_INDEX", BAD)) == [("items", "order_id")]
    assert not said("FK_WITHOUT_INDEX", MENDED)


def test_the_fix_builds_the_index_beside_the_traffic() -> None:
    fix = only("FK_WITHOUT_INDEX", BAD).fix
    assert fix is not None
    assert fix.safe
    assert fix.upgrade == (
        "op.create_index('ix_items_order_id', 'items', ['order_id'], postgresql_concurrently=True)",
    )


@pytest.mark.parametrize(
    ("index", "helps"),
    [
        (Index("a", "order_id", "sku"), True),
        (Index("b", "sku", "order_id"), False),
        (Index("c", "order_id", postgresql_using="hash"), True),
        (Index("d", "order_id", postgresql_using="brin"), False),
        (Index("e", "order_id", postgresql_where=text("sku > 0")), False),
        (Index("f", "order_id", postgresql_where=text("order_id IS NOT NULL")), True),
        (Index("g", text("abs(order_id)")), False),
    ],
    ids=lambda each: each.name if isinstance(each, Index) else "",
)
def test_an_index_helps_if_it_begins_with_the_column_and_holds_every_row(
    index: Index, *, helps: bool
) -> None:
    assert bool(said("FK_WITHOUT_INDEX", shop(index))) is not helps


@pytest.mark.parametrize(("columns", "helps"), [(("b", "a"), True), (("b", "c", "a"), False)])
def test_the_columns_of_a_key_may_lead_in_any_order(
    columns: tuple[str, ...], *, helps: bool
) -> None:
    metadata = MetaData()
    pair = (Column("a", Integer, primary_key=True), Column("b", Integer, primary_key=True))
    Table("parent", metadata, *pair)
    Table(
        "child",
        metadata,
        Column("a", Integer),
        Column("b", Integer),
        Column("c", Integer),
        ForeignKeyConstraint(["a", "b"], ["parent.a", "parent.b"]),
        Index("ix", *columns),
    )
    assert bool(said("FK_WITHOUT_INDEX", metadata)) is not helps


@pytest.mark.parametrize(
    ("index", "helps"),
    [
        (Index("a", text('order_id COLLATE "C"')), False),
        (Index("b", "order_id", postgresql_where=text("(order_id IS NOT NULL)")), True),
        (Index("c", "order_id", postgresql_where=text("sku IS NOT NULL")), False),
        (Index("d", "order_id", postgresql_where=text("order_id IS NULL")), False),
        (Index("e", "sku", postgresql_include=["order_id"]), False),
        (Index("f", "order_id", unique=True), True),
    ],
    ids=lambda each: each.name if isinstance(each, Index) else "",
)
def test_what_lies_beside_the_columns_decides_too(index: Index, *, helps: bool) -> None:
    assert bool(said("FK_WITHOUT_INDEX", shop(index))) is not helps


def test_an_invalid_index_does_not_help() -> None:
    picture = picture_of(MENDED)
    *others, items = sorted(picture.tables, key=lambda each: each.name == "items")
    broken = replace(items, indexes=tuple(replace(each, valid=False) for each in items.indexes))
    assert said("FK_WITHOUT_INDEX", replace(picture, tables=(*others, broken)))


@pytest.mark.parametrize(
    ("rows", "severity"), [(20, Severity.INFO), (20_000, Severity.WARNING), (-1, Severity.WARNING)]
)
def test_a_table_known_to_be_small_makes_it_information(rows: float, severity: Severity) -> None:
    picture = picture_of(BAD)
    activity = TableActivity(rows=rows, size=8192, pages=1, all_visible_pages=0)
    tables = tuple(replace(each, activity=activity) for each in picture.tables)
    assert only("FK_WITHOUT_INDEX", replace(picture, tables=tables)).severity is severity


def test_columns_with_two_targets_are_told_of_once() -> None:
    metadata = shop()
    Table("bills", metadata, Column("id", Integer, primary_key=True))
    items = metadata.tables["items"]
    items.append_constraint(ForeignKeyConstraint(["order_id"], ["bills.id"]))
    assert len(said("FK_WITHOUT_INDEX", metadata)) == 1


def test_an_index_on_a_part_of_a_key_helps_a_little() -> None:
    metadata = MetaData()
    pair = (Column("a", Integer, primary_key=True), Column("b", Integer, primary_key=True))
    Table("parent", metadata, *pair)
    child = (Column("a", Integer), Column("b", Integer), Index("ix_b", "b"))
    key = ForeignKeyConstraint(["a", "b"], ["parent.a", "parent.b"])
    Table("child", metadata, *child, key)
    finding = only("FK_WITHOUT_INDEX", metadata)
    assert finding.severity is Severity.INFO
    assert finding.title.endswith("ix_b does with a part of it")


def test_a_name_that_is_taken_is_not_proposed() -> None:
    partial = Index("ix_items_order_id", "order_id", postgresql_where=text("sku > 0"))
    fix = only("FK_WITHOUT_INDEX", shop(partial)).fix
    assert fix is not None
    assert "'ix_items_order_id_2'" in fix.upgrade[0]


def test_a_name_that_another_index_has_is_not_proposed() -> None:
    fix = only("FK_WITHOUT_INDEX", shop(Index("ix_items_order_id", "sku"))).fix
    assert fix is not None
    assert "'ix_items_order_id_2'" in fix.upgrade[0]
