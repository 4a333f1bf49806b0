"""What a MetaData says, as PostgreSQL would build it; that servers agree is tested beside them."""

from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    Column,
    DateTime,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    collate,
    create_mock_engine,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import DOMAIN, ENUM, JSONB
from sqlalchemy.types import UserDefinedType
from sqlmodel.sql.sqltypes import AutoString

from lab.models.foundation import NAMING_CONVENTION
from lab.schema import Column as PictureColumn
from lab.schema import Constraint, ConstraintKind, IndexKey, picture_of
from lab.schema import Index as PictureIndex
from lab.schema import Table as PictureTable


def table_of(*parts: Any, convention: Any = None) -> PictureTable:
    """The picture of a table `t` that consists of these parts."""
    source = MetaData(naming_convention=convention)
    Table("t", source, *parts)
    return picture_of(source).table("t")


def column_of(*parts: Any) -> PictureColumn:
    return table_of(Column("c", *parts)).column("c")


def key_of(key: Any, **options: Any) -> IndexKey:
    """The one key of an index of a table with a column `a`."""
    (index,) = table_of(Column("a", String), Index("ix", key, **options)).indexes
    return index.keys[0]


class Moment(TypeDecorator[Any]):
    impl = DateTime(timezone=True)
    cache_ok = True


class Vector(UserDefinedType[Any]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "VECTOR(3)"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (AutoString(), "character varying"),
        (Moment(), "timestamp with time zone"),
        (ARRAY(Moment()), "timestamp with time zone[]"),
        (String(5).with_variant(JSONB(), "postgresql"), "jsonb"),
        (String(5, collation="C"), "character varying(5)"),
        (postgresql.TIMESTAMP(precision=3), "timestamp(3) without time zone"),
        (postgresql.INTERVAL(fields="DAY TO SECOND", precision=3), "interval day to second(3)"),
        (Enum("a", name="order"), '"order"'),
        (ENUM("a", name="Mood", schema="other"), 'other."Mood"'),
        (Enum("ab", native_enum=False), "character varying(2)"),
        (DOMAIN("email", String()), "email"),
        (DOMAIN("time", String()), '"time"'),
        (Vector(), "vector(3)"),
    ],
)
def test_types_are_called_as_the_server_calls_them(kind: Any, expected: str) -> None:
    assert column_of(kind).type == expected


def test_a_collation_is_told_beside_the_type() -> None:
    assert column_of(String(collation="C")).collation == "C"
    assert column_of(ARRAY(String(collation="de-x-icu"))).collation == "de-x-icu"
    assert column_of(String()).collation is None


@pytest.mark.parametrize(
    ("column", "sequence", "maximum"),
    [
        (Column("id", Integer, primary_key=True), "t_id_seq", 2**31 - 1),
        (Column("id", SmallInteger, primary_key=True), "t_id_seq", 2**15 - 1),
        (Column("id", Integer, Identity(maxvalue=99)), "t_id_seq", 99),
        (Column("i" * 63, Integer, primary_key=True), f"t_{'i' * 57}_seq", 2**31 - 1),
    ],
)
def test_a_column_that_counts_owns_a_sequence(column: Any, sequence: str, maximum: int) -> None:
    owned = table_of(column).columns[0].sequence
    assert owned is not None
    assert (owned.name, owned.maximum) == (sequence, maximum)


def test_a_key_that_somebody_gives_owns_no_sequence() -> None:
    given = Column("id", Integer, primary_key=True, autoincrement=False)
    assert table_of(given).columns[0].sequence is None
    assert table_of(Column("id", Integer, primary_key=True)).columns[0].is_serial
    assert not table_of(Column("id", Integer, Identity(), primary_key=True)).columns[0].is_serial


@pytest.mark.parametrize(
    ("key", "options", "expected"),
    [
        ("a", {}, IndexKey("a")),
        (Column("a").desc(), {}, IndexKey("a", descending=True, nulls_first=True)),
        (Column("a").desc().nulls_last(), {}, IndexKey("a", descending=True)),
        (Column("a").nulls_first(), {}, IndexKey("a", nulls_first=True)),
        (
            collate(Column("a"), "C").desc(),
            {},
            IndexKey("a", collation="C", descending=True, nulls_first=True),
        ),
        (text("a DESC"), {}, IndexKey("a", descending=True, nulls_first=True)),
        (text('"a" text_pattern_ops'), {}, IndexKey("a", opclass="text_pattern_ops")),
        (
            text("lower(a) desc nulls last"),
            {},
            IndexKey("lower(a)", expression=True, descending=True),
        ),
        (
            "a",
            {"postgresql_ops": {"a": "text_pattern_ops"}},
            IndexKey("a", opclass="text_pattern_ops"),
        ),
        ("a", {"postgresql_ops": {"a": "text_ops"}}, IndexKey("a")),
    ],
)
def test_a_key_of_an_index_tells_its_order_collation_and_operator_class(
    key: Any, options: dict[str, Any], expected: IndexKey
) -> None:
    assert key_of(key, **options) == expected


def test_an_index_tells_whether_nulls_are_equal() -> None:
    equal = Index("ix", "a", unique=True, postgresql_nulls_not_distinct=True)
    (index,) = table_of(Column("a", Integer), equal).indexes
    assert not index.nulls_distinct
    unique = UniqueConstraint("a", name="uq", postgresql_nulls_not_distinct=True)
    table = table_of(Column("a", Integer), unique)
    assert not table.constraints[0].nulls_distinct
    assert not table.indexes[0].nulls_distinct


def constraint_of(table: PictureTable, kind: ConstraintKind) -> Constraint:
    return next(iter(table.constraints_of(kind)))


def test_a_foreign_key_tells_all_of_its_actions() -> None:
    key = ForeignKey(
        "other.u.id", ondelete="set null (c)", onupdate="CASCADE", initially="deferred"
    )
    source = MetaData()
    Table("u", source, Column("id", Integer, primary_key=True), schema="other")
    Table("t", source, Column("c", key))
    (told,) = picture_of(source).table("t").foreign_keys
    assert (told.referred_schema, told.referred_table) == ("other", "u")
    assert (told.on_delete, told.on_update) == ("SET NULL", "CASCADE")
    assert (told.deferrable, told.states_on_delete) == (True, True)


def test_silence_about_deletion_is_told_from_no_action() -> None:
    source = MetaData()
    Table("u", source, Column("id", Integer, primary_key=True))
    Table(
        "t",
        source,
        Column("a", ForeignKey("u.id")),
        Column("b", ForeignKey("u.id", ondelete="NO ACTION")),
    )
    first, second = sorted(
        picture_of(source).table("t").foreign_keys, key=lambda each: each.columns
    )
    assert (first.on_delete, first.states_on_delete) == ("NO ACTION", False)
    assert (second.on_delete, second.states_on_delete) == ("NO ACTION", True)


@pytest.mark.parametrize("target", ["nowhere.id", "t.nothing", "other.nowhere.id"])
def test_a_foreign_key_that_leads_nowhere_is_told_by_its_names(target: str) -> None:
    table = table_of(Column("id", Integer, primary_key=True), Column("c", ForeignKey(target)))
    (key,) = table.foreign_keys
    assert f"{key.referred_table}.{key.referred_columns[0]}" == target.removeprefix("other.")
    assert not key.resolved
    assert key.definition.startswith("FOREIGN KEY(c) REFERENCES ")
    assert table.column("c").type == "unknown"


def test_names_of_the_convention_are_those_that_create_all_gives() -> None:
    table = table_of(
        Column("id", Integer, primary_key=True),
        Column("mood", Enum("a", native_enum=False, create_constraint=True, name="mood")),
        UniqueConstraint("mood"),
        CheckConstraint("id > 0", name="positive"),
        convention=NAMING_CONVENTION,
    )
    assert [each.name for each in table.constraints] == [
        "ck_t_mood",
        "ck_t_positive",
        "pk_t",
        "uq_t_mood",
    ]


def test_a_name_of_the_convention_that_is_too_long_is_cut_as_create_all_cuts_it() -> None:
    table = table_of(Column("c" * 60, Integer, index=True))
    assert table.indexes[0].name == f"ix_t_{'c' * 50}_{table.indexes[0].name[-4:]}"
    assert table.indexes[0].name in table.indexes[0].definition


def test_a_name_that_somebody_gave_too_long_stays_as_it_was_given() -> None:
    table = table_of(Column("c", Integer), CheckConstraint("c > 0", name="x" * 70))
    assert table.constraints[0].name == "x" * 70


def test_a_check_that_a_native_type_replaces_is_not_told() -> None:
    kind = Enum("a", name="mood", create_constraint=True)
    assert table_of(Column("c", kind)).constraints == ()


def test_the_columns_of_a_check_are_not_those_of_its_strings() -> None:
    check = CheckConstraint("\"it's\" <> 'b' AND \"it's\" <> 'it''s a'", name="ck")
    table = table_of(Column("it's", String), Column("a", String), Column("b", String), check)
    assert table.constraints[0].columns == ("it's",)


def test_names_are_told_bare_with_each_percent_sign_once() -> None:
    source = MetaData()
    Table('100% "t"', source, Column("50%", Integer, CheckConstraint('"50%" > 0', name="%s")))
    (constraint,) = picture_of(source).table('100% "t"').constraints
    assert (constraint.name, constraint.columns) == ("%s", ("50%",))
    assert constraint.definition == 'CHECK ("50%" > 0)'


def test_enum_types_are_those_of_the_schema_however_deep() -> None:
    source = MetaData()
    Table("t", source, Column("a", ARRAY(Enum("x", name="of_array"))))
    Table("u", source, Column("b", Enum("y", name="there", schema="other")))
    Table("v", source, Column("c", DOMAIN("d", ENUM("z", name="of_domain"))), schema="other")
    assert [each.name for each in picture_of(source).enums] == ["of_array", "of_domain"]
    assert [each.name for each in picture_of(source, "other").enums] == ["there"]


def test_the_kinds_of_the_naming_convention_are_told() -> None:
    by_class: Any = {UniqueConstraint: "uq_%(table_name)s"}
    told = [
        sorted(picture_of(MetaData(naming_convention=each)).naming_convention or ())
        for each in (None, NAMING_CONVENTION, by_class)
    ]
    assert told == [["ix"], ["ck", "fk", "ix", "pk", "uq"], ["uq"]]


def test_a_partitioned_table_and_one_that_inherits_say_so() -> None:
    source = MetaData()
    Table("p", source, Column("id", Integer), postgresql_partition_by="HASH (id)")
    Table("c", source, Column("id", Integer), postgresql_inherits="p")
    picture = picture_of(source)
    assert picture.table("p").partitioned
    assert picture.table("c").inherits == ("p",)


def test_a_picture_is_the_same_after_create_all() -> None:
    source = MetaData()
    table = Table("t", source, Column("id", Integer, primary_key=True), Column("up", Integer))
    table.append_constraint(ForeignKeyConstraint(["up"], ["t.id"], name="fk", use_alter=True))
    before = picture_of(source)
    source.create_all(
        create_mock_engine("postgresql+psycopg://", lambda *_: None), checkfirst=False
    )
    assert picture_of(source) == before


def test_the_index_of_an_exclusion_has_its_method_and_predicate() -> None:
    during = Column("during", postgresql.TSTZRANGE)
    exclude = postgresql.ExcludeConstraint((during, "&&"), name="once", where=text("NOT done"))
    (index,) = table_of(during, Column("done", Integer), exclude).indexes
    assert isinstance(index, PictureIndex)
    assert (index.method, index.columns, index.predicate) == ("gist", ("during",), "NOT done")
