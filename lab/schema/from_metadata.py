"""The picture of a SQLAlchemy MetaData, as PostgreSQL would build it. Nothing is connected to."""

import re
from typing import Any, cast

from sqlalchemy import (
    CheckConstraint,
    Enum,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy import Column as MetaColumn
from sqlalchemy import Constraint as MetaConstraint
from sqlalchemy import Index as MetaIndex
from sqlalchemy import Table as MetaTable
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.schema import ColumnCollectionConstraint

from lab.schema.parts import (
    Column,
    Constraint,
    ConstraintKind,
    EnumType,
    Index,
    IndexKey,
    Table,
)
from lab.schema.picture import Origin, Picture

DIALECT: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
COMPILER: Any = DIALECT.ddl_compiler(DIALECT, None)

# SQLAlchemy's type names, where PostgreSQL's format_type has another.
CATALOG_NAMES = {
    "varchar": "character varying",
    "char": "character",
    "float": "double precision",
    "decimal": "numeric",
    "bigserial": "bigint",
    "serial": "integer",
    "smallserial": "smallint",
}
KINDS: tuple[tuple[type[MetaConstraint], ConstraintKind], ...] = (
    (PrimaryKeyConstraint, ConstraintKind.PRIMARY_KEY),
    (UniqueConstraint, ConstraintKind.UNIQUE),
    (ForeignKeyConstraint, ConstraintKind.FOREIGN_KEY),
    (CheckConstraint, ConstraintKind.CHECK),
    (ExcludeConstraint, ConstraintKind.EXCLUSION),
)


def picture_of(metadata: MetaData, schema: str = "public") -> Picture:
    """What `create_all` would make of the tables that belong to the schema.

    Triggers and functions are left out: a MetaData keeps them as opaque DDL events.
    """
    tables = [each for each in metadata.tables.values() if (each.schema or "public") == schema]
    return Picture(
        schema=schema,
        tables=tuple(table_of(each, schema) for each in sorted(tables, key=lambda each: each.name)),
        enums=enums_of(tables),
        origin=Origin.MODELS,
    )


def table_of(source: MetaTable, schema: str) -> Table:
    """One table, its constraints and indexes by name."""
    constraints = [
        constraint_of(each, kind)
        for each in source.constraints
        for base, kind in KINDS
        if isinstance(each, base)
        and not (isinstance(each, PrimaryKeyConstraint) and not each.columns)
    ]
    indexes = [index_of(each) for each in source.indexes] + [
        index_behind(each) for each in constraints if each.kind in INDEXED
    ]
    return Table(
        schema=schema,
        name=source.name,
        comment=source.comment,
        columns=tuple(column_of(each) for each in source.columns),
        constraints=tuple(sorted(constraints, key=lambda each: (each.name, each.definition))),
        indexes=tuple(sorted(indexes, key=lambda each: (each.name, each.definition))),
    )


INDEXED = (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE, ConstraintKind.EXCLUSION)


def column_of(source: MetaColumn[Any]) -> Column:
    """One column; an identity and a generated column are NOT NULL as the server makes them."""
    default = COMPILER.get_column_default_string(source)
    computed = source.computed
    return Column(
        name=source.name,
        type=type_name(source),
        not_null=not source.nullable or source.identity is not None,
        default=str(computed.sqltext) if computed is not None else default,
        identity=identity_of(source),
        comment=source.comment,
        generated=None if computed is None else ("stored" if computed.persisted else "virtual"),
    )


def identity_of(source: MetaColumn[Any]) -> str | None:
    """Whether an own value may take the place of the generated one."""
    if source.identity is None:
        return None
    return "always" if source.identity.always else "by default"


def type_name(source: MetaColumn[Any]) -> str:
    """The column's type in the words of `format_type`."""
    compiled = str(source.type.compile(dialect=DIALECT))
    if isinstance(source.type, Enum) and source.type.native_enum:
        return compiled
    name, rest = re.fullmatch(r"([A-Za-z ]*)(.*)", compiled, re.DOTALL).groups()  # type: ignore[union-attr]
    words = name.strip().lower()
    return CATALOG_NAMES.get(words, words) + rest.lower().replace(", ", ",")


def constraint_of(source: MetaConstraint, kind: ConstraintKind) -> Constraint:
    """One constraint; the definition is what stands after its name in CREATE TABLE."""
    definition = re.sub(r'^CONSTRAINT ("(?:[^"]|"")+"|\S+) ', "", str(COMPILER.process(source)))
    name = source.name if isinstance(source.name, str) else ""
    if isinstance(source, ForeignKeyConstraint):
        target, column = zip(
            *(each.target_fullname.rsplit(".", 1) for each in source.elements), strict=True
        )
        return Constraint(
            name=name,
            kind=kind,
            definition=definition,
            columns=tuple(source.column_keys),
            referred_table=target[0].rsplit(".", 1)[-1],
            referred_columns=column,
            on_delete=(source.ondelete or "NO ACTION").upper(),
        )
    if isinstance(source, CheckConstraint):
        return Constraint(name, kind, definition, columns_in(definition, source.table))
    columns = cast(ColumnCollectionConstraint, source).columns
    return Constraint(name, kind, definition, tuple(each.name for each in columns))


def columns_in(definition: str, table: MetaTable) -> tuple[str, ...]:
    """The table's columns that a CHECK names, outside of its string literals."""
    words = set(re.findall(r'"([^"]+)"|(\w+)', re.sub(r"'(?:[^']|'')*'", "", definition)))
    named = {quoted or bare for quoted, bare in words}
    return tuple(each.name for each in table.columns if each.name in named)


def index_of(source: MetaIndex) -> Index:
    """One index that the MetaData names."""
    options = source.dialect_options["postgresql"]
    where = options["where"]
    return Index(
        name=source.name if isinstance(source.name, str) else "",
        definition=str(CreateIndex(source).compile(dialect=DIALECT)),
        keys=tuple(IndexKey(key_text(each)) for each in source.expressions),
        method=options["using"] or "btree",
        unique=bool(source.unique),
        primary=False,
        predicate=None if where is None else literal(where),
        included=tuple(getattr(each, "name", each) for each in options["include"] or ()),
    )


def index_behind(source: Constraint) -> Index:
    """The index that the server makes for a primary key, unique or exclusion constraint."""
    return Index(
        name=source.name,
        definition=source.definition,
        keys=tuple(IndexKey(each) for each in source.columns),
        method="gist" if source.kind is ConstraintKind.EXCLUSION else "btree",
        unique=source.kind is not ConstraintKind.EXCLUSION,
        primary=source.kind is ConstraintKind.PRIMARY_KEY,
        constraint=source.name,
    )


def key_text(key: str | ClauseElement) -> str:
    """What an index sorts by: a column's name, or the expression's text."""
    if isinstance(key, str):
        return key
    if isinstance(key, MetaColumn):
        return key.name
    if isinstance(key, UnaryExpression):
        return key_text(key.element)
    return literal(key)


def literal(expression: str | ClauseElement) -> str:
    """The expression as SQL, its values written out."""
    if isinstance(expression, str):
        return expression
    options = {"literal_binds": True, "include_table": False}
    return str(expression.compile(dialect=DIALECT, compile_kwargs=options))


def enums_of(tables: list[MetaTable]) -> tuple[EnumType, ...]:
    """The native enum types that the columns have."""
    kinds = {
        kind.name: tuple(kind.enums)
        for table in tables
        for column in table.columns
        if isinstance(kind := column.type, Enum) and kind.native_enum and kind.name
    }
    return tuple(EnumType(name, labels) for name, labels in sorted(kinds.items()))
