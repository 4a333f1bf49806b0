"""ENUM_BY_NAME: what SQLAlchemy stores of an enum by default."""

import enum
from collections.abc import Callable
from typing import Any

from sqlalchemy import Enum, MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from lab.schema import Picture, picture_of_models
from tests.conventions import only, said, where


class Role(enum.StrEnum):
    USER = "user"
    CHIEF = "it's me"


def people(values: Callable[[Any], list[str]] | None = None, *, native: bool = True) -> Picture:
    class Models(SQLModel, registry=registry(metadata=MetaData())):
        pass

    class Person(Models, table=True):
        id: int | None = Field(default=None, primary_key=True)
        role: Role = Field(
            sa_type=Enum(Role, name="Role", values_callable=values, native_enum=native)
        )

    return picture_of_models([Person])


def by_value(members: Any) -> list[str]:
    return [member.value for member in members]


BAD = people()
MENDED = people(by_value)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("ENUM_BY_NAME", BAD)) == [("person", "role")]
    assert not said("ENUM_BY_NAME", MENDED)


def test_the_fix_renames_what_is_stored() -> None:
    fix = only("ENUM_BY_NAME", BAD).fix
    assert fix is not None
    assert fix.upgrade[1] == (
        "op.execute('ALTER TYPE \"Role\" RENAME VALUE \\'CHIEF\\' TO \\'it\\'\\'s me\\'')"
    )


def test_an_enum_that_is_kept_as_text_is_told_too() -> None:
    fix = only("ENUM_BY_NAME", people(native=False)).fix
    assert fix is not None
    assert not fix.upgrade
