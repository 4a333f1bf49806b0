"""The types of a MetaData in the words of the catalog's `format_type`."""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ARRAY, BigInteger, SmallInteger, TypeDecorator
from sqlalchemy.dialects.postgresql import DOMAIN, ENUM
from sqlalchemy.exc import CompileError
from sqlalchemy.types import NullType, TypeEngine

from lab.schema.metadata.compiling import DIALECT
from lab.schema.names import quoted

UNKNOWN = "unknown"
"""Of a column that takes its type from a column that is not there."""

# SQLAlchemy's type names, where PostgreSQL's format_type has another.
CATALOG_NAMES = {
    "varchar": "character varying",
    "nvarchar": "character varying",
    "char": "character",
    "nchar": "character",
    "float": "double precision",
    "double": "double precision",
    "decimal": "numeric",
    "dec": "numeric",
    "int": "integer",
    "bool": "boolean",
}
ONE_BY_DEFAULT = ("character", "bit")
COMPILED = re.compile(r"(?P<name>[^()]*?) *(?:(?P<size>\([^()]*\))(?P<rest>[^()]*))?")
COLLATION = re.compile(r' COLLATE (?:"(?:[^"]|"")*"|\S+)$')
SINGLE_PRECISION_BITS = 24


def type_name(kind: TypeEngine[Any], schema: str) -> str:
    """The type's name as the schema's tables have it: of another schema's type, with that."""
    stored = stored_type(kind)
    if isinstance(stored, NullType):
        return UNKNOWN
    if isinstance(stored, ARRAY):
        return type_name(stored.item_type, schema) + "[]"
    if isinstance(stored, (ENUM, DOMAIN)) and stored.name:
        own = (stored.schema or "public") == schema
        named = quoted(stored.name)
        return named if own else f"{quoted(stored.schema or 'public')}.{named}"
    try:
        return catalog_words(str(kind.compile(dialect=DIALECT)))
    except CompileError:
        return UNKNOWN


def catalog_words(compiled: str) -> str:
    """`NUMERIC(12, 2)` as `numeric(12,2)`."""
    bare = COLLATION.sub("", compiled)
    parts = COMPILED.fullmatch(bare)
    if parts is None:
        return bare
    name, size = parts["name"].lower(), (parts["size"] or "").lower().replace(", ", ",")
    name = CATALOG_NAMES.get(name, name)
    if name == "double precision" and size:
        name = "real" if int(size[1:-1]) <= SINGLE_PRECISION_BITS else name
        size = ""
    elif name in ONE_BY_DEFAULT and not size:
        size = "(1)"
    elif name == "numeric" and size and "," not in size:
        size = size.replace(")", ",0)")
    return name + size + (parts["rest"] or "").lower()


def serial_name(kind: TypeEngine[Any]) -> str:
    """The type of a column that `create_all` writes as SERIAL, BIGSERIAL or SMALLSERIAL."""
    stored = stored_type(kind)
    if isinstance(stored, BigInteger):
        return "bigint"
    return "smallint" if isinstance(stored, SmallInteger) else "integer"


def collation_of(kind: TypeEngine[Any]) -> str | None:
    """The collation that a column asks for."""
    stored = stored_type(kind)
    if isinstance(stored, ARRAY):
        return collation_of(stored.item_type)
    given = None if isinstance(stored, DOMAIN) else getattr(stored, "collation", None)
    return None if given in (None, "default") else str(given)


def enum_types(kind: TypeEngine[Any]) -> Iterator[ENUM]:
    """The native enum types that a column's type consists of."""
    stored = stored_type(kind)
    if isinstance(stored, ARRAY):
        yield from enum_types(stored.item_type)
    elif isinstance(stored, DOMAIN):
        yield from enum_types(stored.data_type)
    elif isinstance(stored, ENUM) and stored.name:
        yield stored


def stored_type(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """What PostgreSQL is given: variants chosen, decorators taken off."""
    found = kind.dialect_impl(DIALECT)
    while isinstance(found, TypeDecorator):
        found = found.impl_instance.dialect_impl(DIALECT)
    return found
