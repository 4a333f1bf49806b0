"""What mappers make of the relationships in the models, and what SQLAlchemy refuses in them.

Mappers are configured in a run of SQLAlchemy's own in which an event skips each of them after its
relationships were tried one by one. So every relationship gets its own error, and none is left
marked as failed: whoever writes the missing class in the next cell of a notebook goes on.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, event
from sqlalchemy import Table as MetaTable
from sqlalchemy.exc import (
    InvalidRequestError,
    NoForeignKeysError,
    SAWarning,
    SQLAlchemyError,
)
from sqlalchemy.orm import Mapper, RelationshipDirection, RelationshipProperty, registry
from sqlalchemy.orm.interfaces import EXT_SKIP

from lab.schema.classes.source_places import SourcePlaces
from lab.schema.model_facts import Relationship

# What SQLAlchemy raises, its warnings where these are errors, and what the lambdas raise that
# models may give to relationship().
REFUSALS = (SQLAlchemyError, SAWarning, NameError, AttributeError)

KINDS = {
    RelationshipDirection.ONETOMANY: "one to many",
    RelationshipDirection.MANYTOONE: "many to one",
    RelationshipDirection.MANYTOMANY: "many to many",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A relationship that could not be set up, and why."""

    relationship: RelationshipProperty[Any]
    error: Exception


def configure(registries: Iterable[registry]) -> tuple[Refusal, ...]:
    """Set up the relationships of the registries; those that are refused stay as they were."""
    refused: list[Refusal] = []

    def try_each(mapper: Mapper[Any], _model: type) -> Any:
        for each in relationships_of(mapper):
            if not each._configure_finished:
                try:
                    each.init()
                except REFUSALS as error:
                    found = (error, *missing_partner(each, error))
                    refused.extend(Refusal(each, every) for every in found)
                    each._configure_started = False
        return EXT_SKIP

    event.listen(Mapper, "before_mapper_configured", try_each, retval=True)
    try:
        for each in registries:
            each.configure(cascade=True)
    finally:
        event.remove(Mapper, "before_mapper_configured", try_each)
    return tuple({(id(each.relationship), type(each.error)): each for each in refused}.values())


def missing_partner(source: RelationshipProperty[Any], error: Exception) -> Iterator[Exception]:
    """That `back_populates` names nothing, where SQLAlchemy came no further than the join."""
    if isinstance(error, NoForeignKeysError) and isinstance(source.back_populates, str):
        try:
            source.mapper.get_property(source.back_populates)
        except InvalidRequestError as unknown:
            yield unknown


def relationships_of(mapper: Mapper[Any]) -> Iterator[RelationshipProperty[Any]]:
    """The relationships that the class itself declares, set up or not."""
    for attribute in mapper.all_orm_descriptors:
        declared = getattr(attribute, "prop", None)
        if isinstance(declared, RelationshipProperty) and declared.parent is mapper:
            yield declared


def relationship_of(source: RelationshipProperty[Any], places: SourcePlaces) -> Relationship:
    """A relationship that was set up, in the words of the picture."""
    key = key_followed(source)
    writer = writer_of(source)
    return Relationship(
        name=source.key,
        target=str(getattr(source.mapper.local_table, "name", source.mapper.local_table)),
        kind=KINDS[source.direction],
        key_table=str(key[0].table.name) if key and isinstance(key[0].table, MetaTable) else None,
        key_columns=tuple(str(each.name) for each in key),
        deletes=source.cascade.delete,
        passive_deletes=str(source.passive_deletes) if source.passive_deletes else "",
        lazy=str(source.lazy),
        viewonly=source.viewonly,
        written=places.text_of_attribute(writer.parent.class_, writer.key),
        place=places.of_attribute(writer.parent.class_, writer.key),
    )


def writer_of(source: RelationshipProperty[Any]) -> RelationshipProperty[Any]:
    """The relationship whose assignment makes this one: itself, or that with its `backref`."""
    name = source.back_populates or ""
    if not source.mapper.has_property(name):
        return source
    other = cast(RelationshipProperty[Any], source.mapper.get_property(name))
    made = other.backref[0] if isinstance(other.backref, tuple) else other.backref
    return other if made == source.key else source


def key_followed(source: RelationshipProperty[Any]) -> list[Column[Any]]:
    """The columns of the foreign key: in this table, in the other one or in the one between."""
    return [each for _, each in source.synchronize_pairs if isinstance(each, Column)]
