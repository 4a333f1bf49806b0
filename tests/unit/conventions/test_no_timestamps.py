"""NO_TIMESTAMPS: what most tables of a schema have is missed in the others."""

from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    func,
)

from tests.conventions import only, said, where


def stamp(name: str) -> Column[Any]:
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())


def schema(**tables: list[Column[Any]]) -> MetaData:
    metadata = MetaData()
    for name, columns in tables.items():
        Table(name, metadata, Column("id", Integer, primary_key=True), *columns)
    return metadata


def both() -> list[Column[Any]]:
    return [stamp("created_at"), stamp("updated_at")]


BAD = schema(users=both(), orders=both(), items=[Column("price", Integer)])
MENDED = schema(users=both(), orders=both(), items=both())


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("NO_TIMESTAMPS", BAD)) == [("items",)]
    assert only("NO_TIMESTAMPS", BAD).title == (
        "items lacks created_at and updated_at, unlike 2 of 3 tables"
    )
    assert not said("NO_TIMESTAMPS", MENDED)


def test_a_schema_without_any_is_told_once() -> None:
    finding = only("NO_TIMESTAMPS", schema(a=[], b=[], c=[Column("born", Date)]))
    assert finding.table is None
    assert finding.title == "None of 3 tables says when a row was made"


def test_what_few_tables_have_is_no_convention() -> None:
    assert not said("NO_TIMESTAMPS", schema(a=both(), b=[], c=[], d=[], e=[]))


def test_names_are_those_that_the_schema_uses() -> None:
    camel = [[stamp("createdAt")] for _ in range(2)]
    finding = only("NO_TIMESTAMPS", schema(a=camel[0], b=camel[1], c=[]))
    assert finding.title == "c lacks createdAt, unlike 2 of 3 tables"


def test_a_table_that_links_others_needs_none() -> None:
    metadata = schema(users=both(), roles=both())
    Table(
        "user_roles",
        metadata,
        Column("user_id", ForeignKey("users.id"), primary_key=True),
        Column("role_id", ForeignKey("roles.id"), primary_key=True),
    )
    Table(
        "user_groups",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", ForeignKey("users.id")),
        Column("role_id", ForeignKey("roles.id")),
    )
    assert not said("NO_TIMESTAMPS", metadata)


def test_a_table_with_a_moment_of_its_own_needs_none() -> None:
    event: list[Column[Any]] = [
        Column("happened", DateTime(timezone=True), nullable=False),
        Column("what", Text),
    ]
    assert not said("NO_TIMESTAMPS", schema(users=both(), orders=both(), events=event))


def test_rows_that_never_change_need_no_updated_at() -> None:
    assert not said("NO_TIMESTAMPS", schema(a=both(), b=both(), entries=[stamp("created_at")]))


@pytest.mark.parametrize(
    "moment",
    [
        Column("at", DateTime(timezone=True), server_default=func.now()),
        Column("received_ts", BigInteger),
        Column("creation_time", Integer),
    ],
    ids=lambda each: str(each.name),
)
def test_a_moment_by_the_server_or_in_seconds_is_one(moment: Column[Any]) -> None:
    assert not said("NO_TIMESTAMPS", schema(users=both(), orders=both(), events=[moment]))


def test_a_link_without_foreign_keys_is_known_by_its_names() -> None:
    metadata = schema(users=both(), roles=both())
    key = [Column(name, Integer, primary_key=True) for name in ("user_id", "role_id")]
    Table("user_roles", metadata, *key)
    assert not said("NO_TIMESTAMPS", metadata)


def test_a_table_that_calls_its_key_by_its_name_is_no_link() -> None:
    metadata = schema(users=both(), roles=both())
    key = Column("film_id", Integer, primary_key=True)
    Table("film", metadata, key, Column("language_id", Integer), Column("title", Text))
    assert said("NO_TIMESTAMPS", metadata)


@pytest.mark.parametrize(("name", "told"), [("day", False), ("birth_date", True)])
def test_a_day_of_its_own_says_when(name: str, *, told: bool) -> None:
    counts = [Column(name, Date, nullable=False)]
    assert bool(said("NO_TIMESTAMPS", schema(users=both(), orders=both(), counts=counts))) is told


@pytest.mark.parametrize(
    ("name", "told"), [("version", False), ("schema_version", False), ("document_version", True)]
)
def test_the_version_of_the_schema_is_no_entity(name: str, *, told: bool) -> None:
    models = schema(users=both(), orders=both(), **{name: []})
    assert bool(said("NO_TIMESTAMPS", models)) is told
