"""The picture of a live schema, by a fixed number of queries however many tables it has."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection

from lab.models.foundation import VERSION_TABLE
from lab.schema.catalog_queries import Row, names_within, read_rows
from lab.schema.parts import (
    Column,
    Constraint,
    ConstraintKind,
    EnumType,
    Function,
    Index,
    IndexKey,
    Table,
    Trigger,
)
from lab.schema.picture import Picture

NOT_SCHEMA = ("alembic_version", VERSION_TABLE)
"""Alembic's notes of the revision: no part of anybody's schema."""


def read_picture(
    connection: Connection, schema: str = "public", *, ignore: Collection[str] = NOT_SCHEMA
) -> Picture:
    """What the schema consists of, on PostgreSQL 14 to 18.

    Raises:
        UnknownNameError: the database has no such schema.
    """
    with names_within(connection, schema):
        tables = read_rows(connection, "catalog_tables", schema)
        columns = by_table(read_rows(connection, "catalog_columns", schema))
        constraints = by_table(read_rows(connection, "catalog_constraints", schema))
        indexes = by_table(read_rows(connection, "catalog_indexes", schema))
        triggers = by_table(read_rows(connection, "catalog_triggers", schema))
        enums = read_rows(connection, "catalog_enums", schema)
        functions = read_rows(connection, "catalog_functions", schema)
    return Picture(
        schema=schema,
        tables=tuple(
            Table(
                schema=schema,
                name=row["name"],
                comment=row["comment"],
                columns=tuple(Column(**values) for values in columns[row["table_oid"]]),
                constraints=tuple(constraint(values) for values in constraints[row["table_oid"]]),
                indexes=tuple(index(values) for values in indexes[row["table_oid"]]),
                triggers=tuple(Trigger(**values) for values in triggers[row["table_oid"]]),
            )
            for row in tables
            if row["name"] not in ignore
        ),
        enums=tuple(EnumType(**with_tuples(row)) for row in enums),
        functions=tuple(Function(**row) for row in functions),
    )


def by_table(rows: Iterable[Row]) -> defaultdict[int, list[dict[str, Any]]]:
    """The rows of each table, without the table's oid."""
    grouped: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        values = with_tuples(row)
        grouped[values.pop("table_oid")].append(values)
    return grouped


def with_tuples(row: Row) -> dict[str, Any]:
    """The row's values, arrays as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def constraint(values: dict[str, Any]) -> Constraint:
    """The constraint that a row tells of."""
    return Constraint(**values | {"kind": ConstraintKind(values["kind"])})


def index(values: dict[str, Any]) -> Index:
    """The index that a row tells of."""
    keys = tuple(IndexKey(each) for each in values.pop("columns"))
    return Index(keys=keys, **values)
