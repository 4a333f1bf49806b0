"""Python values and types as somebody would write them in a model."""

import enum
import re
import types
import typing
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ClauseElement
from sqlalchemy.sql.functions import Function


def annotation_text(annotation: Any) -> str:
    """A type as it is written: `int | None`, `list[str]`; without Mapped, Annotated and modules."""
    if isinstance(annotation, typing.ForwardRef):
        annotation = annotation.__forward_arg__
    if isinstance(annotation, str):
        inner = re.fullmatch(r"(?:\w+\.)*Mapped\[(.*)\]", annotation, re.DOTALL)
        return inner.group(1) if inner else annotation
    if typing.get_origin(annotation) is None:
        return bare_type_text(annotation)
    return composed_type_text(typing.get_origin(annotation), typing.get_args(annotation))


def composed_type_text(origin: Any, arguments: Sequence[Any]) -> str:
    """A type with arguments."""
    if origin in (typing.Union, types.UnionType):
        return " | ".join(annotation_text(each) for each in arguments)
    if origin is typing.Annotated or name_of(origin) == "Mapped":
        return annotation_text(arguments[0])
    word = value_text if origin is typing.Literal else annotation_text
    return f"{name_of(origin)}[{', '.join(word(each) for each in arguments)}]"


def bare_type_text(annotation: Any) -> str:
    """A type without arguments."""
    if annotation in (None, types.NoneType):
        return "None"
    return "..." if annotation is Ellipsis else name_of(annotation)


def name_of(kind: Any) -> str:
    """The name of a type or of a form such as Any."""
    return getattr(kind, "__name__", None) or str(kind).removeprefix("typing.")


def value_text(value: Any) -> str:
    """A default as it is written: `0`, `'EUR'`, `Status.OPEN`, `func.now()`."""
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, Function) and not value.packagenames and not list(value.clauses):
        return f"func.{value.name}()"
    if isinstance(value, ClauseElement):
        return " ".join(str(value).split())
    return repr(value)


def call_text(function: Callable[..., Any]) -> str:
    """The call that a factory stands for: `datetime.utcnow()`; `lambda` for one without a name."""
    name = getattr(function, "__qualname__", None) or name_of(type(function))
    short = str(name).rsplit("<locals>.", 1)[-1]
    return "lambda" if short.endswith("<lambda>") else f"{short}()"
