"""The picture of models: that of their MetaData, and on it what only the classes tell."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import create_mock_engine
from sqlalchemy.exc import SQLAlchemyError

from lab.errors import unknown_name
from lab.schema.classes.exchange_models import exchanges_of
from lab.schema.classes.mapped_tables import Mapped, enums_used, mappers_by_table, with_classes
from lab.schema.classes.mappings import configure
from lab.schema.classes.model_classes import Models, models_of
from lab.schema.classes.model_failures import failures_of
from lab.schema.classes.source_places import SourcePlaces
from lab.schema.metadata.compiling import DIALECT
from lab.schema.metadata.from_metadata import picture_of
from lab.schema.picture import Picture


@dataclass(frozen=True, slots=True)
class ModelSource:
    """Models as they were read: a picture a schema, and what `create_all` would send."""

    name: str
    pictures: tuple[Picture, ...]
    statements: tuple[str, ...] = ()
    """CREATE statements for PostgreSQL in their order; none where they cannot be compiled."""


def picture_of_models(source: Any, schema: str | None = None) -> Picture:
    """What models say of one schema: that named, else `public`, else the first that they have.

    Args:
        source: a module or a package (all tables of each MetaData that it uses), SQLModel or
            another base, a class or a list of classes (their tables alone), or a MetaData.
        schema: the schema; None where there is no question.

    Raises:
        LabError: the source has no table, or none in that schema; an exemption has no reason.
    """
    models = models_of(source)
    names = schemas_of(models)
    if schema is not None and schema not in names:
        raise unknown_name("schema", schema, models.name, names)
    return Reading(models).picture(schema or ("public" if "public" in names else names[0]))


def source_of(source: Any) -> ModelSource:
    """Models with all their schemas, and the statements that make them.

    Raises:
        LabError: as picture_of_models.
    """
    models = models_of(source)
    reading = Reading(models)
    first, *others = (reading.picture(schema) for schema in schemas_of(models))
    # What clients send belongs to no schema: it is told once.
    pictures = (first, *(replace(each, exchanges=()) for each in others))
    return ModelSource(getattr(source, "__name__", models.name), pictures, statements_of(models))


def schemas_of(models: Models) -> list[str]:
    """The schemas that the tables are in."""
    return sorted({each.schema or "public" for each in models.tables})


def statements_of(models: Models) -> tuple[str, ...]:
    """What `create_all` sends to PostgreSQL; nothing where that cannot be told without a server."""
    told: list[str] = []

    def note(statement: Any, *_: Any, **__: Any) -> None:
        told.append(str(statement.compile(dialect=DIALECT)).strip())

    engine = create_mock_engine("postgresql+psycopg://", note)
    try:
        for metadata in models.metadatas:
            tables = [each for each in models.tables if each.metadata is metadata]
            metadata.create_all(engine, tables=tables, checkfirst=False)
    except (SQLAlchemyError, AttributeError, AssertionError):
        # AttributeError: a listener of the models' own asked the engine for an answer.
        # AssertionError: an index has no name.
        return ()
    return tuple(told)


class Reading:
    """One reading of models: sources are read and mappers configured once for all schemas."""

    def __init__(self, models: Models) -> None:
        self._models = models
        refused = configure(dict.fromkeys(each.registry for each in models.mappers))
        self._mapped = Mapped(
            mappers_by_table(models.mappers), refused, models.files, SourcePlaces()
        )

    def picture(self, schema: str) -> Picture:
        """The picture of one schema."""
        models, places = self._models, self._mapped.places
        tables = [each for each in models.tables if (each.schema or "public") == schema]
        pictures = [picture_of(each, schema) for each in models.metadatas]
        sources = {(each.metadata, str(each.name)): each for each in tables}
        said = [
            with_classes(table, source, self._mapped)
            for metadata, picture in zip(models.metadatas, pictures, strict=True)
            for table in picture.tables
            if (source := sources.get((metadata, table.name))) is not None
        ]
        enums = {each.name: each for picture in pictures for each in picture.enums}
        used = enums_used(models.tables)
        conventions = [each.naming_convention or frozenset() for each in pictures]
        return replace(
            pictures[0],
            tables=tuple(sorted(said, key=lambda each: each.name)),
            enums=tuple(enums[name] for name in sorted(enums.keys() & used)),
            naming_convention=frozenset.intersection(*conventions),
            exchanges=exchanges_of(
                models.exchanges, [each.class_ for each in models.mappers], places
            ),
            failures=failures_of(tables, self._mapped),
        )
