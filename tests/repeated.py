"""For the tests of findings of many: a schema that stands several times in one."""

from dataclasses import replace

from lab.schema import (
    Constraint,
    ExchangeModel,
    Index,
    ModelClass,
    ModelFailure,
    Picture,
    Relationship,
    Table,
)


def repeated(picture: Picture, times: int) -> Picture:
    """The picture, with its tables, models and failures again and again under other names."""
    copies = [picture, *(_renamed(picture, f"again{number}_") for number in range(1, times))]
    return replace(
        picture,
        tables=tuple(table for each in copies for table in each.tables),
        exchanges=tuple(model for each in copies for model in each.exchanges),
        failures=tuple(failure for each in copies for failure in each.failures),
    )


def _renamed(picture: Picture, front: str) -> Picture:
    return replace(
        picture,
        tables=tuple(_table(each, front) for each in picture.tables),
        exchanges=tuple(_exchange(each, front) for each in picture.exchanges),
        failures=tuple(_failure(each, front) for each in picture.failures),
    )


def _table(table: Table, front: str) -> Table:
    return replace(
        table,
        name=f"{front}{table.name}",
        partition_of=f"{front}{table.partition_of}" if table.partition_of else None,
        inherits=tuple(f"{front}{each}" for each in table.inherits),
        constraints=tuple(_constraint(each, front) for each in table.constraints),
        indexes=tuple(_index(each, front) for each in table.indexes),
        model=_model(table.model, front) if table.model else None,
    )


def _constraint(constraint: Constraint, front: str) -> Constraint:
    referred = constraint.referred_table
    return replace(
        constraint,
        name=_of_its_kind(constraint.name, front),
        referred_table=f"{front}{referred}" if referred else None,
    )


def _index(index: Index, front: str) -> Index:
    kept = _of_its_kind(index.constraint, front) if index.constraint else index.constraint
    return replace(index, name=_of_its_kind(index.name, front), constraint=kept)


def _of_its_kind(name: str, front: str) -> str:
    """The first word of a name says what it is of."""
    kind, _, rest = name.partition("_")
    return f"{kind}_{front}{rest}" if name else ""


def _model(model: ModelClass, front: str) -> ModelClass:
    return replace(
        model,
        name=f"{front}{model.name}",
        relationships=tuple(_relationship(each, front) for each in model.relationships),
    )


def _relationship(relationship: Relationship, front: str) -> Relationship:
    key = relationship.key_table
    return replace(
        relationship,
        target=f"{front}{relationship.target}",
        key_table=f"{front}{key}" if key else key,
    )


def _exchange(model: ExchangeModel, front: str) -> ExchangeModel:
    inherits = tuple(f"{front}{each}" for each in model.inherits)
    return replace(model, name=f"{front}{model.name}", inherits=inherits)


def _failure(failure: ModelFailure, front: str) -> ModelFailure:
    return replace(failure, model=f"{front}{failure.model}" if failure.model else None)
