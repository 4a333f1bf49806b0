"""The indexes of a MetaData: those it names, and those that the server makes for a constraint."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import BinaryExpression, Label, TextClause
from sqlalchemy import Column as MetaColumn
from sqlalchemy import Index as MetaIndex
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.exc import CompileError, IdentifierError
from sqlalchemy.schema import CreateIndex
from sqlalchemy.sql import ClauseElement, operators
from sqlalchemy.sql.elements import CollationClause, Grouping, UnaryExpression
from sqlalchemy.sql.schema import ColumnCollectionConstraint

from lab.schema.metadata.compiling import DIALECT, literal, name_of
from lab.schema.metadata.type_names import collation_of, type_name
from lab.schema.parts import Constraint, ConstraintKind, Index, IndexKey

INDEXED = (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE, ConstraintKind.EXCLUSION)

# Operator classes that are the default of a type (pg_opclass.opcdefault), by the type's name; those
# of other types are called by the type itself.
DEFAULT_CLASSES = {
    "integer": "int4_ops",
    "bigint": "int8_ops",
    "smallint": "int2_ops",
    "boolean": "bool_ops",
    "real": "float4_ops",
    "double precision": "float8_ops",
    "character varying": "text_ops",
    "character": "bpchar_ops",
    "timestamp with time zone": "timestamptz_ops",
    "timestamp without time zone": "timestamp_ops",
    "time with time zone": "timetz_ops",
    "time without time zone": "time_ops",
}
WRITTEN_KEY = re.compile(
    r'(?P<text>(?:"(?:[^"]|"")+"|\w+)|.+?)'
    r"(?:\s+(?P<opclass>\w+_ops))?"
    r"(?:\s+(?P<order>ASC|DESC))?"
    r"(?:\s+NULLS\s+(?P<nulls>FIRST|LAST))?",
    re.IGNORECASE | re.DOTALL,
)


def index_of(source: MetaIndex) -> Index:
    """One index that the MetaData names."""
    options = source.dialect_options["postgresql"]
    where = options["where"]
    method = str(options["using"] or "btree").lower()
    return Index(
        name=name_of(source),
        definition=definition_of(source),
        keys=tuple(key_of(each, source, method) for each in source.expressions),
        method=method,
        unique=bool(source.unique),
        primary=False,
        predicate=None if where is None else literal(where),
        included=tuple(getattr(each, "name", each) for each in options["include"] or ()),
        nulls_distinct=not options["nulls_not_distinct"],
        parameters=tuple(f"{name}={value}" for name, value in options["with"].items()),
    )


def definition_of(source: MetaIndex) -> str:
    """The statement that makes it; empty where SQLAlchemy cannot write it."""
    if source.name is None:
        return ""
    try:
        return str(CreateIndex(source).compile(dialect=DIALECT))
    except (CompileError, IdentifierError):
        return ""


def index_behind(source: Constraint, of: ColumnCollectionConstraint) -> Index:
    """The index that the server makes for a primary key, unique or exclusion constraint."""
    options = of.dialect_options["postgresql"]
    excludes = isinstance(of, ExcludeConstraint)
    where = of.where if isinstance(of, ExcludeConstraint) else None
    return Index(
        name=source.name,
        definition=source.definition,
        keys=tuple(excluded_keys(of)) if excludes else tuple(map(IndexKey, source.columns)),
        method=str(of.using).lower() if isinstance(of, ExcludeConstraint) else "btree",
        unique=not excludes,
        primary=source.kind is ConstraintKind.PRIMARY_KEY,
        constraint=source.name,
        deferrable=source.deferrable,
        predicate=None if where is None else literal(where),
        included=tuple(getattr(each, "name", each) for each in options.get("include") or ()),
        nulls_distinct=source.nulls_distinct,
    )


def excluded_keys(source: ColumnCollectionConstraint) -> Iterator[IndexKey]:
    """What an exclusion constraint compares."""
    given: Any = source
    for expression, _, _ in given._render_exprs:
        yield bare_key(expression)


def key_of(source: str | ClauseElement, index: MetaIndex, method: str) -> IndexKey:
    """What an index sorts by, and how."""
    options = index.dialect_options["postgresql"]
    if isinstance(source, (str, TextClause)):
        return written_key(str(source), index)
    found = bare_key(source)
    # As SQLAlchemy does, only what stands at the top of an expression has an operator class.
    given = options["ops"].get(getattr(source, "key", None))
    return replace(found, opclass=unless_default(given, found.text, index, method))


def bare_key(source: Any, **told: Any) -> IndexKey:
    """An expression without its order and collation, and these two."""
    if isinstance(source, (Label, Grouping)):
        return bare_key(source.element, **told)
    if isinstance(source, UnaryExpression) and source.modifier in ORDERS:
        # What stands outside is given last, so it holds.
        return bare_key(source.element, **(ORDERS[source.modifier] | told))
    if isinstance(source, BinaryExpression) and isinstance(source.right, CollationClause):
        return bare_key(source.left, **({"collation": str(source.right.collation)} | told))
    if isinstance(source, MetaColumn):
        if told.get("collation") == collation_of(source.type):
            told.pop("collation", None)
        return IndexKey(source.name, **told)
    return IndexKey(literal(source), expression=True, **told)


ORDERS: dict[Any, dict[str, bool]] = {
    operators.desc_op: {"descending": True, "nulls_first": True},
    operators.asc_op: {},
    operators.nulls_first_op: {"nulls_first": True},
    operators.nulls_last_op: {"nulls_first": False},
}


def written_key(source: str, index: MetaIndex) -> IndexKey:
    """A key that somebody wrote as text, such as `created_at DESC`."""
    parts = WRITTEN_KEY.fullmatch(source.strip())
    if parts is None:
        return IndexKey(source, expression=True)
    descending = (parts["order"] or "").upper() == "DESC"
    nulls = (parts["nulls"] or ("FIRST" if descending else "LAST")).upper()
    written = parts["text"]
    bare = written[1:-1].replace('""', '"') if written.startswith('"') else written
    is_column = index.table is not None and any(each.name == bare for each in index.table.columns)
    return IndexKey(
        bare if is_column else written,
        expression=not is_column,
        opclass=parts["opclass"],
        descending=descending,
        nulls_first=nulls == "FIRST",
    )


def unless_default(opclass: str | None, column: str, index: MetaIndex, method: str) -> str | None:
    """The operator class, unless it is the one that the column's type has anyway."""
    table: Any = index.table
    kinds = [each.type for each in table.columns if each.name == column]
    if opclass is None or not kinds:
        return opclass
    name = type_name(kinds[0], table.schema or "public").split("(")[0]
    if name.endswith("[]"):
        default = "array_ops"
    elif method == "gist" and name == "inet":
        default = ""
    else:
        default = DEFAULT_CLASSES.get(name, f"{name}_ops")
    return None if opclass == default else opclass
