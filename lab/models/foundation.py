"""What every table of the taught schema shares: names of constraints, keys, timestamps.

The tables have a MetaData of their own, so that models which a reader writes in a notebook, on
SQLModel's shared one, never mix with them.
"""

import enum
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    DateTime,
    Enum,
    FetchedValue,
    Identity,
    MetaData,
    event,
    func,
)
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMING_CONVENTION)

VERSION_TABLE = "lab_alembic_version"
"""Where Alembic keeps the revision: not in the table that an application's own migrations use."""

TIMESTAMPTZ: Any = DateTime(timezone=True)


class Entity(SQLModel, registry=registry(metadata=metadata)):
    """A table of the taught schema."""


def primary_key() -> Any:
    """A bigint identity key: 32 bits run out, and an identity owns its sequence."""
    return Field(default=None, primary_key=True, sa_type=BigInteger, sa_column_args=(Identity(),))


def reference(target: str, *, ondelete: Any, index: bool = False, primary_key: bool = False) -> Any:
    """A NOT NULL foreign key and its ON DELETE rule; `index` where no other index leads with it."""
    return Field(
        sa_type=BigInteger,
        foreign_key=target,
        ondelete=ondelete,
        index=index,
        primary_key=primary_key,
        nullable=False,
    )


def moment(comment: str) -> Any:
    """A nullable timestamptz: something that may not have happened yet."""
    return Field(
        default=None, sa_type=TIMESTAMPTZ, nullable=True, sa_column_kwargs={"comment": comment}
    )


def created_at(*, index: bool = False) -> Any:
    """When the row was inserted: NOT NULL, filled in by the server."""
    return Field(
        default=None,
        sa_type=TIMESTAMPTZ,
        index=index,
        nullable=False,
        sa_column_kwargs={"server_default": func.now()},
    )


def updated_at() -> Any:
    """When the row last changed: filled in by the server, kept by a trigger, so for raw SQL too.

    Told of the trigger, the ORM asks for the value anew after it has changed a row.
    """
    return Field(
        default=None,
        sa_type=TIMESTAMPTZ,
        nullable=False,
        sa_column_kwargs={
            "server_default": func.now(),
            "server_onupdate": FetchedValue(),
            "comment": "Kept by the trigger touch_updated_at",
        },
    )


def stored_values(kind: type[enum.StrEnum], name: str) -> Any:
    """A native enum type that stores the values; SQLAlchemy's default stores the member names."""
    return Enum(
        kind, name=name, values_callable=lambda members: [member.value for member in members]
    )


TOUCH_FUNCTION = """
CREATE OR REPLACE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := now();
    END IF;
    RETURN NEW;
END
$$
"""
TOUCH_TRIGGER = """
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON %(fullname)s
FOR EACH ROW EXECUTE FUNCTION touch_updated_at()
"""


def keeps_updated_at(model: type[Entity]) -> None:
    """Make create_all give the model's table the trigger that the migrations give it."""
    for statement in (TOUCH_FUNCTION, TOUCH_TRIGGER):
        on_create: Any = DDL(statement)  # type: ignore[no-untyped-call]
        event.listen(model.__table__, "after_create", on_create)  # type: ignore[attr-defined]
