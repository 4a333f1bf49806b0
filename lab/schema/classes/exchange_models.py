"""The pydantic classes beside the tables: what clients send and receive."""

import re
from collections.abc import Collection, Iterable
from typing import Any, get_args

from pydantic import BaseModel, SecretBytes, SecretStr
from sqlalchemy import inspect
from sqlmodel import SQLModel

from lab.schema.classes.model_fields import pydantic_fields
from lab.schema.classes.source_places import SourcePlaces
from lab.schema.model_facts import ExchangeModel

REQUEST = re.compile(
    "Create|Update|Patch|Upsert|Insert|Edit|Change|Input|Request|Form|Payload|Login|Signup|Signin|"
    "Register|Registration|Reset|Credentials|Query|Filters?|Params|Command"
)
REQUEST_END = re.compile("In|Up")
RESPONSE_END = re.compile("Response|Read|Out|Output|Public|View|Details?|Result")
BASE_WORDS = frozenset({"Base", "Mixin", "Abstract"})
SECRETS = (SecretStr, SecretBytes)


def is_exchange(model: Any) -> bool:
    """Whether it is a pydantic class with fields that maps no table and holds no settings."""
    return (
        issubclass(type(model), type)
        and issubclass(model, BaseModel)
        and model not in (BaseModel, SQLModel)
        and inspect(model, raiseerr=False) is None
        and bool(model.model_fields)
        and not any(each.__module__.startswith("pydantic_settings") for each in model.__mro__)
    )


def exchanges_of(
    classes: Iterable[type[BaseModel]], tables: Collection[type], places: SourcePlaces
) -> tuple[ExchangeModel, ...]:
    """The classes that are sent, by name: not those that only give others their fields."""
    bases = {base for table in tables for base in table.__mro__ if base is not table}
    found = {
        each: exchange_of(each, places)
        for each in classes
        if not gives_fields_only(each, inherited=each in bases or has_tables(each))
    }
    return tuple(sorted(found.values(), key=lambda each: (each.name, each.module)))


def gives_fields_only(model: type[BaseModel], *, inherited: bool) -> bool:
    """Whether it stands for no message: a base, or what a program keeps to itself (UserInDB).

    A base is what a table inherits from, or is called one and has heirs; a name that says that
    clients receive it is believed.
    """
    words = words_of(model.__name__)
    if words[-1].upper() == "DB":
        return True
    if RESPONSE_END.fullmatch(words[-1]):
        return False
    return inherited or bool(BASE_WORDS & set(words) and model.__subclasses__())


def has_tables(model: type) -> bool:
    """Whether a table inherits from it, be it one of another registry."""
    heirs: list[type] = model.__subclasses__()
    return any(inspect(each, raiseerr=False) is not None or has_tables(each) for each in heirs)


def exchange_of(model: type[BaseModel], places: SourcePlaces) -> ExchangeModel:
    """One class that is sent."""
    fields = pydantic_fields(model)
    return ExchangeModel(
        name=model.__name__,
        module=model.__module__,
        fields=(*fields, *model.model_computed_fields),
        inherits=tuple(
            each.__name__
            for each in model.__mro__[1:]
            if issubclass(each, BaseModel) and each not in (BaseModel, SQLModel)
        ),
        is_request=is_request(model.__name__),
        excluded=tuple(name for name, info in fields.items() if is_hidden(info)),
        place=places.of_class(model),
    )


def is_hidden(info: Any) -> bool:
    """Whether the value of a field is never written out."""
    kinds = (info.annotation, *get_args(info.annotation))
    return info.exclude is True or any(each in SECRETS for each in kinds)


def is_request(name: str) -> bool:
    """Whether the name says that clients send it; LoginResponse is an answer all the same."""
    words = words_of(name)
    if RESPONSE_END.fullmatch(words[-1]):
        return False
    return bool(REQUEST_END.fullmatch(words[-1])) or any(map(REQUEST.fullmatch, words))


def words_of(name: str) -> list[str]:
    """The words of a class name: `UserInDB` is User, In and DB."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z][^A-Z_\d]*|[^A-Z_\d]+", name) or [name]
