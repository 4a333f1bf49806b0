"""The readers of models and of a live schema agree on whatever models hypothesis makes."""

import re
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, given, reject, settings
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import ProgrammingError

from lab.database import Database
from lab.schema import (
    Column,
    Constraint,
    ConstraintKind,
    Index,
    Picture,
    as_printed,
    disagreements,
    picture_of,
    read_picture,
    source_of,
)
from tests.schemas_at_random import schemas


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(source=schemas())
def test_both_readers_agree_on_whatever_a_server_makes_of_models(
    source: MetaData, empty_database: Database
) -> None:
    with empty_database.engine.connect() as connection:
        make(source, connection)
        live = read_picture(connection)
        connection.rollback()
        printed = as_printed(connection, source_of(source).statements, ["public"])
        connection.rollback()
    assert_agree(picture_of(source), live)
    assert disagreements(picture_of(source), live, printed=False) == ()
    assert printed.left_out == ()
    assert disagreements(printed.pictures[0], live, printed=True) == ()


def make(source: MetaData, connection: Connection) -> None:
    """Make the models, unless a convention gave two of them one name: no fault of the readers.

    Nor is it that a server before 15 does not know NULLS NOT DISTINCT.
    """
    try:
        source.create_all(connection)
    except ProgrammingError as error:
        if not re.search('already exists|syntax error at or near "NULLS"', str(error)):
            raise
        reject()


def assert_agree(models: Picture, live: Picture) -> None:
    """All that both can tell; what the models do not name is found by its content."""
    assert [each.name for each in models.tables] == sorted(each.name for each in live.tables)
    assert [(each.name, each.labels) for each in models.enums] == sorted(
        (each.name, each.labels) for each in live.enums
    )
    for model in models.tables:
        made = live.table(model.name)
        assert (model.comment, model.partitioned) == (made.comment, made.partitioned)
        assert [*map(of_column, model.columns)] == [*map(of_column, made.columns)]
        assert_same_keys(model.constraints, made.constraints, of_constraint)
        assert_same_keys(model.indexes, made.indexes, of_index)


def assert_same_keys(models: Any, live: Any, content: Any) -> None:
    """Those with a name by that, and all by their content."""
    assert Counter(map(content, models)) == Counter(map(content, live))
    by_name = {each.name: content(each) for each in live}
    for each in models:
        if each.name:
            assert by_name[each.name] == content(each)


def of_column(column: Column) -> tuple[Any, ...]:
    return (
        column.name,
        column.type,
        column.not_null,
        column.default is None,
        column.identity,
        column.comment,
        column.generated,
        column.collation,
        column.is_serial,
        column.sequence and column.sequence.maximum,
    )


def of_constraint(constraint: Constraint) -> tuple[Any, ...]:
    is_check = constraint.kind is ConstraintKind.CHECK
    return (
        constraint.kind,
        frozenset(constraint.columns) if is_check else constraint.columns,
        constraint.referred_schema,
        constraint.referred_table,
        constraint.referred_columns,
        constraint.on_delete,
        constraint.on_update,
        constraint.expression is None,
        constraint.validated,
        constraint.nulls_distinct,
        constraint.deferrable,
    )


def of_index(index: Index) -> tuple[Any, ...]:
    return (
        tuple(
            (
                "" if key.expression else key.text,
                key.opclass,
                key.collation,
                key.descending,
                key.nulls_first,
            )
            for key in index.keys
        ),
        index.method,
        index.unique,
        index.primary,
        index.constraint is None,
        index.predicate is None,
        index.included,
        index.valid,
        index.nulls_distinct,
    )
