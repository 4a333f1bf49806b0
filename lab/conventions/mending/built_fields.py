"""A field of a SQLModel class made from a picture alone, where no source can be edited."""

import ast
import keyword
import re
from collections.abc import Iterator
from typing import Any

from lab.conventions.knowing.column_words import family
from lab.conventions.mending.operations import Code, call
from lab.conventions.mending.written_fields import edited
from lab.schema import Column, Constraint, Index, ModelField, Table

PYTHON_TYPES = {
    "uuid": "UUID",
    "text": "str",
    "character varying": "str",
    "character": "str",
    "citext": "str",
    "smallint": "int",
    "integer": "int",
    "bigint": "int",
    "numeric": "Decimal",
    "real": "float",
    "double precision": "float",
    "boolean": "bool",
    "date": "date",
    "json": "dict[str, Any]",
    "jsonb": "dict[str, Any]",
    "bytea": "bytes",
    "timestamp with time zone": "datetime",
    "timestamp without time zone": "datetime",
}
SPOKEN_OUT = {
    "text": "Text",
    "smallint": "SmallInteger",
    "bigint": "BigInteger",
    "json": "JSON",
    "jsonb": "JSONB",
    "timestamp with time zone": "DateTime(timezone=True)",
    "timestamp without time zone": "DateTime(timezone=False)",
}
"""Types that the annotation alone does not make."""
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
FACTORY = re.compile(r"((?!lambda)\w+(?:\.\w+)*)\(\)")


def built(table: Table, column: Column, name: str = "") -> str:
    """`user_id: int = Field(foreign_key='users.id', index=True)`, or the same of SQLAlchemy.

    With a name, as if the column had that one.
    """
    kind, attribute = annotation(column), name or named(column)
    keywords = dict(facts(table, column, kind))
    if attribute not in (name, column.name):
        keywords["sa_column_kwargs"] = {
            **keywords.get("sa_column_kwargs", {}),
            "name": column.name,
        }
    if is_of_sqlalchemy(table):
        return mapped(attribute, kind, keywords)
    return f"{attribute}: {kind}" + (f" = {call('Field', **keywords)}" if keywords else "")


def is_of_sqlalchemy(table: Table) -> bool:
    """Whether it has a class that is none of SQLModel's."""
    return table.model is not None and not table.model.of_sqlmodel


def mapped(name: str, kind: str, keywords: dict[str, Any]) -> str:
    """`user_id: Mapped[int] = mapped_column(ForeignKey('users.id'), index=True)`."""
    factory = keywords.pop("default_factory", None)
    options = {"default": factory, **keywords} if factory else keywords
    if options.get("default") == "None":
        del options["default"]
    if "primary_key" in options:
        kind = kind.removesuffix(" | None")
    return str(edited(f"{name}: Mapped[{kind}] = mapped_column()", options))


def named(column: Column) -> str:
    """What the class calls it, or could: a name in a database need not be one in Python."""
    name = column.attribute
    if name.isidentifier() and not keyword.iskeyword(name):
        return name
    return f"column_{re.sub(r'[^0-9a-zA-Z]+', '_', name).strip('_')}".rstrip("_")


def annotation(column: Column) -> str:
    """The type that the class gives the column, or would."""
    if column.field is not None and is_expression(column.field.annotation):
        return column.field.annotation
    kind = PYTHON_TYPES.get(family(column.type), "Any")
    kind = f"list[{kind}]" if column.type.endswith("[]") else kind
    given_out = column.sequence is not None or column.identity is not None
    return kind if column.not_null and not given_out else f"{kind} | None"


def facts(table: Table, column: Column, kind: str) -> Iterator[tuple[str, Any]]:
    """The keywords of the Field."""
    in_key = table.primary_key is not None and column.name in table.primary_key.columns
    told = told_default(column.field) if column.field else None
    if told:
        yield told
    elif kind.endswith("| None"):
        yield "default", Code("None")
    if in_key:
        yield "primary_key", True
    elif kind.endswith("| None") is column.not_null:
        yield "nullable", not column.not_null
    yield from keys(table, column)
    yield from kind_of(column)
    yield from of_server(column)


def told_default(field: ModelField) -> tuple[str, Any] | None:
    """The default of Python, or the function that makes it."""
    if field.default is None:
        return None
    if field.default.startswith("func."):
        return "default", Code(field.default)
    if factory := FACTORY.fullmatch(field.default):
        return "default_factory", Code(factory[1])
    if field.default == "lambda" or not is_expression(field.default):
        return "default_factory", Code("lambda: ...")
    return "default", Code(field.default)


def is_expression(source: str) -> bool:
    """Whether it is Python on one line: the text of an object may be none."""
    try:
        ast.parse(source, mode="eval")
    except SyntaxError:
        return False
    return "\n" not in source


def keys(table: Table, column: Column) -> Iterator[tuple[str, Any]]:
    """What it refers to, and the keys and indexes on it alone."""
    key = next((each for each in table.foreign_keys if each.columns == (column.name,)), None)
    if key is not None:
        yield "foreign_key", target_of(table, key)
        if key.states_on_delete and key.on_delete not in (None, "NO ACTION"):
            yield "ondelete", key.on_delete
    alone = [each for each in table.indexes if is_plain(each) and each.columns == (column.name,)]
    if any(each.unique for each in alone):
        yield "unique", True
    if any(each.constraint is None for each in alone):
        yield "index", True


def target_of(table: Table, key: Constraint, place: int = 0) -> str:
    """What a column of a foreign key refers to, as models write it."""
    given = key.referred_schema or table.schema
    schema = None if given == "public" else given
    parts = (schema, key.referred_table, key.referred_columns[place])
    return ".".join(part for part in parts if part)


def is_plain(index: Index) -> bool:
    """Whether `index=True` or `unique=True` makes one like it."""
    return index.method == "btree" and index.predicate is None and not index.primary


def kind_of(column: Column) -> Iterator[tuple[str, Any]]:
    """The type and the limits, as far as the annotation does not say them."""
    kind = family(column.type)
    limits: dict[str, Any] = {}
    digits = [int(each) for each in re.findall(r"\d+", column.type)]
    if kind == "character varying" and digits:
        limits = {"max_length": digits[0]}
    if kind == "numeric" and digits:
        limits = dict(zip(("max_digits", "decimal_places"), digits, strict=False))
    for limit in column.field.limits if column.field else ():
        number = limit.kind != "pattern" and NUMBER.fullmatch(limit.value)
        limits[{"pattern": "regex"}.get(limit.kind, limit.kind)] = (
            Code(limit.value) if number else limit.value
        )
    yield from limits.items()
    if kind in SPOKEN_OUT:
        made = SPOKEN_OUT[kind]
        yield "sa_type", Code(f"ARRAY({made})" if column.type.endswith("[]") else made)


def of_server(column: Column) -> Iterator[tuple[str, Any]]:
    """What the server fills in, and what the ORM does at updates."""
    options: dict[str, Any] = {}
    if column.default is not None and column.sequence is None and column.generated is None:
        options["server_default"] = Code(call("text", column.default))
    updates = (column.field.on_update if column.field else None) or ""
    if updates.startswith("func."):
        options["onupdate"] = Code(updates)
    elif called := FACTORY.fullmatch(updates):
        options["onupdate"] = Code(called[1])
    if options:
        yield "sa_column_kwargs", options
    if column.identity is not None:
        yield "sa_column_args", (Code("Identity()"),)
    elif column.generated is not None:
        yield "sa_column_args", (Code(call("Computed", column.default)),)
