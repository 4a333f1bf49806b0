"""The constraints of a MetaData, as `create_all` would write them."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any, cast

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    PrimaryKeyConstraint,
    UniqueConstraint,
)
from sqlalchemy import Constraint as MetaConstraint
from sqlalchemy import Table as MetaTable
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.exc import CompileError, IdentifierError, InvalidRequestError, NoReferenceError
from sqlalchemy.sql.schema import ColumnCollectionConstraint

from lab.schema.metadata.compiling import COMPILER, literal, name_of
from lab.schema.parts import Constraint, ConstraintKind

KINDS: tuple[tuple[type[MetaConstraint], ConstraintKind], ...] = (
    (PrimaryKeyConstraint, ConstraintKind.PRIMARY_KEY),
    (UniqueConstraint, ConstraintKind.UNIQUE),
    (ForeignKeyConstraint, ConstraintKind.FOREIGN_KEY),
    (CheckConstraint, ConstraintKind.CHECK),
    (ExcludeConstraint, ConstraintKind.EXCLUSION),
)


def constraints_of(table: MetaTable) -> Iterator[tuple[Constraint, MetaConstraint]]:
    """Those that PostgreSQL gets: not the empty ones, nor those that a native type replaces."""
    # SQLAlchemy leaves a check that is written in a column to the column.
    of_columns = [each for column in table.columns for each in column.constraints]
    for source in (*table.constraints, *of_columns):
        given: Any = source
        # Of those of types only: of a key that was once added by ALTER TABLE it says no.
        if given._type_bound and not given._should_create_for_compiler(COMPILER):
            continue
        for base, kind in KINDS:
            if isinstance(source, base) and (kind is ConstraintKind.CHECK or list(given.columns)):
                yield constraint_of(source, kind, table), source


def constraint_of(source: MetaConstraint, kind: ConstraintKind, table: MetaTable) -> Constraint:
    """One constraint; the definition is what stands after its name in CREATE TABLE."""
    if isinstance(source, ForeignKeyConstraint):
        return foreign_key_of(source)
    name, definition = name_of(source), definition_of(source)
    options = source.dialect_options["postgresql"]
    if isinstance(source, CheckConstraint):
        condition = literal(source.sqltext)
        return Constraint(
            name,
            kind,
            definition or f"CHECK ({condition})",
            columns_in(condition, table),
            expression=condition,
        )
    return Constraint(
        name,
        kind,
        definition,
        tuple(each.name for each in cast(ColumnCollectionConstraint, source).columns),
        nulls_distinct=not options.get("nulls_not_distinct"),
        deferrable=is_deferrable(source),
        deferred=is_deferred(source),
    )


def foreign_key_of(source: ForeignKeyConstraint) -> Constraint:
    """A foreign key; what it refers to need not be there."""
    targets = [target_of(each) for each in source.elements]
    columns = tuple(each.parent.name for each in source.elements)
    schema, table, _ = targets[0]
    own = source.table.schema or "public"
    referred = tuple(each[2] for each in targets)
    return Constraint(
        name=name_of(source),
        kind=ConstraintKind.FOREIGN_KEY,
        definition=definition_of(source)
        or f"FOREIGN KEY({', '.join(columns)}) REFERENCES {table} ({', '.join(referred)})",
        columns=columns,
        referred_table=table,
        referred_columns=referred,
        on_delete=action(source.ondelete),
        on_update=action(source.onupdate),
        referred_schema=None if (schema or "public") == own else schema or "public",
        # In CREATE TABLE, where no row is there yet, PostgreSQL takes NOT VALID for valid.
        validated=not (source.use_alter and source.dialect_options["postgresql"]["not_valid"]),
        deferrable=is_deferrable(source),
        deferred=is_deferred(source),
        match_full=(source.match or "").upper() == "FULL",
        states_on_delete=source.ondelete is not None,
        resolved=all(map(is_resolved, source.elements)),
    )


def target_of(key: ForeignKey) -> tuple[str | None, str, str]:
    """Schema, table and column that it points to: names, where they lead nowhere."""
    with contextlib.suppress(NoReferenceError, InvalidRequestError):
        column = key.column
        if isinstance(column.table, MetaTable):
            return column.table.schema, column.table.name, column.name
    given = key.target_tokens
    return given.schema, given.table_name, given.column_name or key.parent.key


def is_resolved(key: ForeignKey) -> bool:
    """Whether the column that it points to is there."""
    try:
        return isinstance(key.column.table, MetaTable)
    except (NoReferenceError, InvalidRequestError):
        return False


def action(given: str | None) -> str:
    """What is done to the referring row; SET NULL without the columns that it may be limited to."""
    return re.sub(r"\s*\(.*", "", given or "NO ACTION").upper()


def is_deferrable(source: MetaConstraint) -> bool:
    """Whether it can wait for the end of the transaction; INITIALLY DEFERRED says so too."""
    return bool(source.deferrable) or is_deferred(source)


def is_deferred(source: MetaConstraint) -> bool:
    """Whether it waits for the end of the transaction unless told otherwise."""
    return (source.initially or "").upper() == "DEFERRED"


def definition_of(source: MetaConstraint) -> str:
    """What stands after the name in CREATE TABLE; empty where SQLAlchemy cannot write it."""
    try:
        written = str(COMPILER.process(source))
    except (CompileError, IdentifierError, InvalidRequestError, NoReferenceError):
        return ""
    return re.sub(r'^CONSTRAINT ("(?:[^"]|"")+"|\S+) ', "", written)


def columns_in(condition: str, table: MetaTable) -> tuple[str, ...]:
    """The table's columns that a CHECK names, outside of its string literals."""
    # A string is found first and names nothing; a quote may stand in a quoted name.
    words = re.findall(r"""'(?:[^']|'')*'|"((?:[^"]|"")+)"|(\w+)""", condition)
    named = {quoted.replace('""', '"') or bare for quoted, bare in words}
    return tuple(each.name for each in table.columns if each.name in named)
