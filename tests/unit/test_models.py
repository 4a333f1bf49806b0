"""The taught schema keeps the conventions that it teaches."""

import enum
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import ValidationError
from sqlalchemy import DateTime, Float, Numeric
from sqlalchemy import Enum as EnumColumn
from sqlalchemy import Table as MetaTable
from sqlalchemy.orm import RelationshipProperty
from sqlmodel import SQLModel

import lab.models as models
from lab.models.foundation import NAMING_CONVENTION, Entity
from lab.schema import ConstraintKind, Index, Table, picture_of

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
OPERATORS = {Gt: (">", "gt"), Ge: (">=", "ge"), Lt: ("<", "lt"), Le: ("<=", "le")}


def limits_of_fields() -> Iterator[Any]:
    """(table, column, limit) of every limit that a Field states; decimals are the type's."""
    for name, model in ENTITIES.items():
        for field, info in model.model_fields.items():
            for limit in info.metadata:
                for each in getattr(limit, "__args__", [limit]):
                    if type(each) in {Gt, Ge, Lt, Le, MinLen, MaxLen}:
                        yield pytest.param(str(name), field, each, id=f"{name}.{field} {each}")


@pytest.mark.parametrize(("name", "field", "limit"), list(limits_of_fields()))
def test_a_limit_of_a_field_is_a_rule_of_the_table_too(name: str, field: str, limit: Any) -> None:
    table = PICTURE.table(name)
    if isinstance(limit, MaxLen):
        assert table.column(field).type == f"character varying({limit.max_length})"
        return
    checks = [
        each.definition.removeprefix("CHECK (").removesuffix(")")
        for each in table.constraints_of(ConstraintKind.CHECK)
        if field in each.columns
    ]
    assert any(says(check, field, limit) for check in checks), checks


def says(check: str, field: str, limit: Any) -> bool:
    """Whether a CHECK demands the limit, or more."""
    if isinstance(limit, MinLen):
        length = f"char_length({field})"
        return check in (f"{length} >= {limit.min_length}", f"{length} = {limit.min_length}")
    sign, attribute = OPERATORS[type(limit)]
    bound = getattr(limit, attribute)
    if check.startswith(f"{field} BETWEEN"):
        low, high = check.removeprefix(f"{field} BETWEEN ").split(" AND ")
        return (sign, str(bound)) in ((">=", low), ("<=", high))
    return check == f"{field} {sign} {bound}"


def test_the_fields_do_state_limits() -> None:
    assert len(list(limits_of_fields())) == 29


@pytest.mark.parametrize("table", TABLES)
def test_every_table_says_what_it_holds_and_since_when(table: Table) -> None:
    assert table.comment
    assert table.primary_key is not None
    created = table.column("created_at")
    assert (created.not_null, created.default) == (True, "now()")


@pytest.mark.parametrize("source", models.metadata.sorted_tables, ids=lambda each: each.name)
def test_the_orm_asks_again_for_what_a_trigger_writes(source: MetaTable) -> None:
    for column in source.columns:
        written_by_trigger = column.name == "updated_at"
        assert (column.server_onupdate is not None) == written_by_trigger, column.name


@pytest.mark.parametrize("table", TABLES)
def test_every_foreign_key_is_led_by_an_index(table: Table) -> None:
    for key in table.foreign_keys:
        assert any(
            set(index.columns[: len(key.columns)]) == set(key.columns)
            for index in table.indexes
            if index.predicate is None
        ), key


@pytest.mark.parametrize("table", TABLES)
def test_no_index_is_the_beginning_of_another(table: Table) -> None:
    for index in table.indexes:
        for other in table.indexes:
            assert index is other or not is_redundant(index, other), (index.name, other.name)


def is_redundant(index: Index, other: Index) -> bool:
    """Whether the other answers all that this one does; a unique one still keeps its promise."""
    begins = other.columns[: len(index.columns)] == index.columns
    return begins and index.predicate == other.predicate and not index.unique


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
    for name in (table.name, *(each.name for each in table.columns)):
        assert name == name.lower()
        assert name.isidentifier()


@pytest.mark.parametrize("table", TABLES)
def test_a_column_that_names_a_table_refers_to_it(table: Table) -> None:
    referring = {column for key in table.foreign_keys for column in key.columns}
    named = {f"{other.name.removesuffix('s')}_id" for other in PICTURE.tables if other is not table}
    assert {each.name for each in table.columns} & named == referring


@pytest.mark.parametrize("source", models.metadata.sorted_tables, ids=lambda each: each.name)
def test_money_is_exact_and_moments_have_a_time_zone(source: MetaTable) -> None:
    for column in source.columns:
        if isinstance(column.type, DateTime):
            assert column.type.timezone, column.name
        assert not isinstance(column.type, Float), column.name
        if isinstance(column.type, Numeric):
            assert column.type.precision, column.name


@pytest.mark.parametrize("source", models.metadata.sorted_tables, ids=lambda each: each.name)
def test_enum_types_store_values_not_member_names(source: MetaTable) -> None:
    for column in source.columns:
        if isinstance(column.type, EnumColumn):
            kind = column.type.enum_class
            assert kind is not None
            assert issubclass(kind, enum.StrEnum)
            assert column.type.enums == [member.value for member in kind]


def relationships() -> Iterator[Any]:
    Entity._sa_registry.configure()
    for name, model in ENTITIES.items():
        for each in model.__mapper__.relationships:  # type: ignore[attr-defined]
            if each.direction.name == "ONETOMANY":
                yield pytest.param(each, id=f"{name}.{each.key}")


@pytest.mark.parametrize("relationship", list(relationships()))
def test_what_the_orm_does_on_delete_is_what_the_foreign_key_says(
    relationship: RelationshipProperty[Any],
) -> None:
    (column,) = relationship.remote_side
    (key,) = column.foreign_keys
    if key.ondelete == "CASCADE":
        assert relationship.cascade.delete
        assert relationship.passive_deletes is True
    else:
        assert key.ondelete == "RESTRICT"
        assert not relationship.cascade.delete
        assert relationship.passive_deletes == "all", "the server refuses, the ORM does not unlink"


@pytest.mark.parametrize("table", TABLES)
def test_every_foreign_key_states_what_happens_on_delete(table: Table) -> None:
    assert all(key.on_delete in ("CASCADE", "RESTRICT") for key in table.foreign_keys)


def test_a_unique_rule_beside_soft_delete_is_partial() -> None:
    for table in PICTURE.tables:
        if any(each.name == "deleted_at" for each in table.columns):
            for index in table.indexes:
                soft = index.predicate == "deleted_at IS NULL"
                assert soft or index.primary or not index.unique, index.name


@pytest.mark.parametrize("model", EXCHANGED, ids=lambda each: each.__name__)
def test_nothing_that_is_sent_or_received_holds_a_hash(model: type[SQLModel]) -> None:
    assert not {"password_hash", "token_hash"} & set(model.model_fields)
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
