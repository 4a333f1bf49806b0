"""Fixes of columns that only classes tell of, and of values that are there already."""

import enum
from typing import Any

from sqlalchemy import Column, Enum, Integer, MetaData, Table, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from lab.database import Database
from lab.schema import picture_of_models
from tests.conventions import only, said
from tests.db.conventions.live import run, said_live

metadata = MetaData()


class Models(SQLModel, registry=registry(metadata=metadata)):
    """Classes with Python's habits."""


class Role(enum.StrEnum):
    USER = "user"
    CHIEF = "it's: me"


class Person(Models, table=True):
    id: int | None = Field(default=None, primary_key=True)
    role: Role = Field(default=Role.USER, sa_type=Enum(Role, name="Role"))
    done: bool = False


PICTURE = picture_of_models([Person])


def value(database: Database, statement: str) -> Any:
    with database.engine.begin() as connection:
        return connection.execute(text(statement)).scalar()


def test_labels_are_renamed_under_the_rows_that_have_them(empty_database: Database) -> None:
    metadata.create_all(empty_database.engine)
    insert = "INSERT INTO person (role, done) VALUES ('CHIEF', false) RETURNING role"
    assert value(empty_database, insert) == "CHIEF"
    fix = only("ENUM_BY_NAME", PICTURE).fix
    assert fix is not None
    run(empty_database, fix.upgrade)
    assert value(empty_database, "SELECT role FROM person") == "it's: me"
    run(empty_database, fix.downgrade)
    assert value(empty_database, "SELECT role FROM person") == "CHIEF"


def test_the_server_fills_in_what_only_python_did(empty_database: Database) -> None:
    metadata.create_all(empty_database.engine)
    [finding] = said("NO_SERVER_DEFAULT", PICTURE)
    assert finding.fix is not None
    run(empty_database, finding.fix.upgrade)
    assert value(empty_database, "INSERT INTO person DEFAULT VALUES RETURNING role") == "USER"


def test_an_identity_goes_on_where_the_serial_was(empty_database: Database) -> None:
    serial = MetaData()
    Table("t", serial, Column("id", Integer, primary_key=True))
    serial.create_all(empty_database.engine)
    insert = "INSERT INTO t DEFAULT VALUES RETURNING id"
    assert [value(empty_database, insert) for _ in range(2)] == [1, 2]
    value(empty_database, "DELETE FROM t RETURNING 1")
    [finding] = said_live("SERIAL_NOT_IDENTITY", empty_database)
    assert finding.fix is not None
    run(empty_database, finding.fix.upgrade)
    assert value(empty_database, insert) == 3
    run(empty_database, finding.fix.downgrade)
    assert value(empty_database, insert) == 4
