"""UPDATED_AT_NOT_KEPT: set by nothing, by the ORM, or by the server."""

from dataclasses import replace

from sqlalchemy import Column, DateTime, Integer, MetaData, Table

from lab.findings import Severity
from lab.schema import ModelField, Picture, picture_of
from tests.conventions import only, said, where


def tasks(*, on_update: str | None = None, by_server: bool = False) -> Picture:
    metadata = MetaData()
    kind = DateTime(timezone=True)
    Table("tasks", metadata, Column("id", Integer, primary_key=True), Column("updated_at", kind))
    picture = picture_of(metadata)
    key, touched = picture.tables[0].columns
    field = ModelField("updated_at", "datetime", on_update=on_update, written_by_server=by_server)
    columns = (key, replace(touched, field=field))
    return replace(picture, tables=(replace(picture.tables[0], columns=columns),))


BAD = tasks()
MENDED = tasks(by_server=True)


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("UPDATED_AT_NOT_KEPT", BAD)) == [("tasks", "updated_at")]
    assert only("UPDATED_AT_NOT_KEPT", BAD).severity is Severity.WARNING
    assert not said("UPDATED_AT_NOT_KEPT", MENDED)


def test_what_the_orm_sets_is_worth_knowing() -> None:
    finding = only("UPDATED_AT_NOT_KEPT", tasks(on_update="now()"))
    assert finding.severity is Severity.INFO
    assert finding.title == "tasks.updated_at is set by the ORM alone"


def test_where_no_class_speaks_nothing_is_said() -> None:
    metadata = MetaData()
    Table("tasks", metadata, Column("updated_at", DateTime(timezone=True)))
    assert not said("UPDATED_AT_NOT_KEPT", metadata)
