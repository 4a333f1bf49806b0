"""The picture of a SQLAlchemy MetaData, as PostgreSQL would build it. Nothing is connected to."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    MetaData,
    PrimaryKeyConstraint,
    Sequence,
    UniqueConstraint,
)
from sqlalchemy import Column as MetaColumn
from sqlalchemy import Index as MetaIndex
from sqlalchemy import Table as MetaTable
from sqlalchemy.sql.schema import ColumnCollectionConstraint

from lab.schema.metadata.compiling import COMPILER, literal
from lab.schema.metadata.constraints import constraints_of
from lab.schema.metadata.indexes import INDEXED, index_behind, index_of
from lab.schema.metadata.type_names import collation_of, enum_types, serial_name, type_name
from lab.schema.names import made_name, quoted
from lab.schema.parts import LARGEST, Column, EnumType, Index, OwnedSequence, Table
from lab.schema.picture import Origin, Picture

CONVENTION_KEYS: dict[str, object] = {
    "ix": MetaIndex,
    "uq": UniqueConstraint,
    "ck": CheckConstraint,
    "fk": ForeignKeyConstraint,
    "pk": PrimaryKeyConstraint,
}


def picture_of(metadata: MetaData, schema: str = "public") -> Picture:
    """What `create_all` would make of the tables that belong to the schema.

    A foreign key that leads nowhere is told by the names that it gives. Triggers and functions are
    left out: a MetaData keeps them as opaque DDL events.
    """
    tables = [each for each in metadata.tables.values() if (each.schema or "public") == schema]
    convention: Any = metadata.naming_convention
    return Picture(
        schema=schema,
        tables=tuple(table_of(each, schema) for each in sorted(tables, key=lambda each: each.name)),
        enums=enums_of(metadata.tables.values(), schema),
        origin=Origin.MODELS,
        naming_convention=frozenset(
            key for key, kind in CONVENTION_KEYS.items() if key in convention or kind in convention
        ),
    )


def table_of(source: MetaTable, schema: str) -> Table:
    """One table, its constraints and indexes by name."""
    constraints = list(constraints_of(source))
    indexes = [index_of(each) for each in source.indexes] + [
        index_behind(each, cast(ColumnCollectionConstraint, of))
        for each, of in constraints
        if each.kind in INDEXED
    ]
    options = source.dialect_options["postgresql"]
    parents = options["inherits"] or ()
    return Table(
        schema=schema,
        name=source.name,
        comment=source.comment or None,
        columns=tuple(column_of(each, schema) for each in source.columns),
        constraints=tuple(
            sorted((each for each, _ in constraints), key=lambda each: (each.name, each.definition))
        ),
        indexes=tuple(sorted(indexes, key=in_order)),
        partitioned=bool(options["partition_by"]),
        inherits=(parents,) if isinstance(parents, str) else tuple(parents),
    )


def in_order(index: Index) -> tuple[object, ...]:
    """By name; those without one by what they are, for SQLAlchemy keeps them in a set."""
    return index.name, index.definition, [each.text for each in index.keys], index.predicate or ""


def column_of(source: MetaColumn[Any], schema: str) -> Column:
    """One column; a key and an identity are NOT NULL as the server makes them."""
    serial = is_serial(source)
    kind = serial_name(source.type) if serial else type_name(source.type, schema)
    computed = source.computed
    return Column(
        name=source.name,
        type=kind,
        not_null=not source.nullable or source.primary_key or source.identity is not None,
        default=default_of(source, serial=serial),
        identity=identity_of(source),
        comment=source.comment or None,
        generated=None if computed is None else ("stored" if computed.persisted else "virtual"),
        collation=collation_of(source.type),
        sequence=sequence_of(source, kind) if serial or source.identity is not None else None,
    )


def is_serial(source: MetaColumn[Any]) -> bool:
    """Whether `create_all` writes SERIAL (get_column_specification of SQLAlchemy's dialect)."""
    default = source.default
    return (
        source.primary_key
        and source is source.table.autoincrement_column
        and source.identity is None
        and (default is None or (isinstance(default, Sequence) and bool(default.optional)))
    )


def default_of(source: MetaColumn[Any], *, serial: bool) -> str | None:
    """The server's default; of a generated column its expression."""
    if serial:
        own = quoted(made_name(source.table.name, [source.name], "seq")).replace("'", "''")
        return f"nextval('{own}'::regclass)"
    if source.computed is not None:
        return literal(source.computed.sqltext)
    given: str | None = COMPILER.get_column_default_string(source)
    return given


def identity_of(source: MetaColumn[Any]) -> str | None:
    """Whether an own value may take the place of the generated one."""
    if source.identity is None:
        return None
    return "always" if source.identity.always else "by default"


def sequence_of(source: MetaColumn[Any], kind: str) -> OwnedSequence:
    """The sequence that the server makes for a serial or an identity column."""
    name = made_name(source.table.name, [source.name], "seq")
    given = source.identity or Identity()
    largest = -1 if (given.increment or 1) < 0 else LARGEST.get(kind, LARGEST["bigint"])
    return OwnedSequence(name, largest if given.maxvalue is None else given.maxvalue)


def enums_of(tables: Iterable[MetaTable], schema: str) -> tuple[EnumType, ...]:
    """The native enum types of that schema that columns have, wherever their tables are."""
    kinds = {
        str(kind.name): kind
        for table in tables
        for column in table.columns
        for kind in enum_types(column.type)
        if (kind.schema or "public") == schema
    }
    return tuple(EnumType(name, tuple(kind.enums)) for name, kind in sorted(kinds.items()))
