"""Asking a picture for what it has, and for what it does not have."""

import pytest
from sqlalchemy import (
    ARRAY,
    Column,
    Computed,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    UniqueConstraint,
    func,
)

from lab.errors import UnknownNameError
from lab.models import metadata
from lab.schema import ConstraintKind, picture_of


def test_a_table_that_is_not_there_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UnknownNameError) as caught:
        picture_of(metadata).table("order")
    assert str(caught.value) == "No table 'order' in schema 'public'. Did you mean 'orders'?"


def test_a_name_that_resembles_none_is_answered_with_all_of_them() -> None:
    with pytest.raises(UnknownNameError) as caught:
        picture_of(metadata).table("tags").column("zzz")
    assert caught.value.hint == "There are: created_at, id, name, updated_at, user_id"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (String(), "character varying"),
        (ARRAY(String(5)), "character varying(5)[]"),
        (Float(), "double precision"),
        (Numeric(12, 2), "numeric(12,2)"),
    ],
)
def test_types_are_called_as_the_catalog_calls_them(kind: object, expected: str) -> None:
    source = MetaData()
    Table("t", source, Column("c", kind))  # type: ignore[arg-type]
    assert picture_of(source).table("t").column("c").type == expected


def test_a_constraint_without_a_name_stays_without() -> None:
    source = MetaData()
    Table("t", source, Column("a", Integer, primary_key=True), UniqueConstraint("a"))
    assert [each.name for each in picture_of(source).table("t").constraints] == ["", ""]


def test_an_index_by_an_expression_with_a_predicate_is_told_in_full() -> None:
    source = MetaData()
    table = Table("t", source, Column("a", String), Column("b", Integer))
    Index(
        "ix",
        func.lower(table.c.a),
        table.c.b.desc(),
        postgresql_where=table.c.b > 1,
        postgresql_include=["a"],
        postgresql_using="btree",
    )
    (index,) = picture_of(source).table("t").indexes
    assert (index.columns, index.predicate, index.included) == (("lower(a)", "b"), "b > 1", ("a",))


def test_columns_that_the_server_fills_in_say_so() -> None:
    source = MetaData()
    Table(
        "t",
        source,
        Column("id", Integer, Identity(always=True), primary_key=True),
        Column("twice", Integer, Computed("id * 2", persisted=True)),
    )
    identity, computed = picture_of(source).table("t").columns
    assert (identity.identity, identity.not_null) == ("always", True)
    assert (computed.generated, computed.default) == ("stored", "id * 2")


def test_tables_of_another_schema_are_left_to_it() -> None:
    source = MetaData()
    Table("here", source, Column("id", Integer, primary_key=True))
    Table("there", source, Column("here_id", ForeignKey("here.id")), schema="other")
    (there,) = picture_of(source, "other").tables
    assert [each.name for each in picture_of(source).tables] == ["here"]
    assert there.constraints_of(ConstraintKind.FOREIGN_KEY)[0].referred_table == "here"
