"""The fixes of what only models show, run on the schema that the models make."""

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import registry
from sqlmodel import Field, Relationship, SQLModel

from lab.conventions.mending.key_operations import with_action
from lab.database import Database
from lab.schema import Constraint, Picture, picture_of_models, read_picture
from tests.conventions import only
from tests.db.conventions.live import run

metadata = MetaData()


class Shelf(SQLModel, registry=registry(metadata=metadata)):
    """Models with hostile names."""


class Author(Shelf, table=True):
    __tablename__ = "the: author's"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(min_length=2, schema_extra={"pattern": "^[[:alpha:]: %']+$"})
    books: list["Book"] = Relationship(back_populates="author", cascade_delete=True)


class Book(Shelf, table=True):
    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="the: author's.id")
    author: Author = Relationship(back_populates="books")


MODELS = picture_of_models([Author, Book])


def live(database: Database) -> Picture:
    with database.engine.connect() as connection:
        return read_picture(connection)


def key_of(database: Database) -> Constraint:
    [key] = live(database).table("book").foreign_keys
    return key


def test_limits_become_a_check_that_the_server_keeps(empty_database: Database) -> None:
    metadata.create_all(empty_database.engine)
    fix = only("FIELD_LIMIT_UNCHECKED", MODELS).fix
    assert fix is not None
    run(empty_database, fix.upgrade)
    [check] = [
        each
        for each in live(empty_database).table("the: author's").constraints
        if each.kind == "check"
    ]
    assert check.validated
    insert = text('INSERT INTO "the: author\'s" (name) VALUES (:name)')
    with empty_database.engine.connect() as connection:
        connection.execute(insert, {"name": "a: %b's"})
        with pytest.raises(IntegrityError):
            connection.execute(insert, {"name": "1"})
    run(empty_database, fix.downgrade)
    left = live(empty_database).table("the: author's").constraints
    assert [each.kind for each in left] == ["primary key"]


def test_a_key_without_a_name_is_found_by_the_name_that_the_server_made(
    empty_database: Database,
) -> None:
    unnamed = MetaData()
    Table("long", unnamed, Column("id", Integer, primary_key=True))
    child = Table("ö" * 30, unnamed, Column("l" * 60, ForeignKey("long.id")))
    unnamed.create_all(empty_database.engine)
    fix = only("NO_ON_DELETE", unnamed).fix
    assert fix is not None
    run(empty_database, fix.upgrade)
    [key] = live(empty_database).table(child.name).foreign_keys
    assert (key.on_delete, key.validated) == ("RESTRICT", True)


def test_a_key_gets_the_rule_of_the_orm_and_loses_it_again(empty_database: Database) -> None:
    metadata.create_all(empty_database.engine)
    before = key_of(empty_database)
    fix = only("CASCADE_DISAGREES", MODELS).fix
    assert fix is not None
    run(empty_database, fix.upgrade)
    changed = key_of(empty_database)
    assert (changed.on_delete, changed.name, changed.validated) == ("CASCADE", before.name, True)
    run(empty_database, fix.downgrade)
    assert key_of(empty_database) == before


def test_a_key_that_waits_and_asks_for_all_of_its_columns_goes_on_doing_so(
    empty_database: Database,
) -> None:
    pairs = MetaData()
    Table("pairs", pairs, *(Column(each, Integer, primary_key=True) for each in "ab"))
    Table(
        "uses",
        pairs,
        Column("a", Integer),
        Column("b", Integer),
        ForeignKeyConstraint(
            ["a", "b"], ["pairs.a", "pairs.b"], name="fk", initially="DEFERRED", match="FULL"
        ),
    )
    pairs.create_all(empty_database.engine)
    [before] = live(empty_database).table("uses").foreign_keys
    fix = only("NO_ON_DELETE", pairs).fix
    assert fix is not None
    assert "initially='DEFERRED', match='FULL'" in fix.model
    run(empty_database, fix.upgrade)
    [after] = live(empty_database).table("uses").foreign_keys
    assert after.definition == before.definition.replace(
        "MATCH FULL", "MATCH FULL ON DELETE RESTRICT"
    )
    run(empty_database, fix.downgrade)
    assert live(empty_database).table("uses").foreign_keys == (before,)


def test_a_key_that_nulls_one_of_its_columns_goes_on_doing_so_on_the_way_back(
    empty_database: Database,
) -> None:
    if empty_database.capabilities.version_num < 150_000:
        pytest.skip("ON DELETE SET NULL (column) came with PostgreSQL 15")
    pairs = MetaData()
    Table("pairs", pairs, *(Column(each, Integer, primary_key=True) for each in "ab"))
    target = ForeignKeyConstraint(
        ["a", "b"], ["pairs.a", "pairs.b"], name="fk", ondelete="SET NULL (b)"
    )
    Table("uses", pairs, Column("a", Integer), Column("b", Integer), target)
    pairs.create_all(empty_database.engine)
    table = live(empty_database).table("uses")
    fix = with_action(table, table.foreign_keys[0], "CASCADE", "")
    run(empty_database, fix.upgrade)
    [after] = live(empty_database).table("uses").foreign_keys
    assert after.on_delete == "CASCADE"
    run(empty_database, fix.downgrade)
    assert live(empty_database).table("uses").foreign_keys == table.foreign_keys
