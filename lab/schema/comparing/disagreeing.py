"""Where models and a live schema disagree: pure, over two pictures."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace

from lab.schema.comparing.disagreement import (
    Disagreement,
    Effect,
    changed,
    compared,
    missing,
    unexpected,
)
from lab.schema.comparing.facets import facets_of, state
from lab.schema.comparing.matching import Matched, matched
from lab.schema.names import clipped, quoted
from lab.schema.parts import Constraint, ConstraintKind, EnumType, Function, Index, Table, Trigger
from lab.schema.picture import Picture

NOT_IN_MODELS = ("alembic_version",)
"""Tables of the tools that change a schema."""
Key = Constraint | Index


def disagreements(models: Picture, live: Picture, *, printed: bool) -> tuple[Disagreement, ...]:
    """Every difference, in both directions.

    Triggers and functions are told only where the models make some: a migration's own are no fault.

    Args:
        models: what should be.
        live: what is.
        printed: whether the expressions of both are the server's words; else it is only compared
            whether there are some.
    """
    # Models may map a partition by itself; those that none maps are made like their table.
    theirs = [each for each in live.tables if each.name not in NOT_IN_MODELS]
    tables = matched(designed(models.tables), theirs, by_name)
    found = [missing(each) for each in tables.left]
    found += [unexpected(each) for each in designed(tables.right)]
    for pair in tables.pairs:
        found += of_tables(*pair, printed=printed)
    found += of_enums(models, live, {each.name for each in tables.left})
    if models.functions:
        found += of_opaque(models.functions, live.functions, None)
    return tuple(found)


def designed(tables: Iterable[Table]) -> Iterator[Table]:
    """The tables that somebody designed: partitions are made like their table."""
    return (each for each in tables if each.partition_of is None)


def of_tables(model: Table, live: Table, *, printed: bool) -> Iterator[Disagreement]:
    """Two tables of the same name."""
    yield from of_storage(model, live, printed=printed)
    columns = matched(model.columns, live.columns, by_name)
    yield from (missing(each, model) for each in columns.left)
    yield from (unexpected(each, model) for each in columns.right)
    for pair in columns.pairs:
        yield from compared(*pair, model, printed=printed)
    gone = {each.name for each in (*columns.left, *columns.right)}
    for each in of_keys(model, live, printed=printed):
        # What names a column that one side does not have is not there either: the column tells it.
        if each.aspects or not mentions(each, gone):
            yield each
    if model.triggers:
        yield from of_opaque(model.triggers, live.triggers, model)


def of_storage(model: Table, live: Table, *, printed: bool) -> Iterator[Disagreement]:
    """A table itself: how it is kept, its comment, the order of its columns."""
    both = {each.name for each in model.columns} & {each.name for each in live.columns}
    facts = [
        {
            "comment": table.comment or "",
            "column order": ", ".join(each.name for each in table.columns if each.name in both),
            "partitioned": state(table.partitioned, "partitioned"),
            # A MetaData has UNLOGGED as a word that it does not understand.
            "unlogged": state(table.unlogged, "unlogged") if printed else "",
        }
        for table in (model, live)
    ]
    for aspect, expected in facts[0].items():
        if expected != facts[1][aspect]:
            told = changed(model, live, model, (aspect,), printed=printed)
            yield replace(told, expected=expected, found=facts[1][aspect])


def of_keys(model: Table, live: Table, *, printed: bool) -> Iterator[Disagreement]:
    """Constraints and indexes; the index of a constraint comes and goes with it."""

    def by_content(key: Key) -> Hashable:
        if not printed and isinstance(key, Constraint) and key.kind is ConstraintKind.CHECK:
            return tuple(sorted(key.columns))
        return tuple(facets_of(key, printed=printed).items())

    constraints: Matched[Key, Key] = matched(
        model.constraints, live.constraints, by_name, by_content, by_purpose
    )
    indexes: Matched[Key, Key] = matched(own_indexes(model), own_indexes(live), by_name, by_content)
    for pair in (*constraints.pairs, *indexes.pairs):
        yield from compared(*pair, model, printed=printed) or renamed(*pair, model)
    as_index = matched(constraints.left, indexes.right, by_unique_columns)
    as_constraint = matched(indexes.left, constraints.right, by_unique_columns)
    for pair in (*as_index.pairs, *as_constraint.pairs):
        yield kept_otherwise(*pair, model)
    for key in (*as_index.left, *as_constraint.left):
        # A key that leads nowhere cannot be anywhere.
        if not isinstance(key, Constraint) or key.resolved:
            yield missing(key, model)
    for key in (*as_index.right, *as_constraint.right):
        yield unexpected(key, model)


def renamed(model: Key, live: Key, table: Table) -> Iterator[Disagreement]:
    """The same under another name; a name that the models leave to the server is no matter."""
    if model.name and clipped(model.name) != live.name:
        told = changed(model, live, table, ("name",), printed=False)
        yield replace(told, expected=model.name, found=live.name)


def kept_otherwise(model: Key, live: Key, table: Table) -> Disagreement:
    """Values are unique on both sides, by a constraint here and by an index there."""
    told = changed(model, live, table, ("kept by",), printed=False)
    kinds = [
        f"a unique {'index' if isinstance(each, Index) else 'constraint'}, {each.name}"
        for each in (model, live)
    ]
    return replace(told, expected=kinds[0], found=kinds[1], effect=Effect.COSMETIC)


def of_enums(models: Picture, live: Picture, absent: set[str]) -> Iterator[Disagreement]:
    """Enum types; one that only absent tables have is told by these."""
    types = matched(models.enums, live.enums, by_name)
    for pair in types.pairs:
        yield from compared(*pair, None, printed=True)
    for each in types.left:
        users = {
            table.name
            for table in models.tables
            for column in table.columns
            if column.type.removesuffix("[]") == quoted(each.name)
        }
        if not users <= absent:
            yield missing(each)
    yield from (unexpected(each) for each in types.right)


def of_opaque(
    models: Iterable[Trigger | Function], live: Iterable[Trigger | Function], table: Table | None
) -> Iterator[Disagreement]:
    """Triggers of one table, or functions, that the models make."""
    parts = matched(models, live, by_signature)
    yield from (missing(each, table) for each in parts.left)
    for pair in parts.pairs:
        yield from compared(*pair, table, printed=True)


def by_name(part: Table | Key | EnumType | object) -> Hashable:
    """The name as the server has it, which cuts long ones; None where it is left to the server."""
    return clipped(getattr(part, "name", "")) or None


def by_signature(part: Trigger | Function) -> Hashable:
    """The name, and what tells overloaded functions apart."""
    return part.name, getattr(part, "arguments", "")


def by_purpose(key: Key) -> Hashable:
    """What a constraint is for, where that can be told without its details."""
    if not isinstance(key, Constraint) or key.kind is ConstraintKind.CHECK:
        return None
    return key.kind, key.columns, key.referred_schema, key.referred_table, key.referred_columns


def by_unique_columns(key: Key) -> Hashable:
    """The columns whose values are unique in the whole table."""
    if isinstance(key, Constraint):
        whole = key.kind is ConstraintKind.UNIQUE and not key.deferrable
        return (key.columns, key.nulls_distinct) if whole else None
    plain = key.unique and key.valid and key.predicate is None
    return (key.columns, key.nulls_distinct) if plain else None


def own_indexes(table: Table) -> Iterator[Index]:
    """The indexes that belong to no constraint."""
    return (each for each in table.indexes if each.constraint is None)


def mentions(told: Disagreement, columns: set[str]) -> bool:
    """Whether a constraint or an index speaks of one of these columns."""
    key = told.model or told.live
    if isinstance(key, Index):
        return bool({*key.columns, *key.included} & columns)
    return isinstance(key, Constraint) and bool(set(key.columns) & columns)
