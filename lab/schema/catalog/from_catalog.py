"""The picture of a live schema, by a fixed number of queries however many tables it has."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from lab.errors import UnknownNameError
from lab.models.foundation import VERSION_TABLE
from lab.schema.catalog.live import LiveFacts, index_activity, read_live_facts, table_activity
from lab.schema.catalog.queries import Row, names_within, read_schemas, read_settled
from lab.schema.catalog.rows import (
    Grouped,
    by_table,
    column_of,
    constraint_of,
    index_of,
    row_security_of,
)
from lab.schema.catalog.sequences import read_last_values
from lab.schema.parts import EnumType, Function, OwnedSequence, Table, Trigger
from lab.schema.picture import Origin, Picture

NOT_SCHEMA = ("alembic_version", VERSION_TABLE)
"""Alembic's notes of the revision: no part of anybody's schema."""


def read_pictures(
    connection: Connection,
    schemas: Sequence[str] | None = None,
    *,
    ignore: Collection[str] = NOT_SCHEMA,
    live: bool = True,
) -> tuple[Picture, ...]:
    """What schemas consist of, on PostgreSQL 14 to 18.

    Args:
        connection: in a transaction; its search_path is as before at the end.
        schemas: which; None for all that have tables, `public` first, but the system's and those
            of extensions. Where none has a table, the empty picture of `public` is given.
        ignore: names of tables that do not count.
        live: whether to read sizes, use and statistics too, and how far sequences have come.

    Raises:
        UnknownNameError: the database has no such schema.
    """
    if schemas is None:
        read = [*_still_there(connection, live=live)]
    else:
        read = [_read(connection, each, live=live) for each in schemas]
    sequences = [row for each in read for row in each.sequences]
    last_values = read_last_values(connection, sequences) if live and sequences else {}
    return tuple(_picture(each, last_values, ignore) for each in read)


def read_picture(
    connection: Connection,
    schema: str = "public",
    *,
    ignore: Collection[str] = NOT_SCHEMA,
    live: bool = True,
) -> Picture:
    """What one schema consists of; see `read_pictures`.

    Raises:
        UnknownNameError: the database has no such schema.
    """
    [picture] = read_pictures(connection, [schema], ignore=ignore, live=live)
    return picture


@dataclass(frozen=True, slots=True)
class _Catalog:
    """What the catalog has of one schema."""

    schema: str
    tables: Sequence[Row]
    columns: Grouped
    constraints: Grouped
    indexes: Grouped
    triggers: Grouped
    sequences: Sequence[Row]
    enums: Sequence[Row]
    functions: Sequence[Row]
    facts: LiveFacts


def _still_there(connection: Connection, *, live: bool) -> Iterator[_Catalog]:
    """All schemas with tables, but for those that another session drops meanwhile."""
    for name in read_schemas(connection):
        with suppress(UnknownNameError):
            yield _read(connection, name, live=live)


def _read(connection: Connection, schema: str, *, live: bool) -> _Catalog:
    """What another session dropped meanwhile has no definition any more, and is left out."""

    def rows(name: str) -> Sequence[Row]:
        found = read_settled(connection, name, schema=schema)
        return [row for row in found if row.get("definition", "") is not None]

    with names_within(connection, schema):
        return _Catalog(
            schema=schema,
            tables=rows("tables"),
            columns=by_table(rows("columns")),
            constraints=by_table(rows("constraints")),
            indexes=by_table(rows("indexes")),
            triggers=by_table(rows("triggers")),
            sequences=rows("sequences"),
            enums=rows("enums"),
            functions=rows("functions"),
            facts=read_live_facts(connection, schema) if live else LiveFacts(),
        )


def _picture(catalog: _Catalog, last_values: Mapping[int, int], ignore: Collection[str]) -> Picture:
    sequences = {
        (row["table_oid"], row["column_name"]): OwnedSequence(
            row["name"], row["maximum"], last_values.get(row["sequence_oid"])
        )
        for row in catalog.sequences
    }
    return Picture(
        schema=catalog.schema,
        tables=tuple(
            _table(row, catalog, sequences) for row in catalog.tables if row["name"] not in ignore
        ),
        enums=tuple(EnumType(row["name"], tuple(row["labels"])) for row in catalog.enums),
        functions=tuple(Function(**row) for row in catalog.functions),
        origin=Origin.DATABASE,
        server=catalog.facts.server,
    )


def _table(
    row: Row, catalog: _Catalog, sequences: Mapping[tuple[int, str], OwnedSequence]
) -> Table:
    oid, name, facts = row["table_oid"], row["name"], catalog.facts
    columns = catalog.columns[oid]
    return Table(
        schema=catalog.schema,
        name=name,
        comment=row["comment"],
        columns=tuple(
            column_of(
                each,
                sequences.get((oid, each["name"])),
                facts.statistics.get((name, each["name"])),
            )
            for each in columns
        ),
        constraints=tuple(constraint_of(each) for each in catalog.constraints[oid]),
        indexes=tuple(
            index_of(each, index_activity(row, each, facts)) for each in catalog.indexes[oid]
        ),
        triggers=tuple(Trigger(each["name"], each["definition"]) for each in catalog.triggers[oid]),
        partitioned=row["partitioned"],
        partition_of=row["partition_of"],
        inherits=tuple(row["inherits"]),
        unlogged=row["unlogged"],
        row_security=row_security_of(row),
        activity=table_activity(row, columns, facts),
    )
