"""What a class says of a column: the limits of its Field, Python defaults, the enum behind it."""

import inspect
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import ARRAY, Column, Enum

from lab.schema.classes.written_values import annotation_text, call_text, value_text
from lab.schema.model_facts import Limit, ModelField

# As pydantic keeps them in FieldInfo.metadata: an attribute of annotated_types' marks, or one of
# pydantic's own for what these lack.
LIMITS = (
    "gt",
    "ge",
    "lt",
    "le",
    "multiple_of",
    "min_length",
    "max_length",
    "max_digits",
    "decimal_places",
    "pattern",
)


def field_of(model: type, key: str, column: Column[Any]) -> ModelField:
    """What the class says of a column, that it knows under the name `key`."""
    info = pydantic_fields(model).get(key)
    kind = enum_of(column)
    return ModelField(
        name=key,
        annotation=annotation_text(info.annotation) if info else annotation_in(model, key),
        limits=limits_of(info) if info else (),
        default=default_text(column.default),
        on_update=default_text(column.onupdate),
        written_by_server=column.server_onupdate is not None,
        members=members_of(kind),
        stored=tuple(kind.enums) if kind is not None and kind.enum_class else (),
    )


def pydantic_fields(model: type) -> Mapping[str, Any]:
    """Name and FieldInfo of each field of a pydantic model or dataclass; else nothing."""
    return getattr(model, "__pydantic_fields__", {})


def limits_of(info: Any) -> tuple[Limit, ...]:
    """The limits of a FieldInfo, those within `Annotated[...] | None` too; each kind once."""
    found: dict[str, Limit] = {}
    for mark in flat([*info.metadata, *marks_within(info.annotation)]):
        for kind in LIMITS:
            value = getattr(mark, kind, None)
            if value is not None and not callable(value):
                found.setdefault(kind, Limit(kind, limit_text(value)))
    # SQLModel takes `regex` and pydantic 2 drops it: the class says it, though nothing heeds it.
    if unheeded := getattr(info, "_attributes_set", {}).get("regex"):
        found.setdefault("pattern", Limit("pattern", limit_text(unheeded)))
    return tuple(found.values())


def flat(marks: Iterable[Any]) -> Iterator[Any]:
    """Marks that stand for several taken apart, as Interval (annotated-types: GroupedMetadata)."""
    for mark in marks:
        if getattr(mark, "__is_annotated_types_grouped_metadata__", False):
            yield from flat(mark)
        else:
            yield mark


def marks_within(annotation: Any) -> Iterator[Any]:
    """What Annotated says within `Annotated[...] | None`."""
    arguments = [each for each in typing.get_args(annotation) if each is not types.NoneType]
    if typing.get_origin(annotation) in (typing.Union, types.UnionType) and len(arguments) == 1:
        yield from getattr(arguments[0], "__metadata__", ())


def limit_text(value: Any) -> str:
    """The value of a limit without quotes."""
    return value.pattern if isinstance(value, re.Pattern) else str(value)


def annotation_in(model: type, key: str) -> str:
    """The annotation in the class body, without Mapped; empty where there is none."""
    for each in model.__mro__:
        if key in (annotations := inspect.get_annotations(each)):
            return annotation_text(annotations[key])
    return ""


def default_text(default: Any) -> str | None:
    """A Python default of a column as it is written; None where there is none."""
    if default is None:
        return None
    value = getattr(default, "arg", default)
    return call_text(value) if callable(value) else value_text(value)


def enum_of(column: Column[Any]) -> Enum | None:
    """The column's Enum, that of its elements for an array."""
    kind = column.type.item_type if isinstance(column.type, ARRAY) else column.type
    return kind if isinstance(kind, Enum) else None


def members_of(kind: Enum | None) -> tuple[tuple[str, str], ...]:
    """Name and value of each member of the Python enum behind a type.

    A value that is no text cannot be stored by an Enum: its name stands for it.
    """
    if kind is None or kind.enum_class is None:
        return ()
    members = kind.enum_class.__members__.items()
    return tuple(
        (name, str(each.value) if isinstance(each.value, str) else name) for name, each in members
    )
