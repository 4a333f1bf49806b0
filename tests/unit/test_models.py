"""The taught schema keeps the conventions that it teaches."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from pydantic import ValidationError
from sqlalchemy import Float, Numeric
from sqlalchemy import Table as MetaTable
from sqlalchemy.orm import RelationshipProperty
from sqlmodel import SQLModel

import lab.models as models
from lab.conventions import LintSettings, lint
from lab.models.foundation import NAMING_CONVENTION, Entity
from lab.schema import ConstraintKind, Table, picture_of, picture_of_models

PICTURE = picture_of(models.metadata)
TABLES = [pytest.param(table, id=table.name) for table in PICTURE.tables]
ENTITIES = {
    model.__tablename__: model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, Entity)
}
EXCHANGED = [
    model
    for model in vars(models).values()
    if isinstance(model, type) and issubclass(model, SQLModel) and not issubclass(model, Entity)
]


def test_every_rule_is_kept_and_none_by_an_exemption() -> None:
    found = lint(models, settings=LintSettings())
    assert not found
    assert not found.exempted


def test_the_fields_do_state_limits() -> None:
    columns = [each for table in picture_of_models(models).tables for each in table.columns]
    assert sum(len(each.field.limits) for each in columns if each.field) == 35


@pytest.mark.parametrize("table", TABLES)
def test_every_table_says_since_when(table: Table) -> None:
    created = table.column("created_at")
    assert (created.not_null, created.default) == (True, "now()")


@pytest.mark.parametrize("table", TABLES)
def test_names_follow_the_convention(table: Table) -> None:
    assert set(NAMING_CONVENTION) == {"ix", "uq", "ck", "fk", "pk"}
    prefixes = {
        ConstraintKind.PRIMARY_KEY: "pk",
        ConstraintKind.UNIQUE: "uq",
        ConstraintKind.FOREIGN_KEY: "fk",
        ConstraintKind.CHECK: "ck",
    }
    for each in table.constraints:
        assert each.name.startswith(f"{prefixes[each.kind]}_{table.name}"), each.name
    for index in table.indexes:
        if index.constraint is None:
            assert index.name.startswith(f"{'uq' if index.unique else 'ix'}_{table.name}_")


@pytest.mark.parametrize("source", models.metadata.sorted_tables, ids=lambda each: each.name)
def test_numbers_are_exact_and_have_a_precision(source: MetaTable) -> None:
    for column in source.columns:
        assert not isinstance(column.type, Float), column.name
        if isinstance(column.type, Numeric):
            assert column.type.precision, column.name


def relationships() -> Iterator[Any]:
    Entity._sa_registry.configure()
    for name, model in ENTITIES.items():
        for each in model.__mapper__.relationships:  # type: ignore[attr-defined]
            if each.direction.name == "ONETOMANY":
                yield pytest.param(each, id=f"{name}.{each.key}")


@pytest.mark.parametrize("relationship", list(relationships()))
def test_where_the_server_refuses_a_deletion_the_orm_unlinks_nothing(
    relationship: RelationshipProperty[Any],
) -> None:
    (column,) = relationship.remote_side
    (key,) = column.foreign_keys
    assert key.ondelete in ("CASCADE", "RESTRICT")
    assert relationship.passive_deletes == ("all" if key.ondelete == "RESTRICT" else True)


@pytest.mark.parametrize("model", EXCHANGED, ids=lambda each: each.__name__)
def test_what_is_sent_or_received_is_no_table(model: type[SQLModel]) -> None:
    assert not hasattr(model, "__table__")
    for info in model.model_fields.values():
        for kind in (info.annotation, *get_args(info.annotation)):
            assert not (isinstance(kind, type) and issubclass(kind, Entity))


def test_a_request_to_open_an_account_needs_an_address() -> None:
    given = {"full_name": "A", "password": "12345678"}
    assert models.UserCreate(email="a@b.c", **given).email == "a@b.c"
    with pytest.raises(ValidationError, match="email"):
        models.UserCreate(email="not an address", **given)


def test_a_table_shows_no_hash_in_its_repr() -> None:
    user = models.User(email="a@b.c", full_name="A", password_hash="secret" * 10)
    token = models.RefreshToken(user_id=1, token_hash="f" * 64, expires_at=datetime.now(UTC))
    assert "secret" not in repr(user)
    assert "ffff" not in repr(token)


def test_columns_stand_in_the_order_in_which_the_history_added_them() -> None:
    assert PICTURE.table("orders").columns[-1].name == "currency"
    assert PICTURE.table("tasks").columns[-1].name == "priority"
