"""NO_SERVER_DEFAULT: what Python fills in, what nobody does, and what only Python can."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, DateTime, Integer, MetaData, Table, Text, func

from lab.conventions.knowing.python_defaults import server_default_of
from lab.findings import Severity
from lab.schema import Column as Seen
from lab.schema import ModelField, Picture, picture_of
from tests.conventions import only, said, where

ZONED = DateTime(timezone=True)


def tasks(*columns: Column[Any]) -> MetaData:
    metadata = MetaData()
    Table("tasks", metadata, Column("id", Integer, primary_key=True), *columns)
    return metadata


BAD = tasks(Column("created_at", ZONED, nullable=False))
MENDED = tasks(Column("created_at", ZONED, nullable=False, server_default=func.now()))


def with_fields(metadata: MetaData, **fields: ModelField) -> Picture:
    """The picture as it is read from classes that say this of their columns."""
    picture = picture_of(metadata)
    [table] = picture.tables
    columns = tuple(
        replace(each, field=fields.get(each.name, ModelField(each.name, "")))
        for each in table.columns
    )
    return replace(picture, tables=(replace(table, columns=columns),))


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("NO_SERVER_DEFAULT", BAD)) == [("tasks", "created_at")]
    assert only("NO_SERVER_DEFAULT", BAD).severity is Severity.INFO
    assert not said("NO_SERVER_DEFAULT", MENDED)


def test_a_default_of_python_is_told_with_what_the_server_can_say() -> None:
    metadata = tasks(Column("done", Boolean, nullable=False), Column("note", Text, nullable=False))
    done = ModelField("is_done", "bool", default="False")
    finding = only("NO_SERVER_DEFAULT", with_fields(metadata, done=done))
    assert finding.title == "tasks.done has a default in Python alone"
    assert finding.fix is not None
    assert finding.fix.model == (
        "is_done: bool = Field(default=False, "
        "sa_column_kwargs={'name': 'done', 'server_default': false()})"
    )
    assert finding.fix.safe
    assert finding.fix.upgrade == ("op.alter_column('tasks', 'done', server_default=sa.false())",)


def test_a_column_that_only_updates_fill_in_is_grave() -> None:
    metadata = tasks(Column("updated_at", ZONED, nullable=False))
    field = ModelField("updated_at", "datetime", on_update="now()")
    finding = only("NO_SERVER_DEFAULT", with_fields(metadata, updated_at=field))
    assert finding.severity is Severity.HIGH
    assert finding.fix is not None
    assert "server_default=sa.func.now()" in finding.fix.upgrade[0]


@pytest.mark.parametrize("default", ["make_code()", "lambda"])
def test_what_only_a_program_can_make_up_is_no_fault(default: str) -> None:
    metadata = tasks(Column("code", Text, nullable=False))
    field = ModelField("code", "str", default=default)
    assert not said("NO_SERVER_DEFAULT", with_fields(metadata, code=field))


def test_a_nullable_column_needs_no_default() -> None:
    field = ModelField("done", "bool", default="False")
    assert not said("NO_SERVER_DEFAULT", with_fields(tasks(Column("done", Boolean)), done=field))


@pytest.mark.parametrize(
    ("kind", "written", "source"),
    [
        ("integer", "0", "sa.text('0')"),
        ("boolean", "True", "sa.true()"),
        ("text", "'it''s'", '"its"'.replace('"', "'")),
        ("numeric(12,2)", "Decimal('0.50')", "sa.text('0.50')"),
        ("timestamp with time zone", "datetime.utcnow()", "sa.func.now()"),
        ("date", "date.today()", "sa.func.current_date()"),
        ("uuid", "uuid4()", "sa.func.gen_random_uuid()"),
        ("jsonb", "dict()", "sa.text(\"'{}'\")"),
        ("text[]", "list()", "sa.text(\"'{}'\")"),
        ("text", "dict()", None),
        ("text", "None", None),
    ],
)
def test_what_the_server_says_in_place_of_python(
    kind: str, written: str, source: str | None
) -> None:
    column = Seen("x", kind, not_null=True, field=ModelField("x", "", default=written))
    assert server_default_of(column) == source


def test_a_member_of_an_enum_is_what_the_column_stores_for_it() -> None:
    field = ModelField(
        "role",
        "Role",
        default="Role.USER",
        members=(("ADMIN", "admin"), ("USER", "user")),
        stored=("ADMIN", "USER"),
    )
    assert server_default_of(Seen("role", "role", not_null=True, field=field)) == "'USER'"


def test_an_archive_brings_its_times_along() -> None:
    metadata = MetaData()
    Table("job_archive", metadata, Column("created_at", ZONED, nullable=False))
    assert not said("NO_SERVER_DEFAULT", metadata)
