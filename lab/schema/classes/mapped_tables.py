"""A table of a picture with what the classes that map it say: fields, relationships, places."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Column as MetaColumn
from sqlalchemy import Table as MetaTable
from sqlalchemy.orm import Mapper
from sqlmodel import SQLModel

from lab.schema.classes.exemptions import exemptions_of
from lab.schema.classes.mappings import Refusal, relationship_of, relationships_of
from lab.schema.classes.model_fields import field_of
from lab.schema.classes.source_places import SourcePlaces
from lab.schema.metadata.type_names import enum_types
from lab.schema.model_facts import ModelClass, ModelField, Place
from lab.schema.parts import Column, Constraint, ConstraintKind, Index, Table

CALLS = {
    ConstraintKind.PRIMARY_KEY: "PrimaryKeyConstraint",
    ConstraintKind.UNIQUE: "UniqueConstraint",
    ConstraintKind.FOREIGN_KEY: "ForeignKeyConstraint",
    ConstraintKind.CHECK: "CheckConstraint",
    ConstraintKind.EXCLUSION: "ExcludeConstraint",
}


@dataclass(frozen=True, slots=True)
class Mapped:
    """The classes of a reading, and where to look for what they say."""

    mappers: Mapping[MetaTable, tuple[Mapper[Any], ...]]
    """Of each table the mappers, that of its own class before those that share it."""
    refused: tuple[Refusal, ...]
    files: tuple[str, ...]
    places: SourcePlaces

    def of(self, table: MetaTable) -> tuple[Mapper[Any], ...]:
        """The mappers of one table."""
        return self.mappers.get(table, ())


def mappers_by_table(mappers: Iterable[Mapper[Any]]) -> Mapping[MetaTable, tuple[Mapper[Any], ...]]:
    """The mappers by table; a class that was written anew before the one it replaced."""
    found: defaultdict[MetaTable, list[Mapper[Any]]] = defaultdict(list)
    for mapper in mappers:
        if isinstance(mapper.local_table, MetaTable):
            found[mapper.local_table].append(mapper)
    return {table: tuple(sorted(several, key=lateness)) for table, several in found.items()}


def lateness(mapper: Mapper[Any]) -> tuple[bool, bool]:
    """Whether it inherits its mapping, and whether its module knows the class no more."""
    module = sys.modules.get(mapper.class_.__module__)
    current = getattr(module, mapper.class_.__name__, mapper.class_) is mapper.class_
    return mapper.inherits is not None, not current


def with_classes(table: Table, source: MetaTable, mapped: Mapped) -> Table:
    """The table with all that its classes say; without classes, with the places of Table(...)."""
    place = place_of(source, mapped)
    columns = tuple(
        with_field(each, column, mapped)
        for each, column in zip(table.columns, source.columns, strict=True)
    )
    lines = {each.name: each.place for each in columns}

    def placed(part: Constraint | Index, call: str) -> Place | None:
        found = place_of_argument(part, call, source, mapped)
        return found or (lines.get(part.columns[0]) if len(part.columns) == 1 else None)

    return replace(
        table,
        columns=columns,
        constraints=tuple(
            replace(each, place=placed(each, CALLS[each.kind])) for each in table.constraints
        ),
        indexes=tuple(replace(each, place=placed(each, "Index")) for each in table.indexes),
        model=model_of(source, mapped),
        place=place,
        exemptions=exemptions_of(source.info, f"table '{table.name}'", place),
    )


def with_field(column: Column, source: MetaColumn[Any], mapped: Mapped) -> Column:
    """The column with what the classes say of it."""
    place = place_of_column(source, mapped)
    what = f"column '{source.table.name}.{column.name}'"
    field = field_of_column(source, mapped)
    call = mapped.places.text_of_column(mapped.files, source.table.name, column.name)
    return replace(
        column,
        field=field,
        written="" if field else call,
        place=place,
        exemptions=exemptions_of(source.info, what, place),
    )


def field_of_column(source: MetaColumn[Any], mapped: Mapped) -> ModelField | None:
    """The field of the first class that knows the column."""
    for mapper in mapped.of(source.table):
        if (key := key_of(source, mapper)) is not None:
            field = field_of(mapper.class_, key, source)
            return replace(field, written=mapped.places.text_of_attribute(mapper.class_, key))
    return None


def key_of(column: MetaColumn[Any], mapper: Mapper[Any]) -> str | None:
    """The attribute that stands for the column."""
    return next((key for key, each in mapper.columns.items() if each is column), None)


def model_of(source: MetaTable, mapped: Mapped) -> ModelClass | None:
    """The class that maps the table, with the relationships of those that share it."""
    mappers = mapped.of(source)
    if not mappers:
        return None
    model = mappers[0].class_
    refused = {each.relationship for each in mapped.refused}
    return ModelClass(
        name=model.__name__,
        validates=validates(model),
        of_sqlmodel=issubclass(model, SQLModel),
        relationships=tuple(
            relationship_of(each, mapped.places)
            for mapper in mappers
            for each in relationships_of(mapper)
            if each not in refused
        ),
        place=mapped.places.of_class(model),
    )


def validates(model: type) -> bool:
    """Whether an object that breaks a limit is refused when it is made.

    SQLModel makes objects of a table by setting attributes, which pydantic checks only with
    `validate_assignment`; a pydantic dataclass is checked as any.
    """
    if issubclass(model, SQLModel):
        return bool(model.model_config.get("validate_assignment"))
    return hasattr(model, "__pydantic_validator__")


def place_of(table: MetaTable, mapped: Mapped) -> Place | None:
    """The line of the class, else of Table(...)."""
    found = (mapped.places.of_class(each.class_) for each in mapped.of(table))
    return next(filter(None, found), None) or mapped.places.of_table(mapped.files, table.name)


def place_of_column(column: MetaColumn[Any], mapped: Mapped) -> Place | None:
    """The line of the attribute, in the class or a base of it, else of Column(...).

    Of an attribute that a base in a library gives it is that of the class: nobody edits the other.
    """
    for mapper in mapped.of(column.table):
        key = key_of(column, mapper)
        if key is not None and (place := mapped.places.of_attribute(mapper.class_, key)):
            home = mapped.places.of_class(mapper.class_)
            return home if home and is_library(place) and not is_library(home) else place
    return mapped.places.of_table(mapped.files, column.table.name, column.name)


def is_library(place: Place) -> bool:
    """Whether it is in a package that was installed."""
    return not {"site-packages", "dist-packages"}.isdisjoint(Path(place.file).parts)


def place_of_argument(
    part: Constraint | Index, call: str, table: MetaTable, mapped: Mapped
) -> Place | None:
    """The line in `__table_args__` that makes a constraint or an index."""
    found = (mapped.places.of_argument(each.class_, call, part) for each in mapped.of(table))
    return next(filter(None, found), None)


def enums_used(tables: Iterable[MetaTable]) -> set[str]:
    """The names of the native enum types that columns of the tables have."""
    columns = (column for table in tables for column in table.columns)
    return {str(kind.name) for column in columns for kind in enum_types(column.type)}
