"""What SQLAlchemy refuses in models, in its words, with the class and the line."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy import Table as MetaTable
from sqlalchemy.exc import NoForeignKeysError, SQLAlchemyError
from sqlalchemy.orm import RelationshipProperty

from lab.schema.classes.mapped_tables import Mapped, place_of_column
from lab.schema.model_facts import ModelFailure


def failures_of(tables: Iterable[MetaTable], mapped: Mapped) -> tuple[ModelFailure, ...]:
    """What is refused in the tables, and in the relationships that leave them.

    Each cause is told once: a join that only lacks an unresolved foreign key is left out.
    """
    listed = list(tables)
    keys = list(unresolved_keys(listed))
    broken = {key.parent.table for key, _ in keys}
    return tuple(key_failure(key, error, mapped) for key, error in keys) + tuple(
        ModelFailure(
            one_line(each.error),
            each.relationship.parent.class_.__name__,
            mapped.places.of_attribute(each.relationship.parent.class_, each.relationship.key),
        )
        for each in mapped.refused
        if each.relationship.parent.local_table in listed
        and not (
            isinstance(each.error, NoForeignKeysError) and broken & tables_of(each.relationship)
        )
    )


def key_failure(key: ForeignKey, error: SQLAlchemyError, mapped: Mapped) -> ModelFailure:
    """An unresolved foreign key."""
    mappers = mapped.of(key.parent.table)
    name = mappers[0].class_.__name__ if mappers else None
    return ModelFailure(one_line(error), name, place_of_column(key.parent, mapped))


def unresolved_keys(tables: Iterable[MetaTable]) -> Iterator[tuple[ForeignKey, SQLAlchemyError]]:
    """The foreign keys that lead nowhere, and what SQLAlchemy says of each."""
    for table in tables:
        for key in sorted(table.foreign_keys, key=lambda each: str(each.parent.name)):
            try:
                _ = key.column
            except SQLAlchemyError as error:
                yield key, error


def tables_of(source: RelationshipProperty[Any]) -> set[Any]:
    """The tables at the ends of a relationship, and the one between."""
    between = getattr(source, "secondary", None)
    return {source.parent.local_table, source.mapper.local_table, between}


def one_line(error: BaseException) -> str:
    """What an exception says, without the link that SQLAlchemy adds."""
    lines = [each for each in str(error).splitlines() if not each.startswith("(Background on")]
    return " ".join(" ".join(lines).split())
