"""Operations on whole indexes: made, taken away and made again, whatever they consist of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.conventions.mending.model_lines import index_line
from lab.conventions.mending.operations import (
    Code,
    call,
    drop_constraint,
    execute,
    in_schema,
    key_sql,
    proposed_name,
    sql_name,
)
from lab.findings import Fix
from lab.schema import Column, Index, IndexKey, Table, made_name, quoted


@dataclass(frozen=True, slots=True)
class Operations:
    """How an index comes and goes."""

    create: str
    drop: str
    outside_transaction: bool


def remove_index(table: Table, index: Index, *, model: str = "", caution: str = "") -> Fix:
    """Without this index, or without the constraint that it belongs to."""
    how = operations_of(table, index)
    return Fix(
        model=model,
        upgrade=(how.drop,),
        downgrade=(how.create,),
        caution=caution,
        outside_transaction=how.outside_transaction,
    )


def add_index(table: Table, columns: Sequence[str], *, model: str = "") -> Fix:
    """A new index: built beside the traffic, or with a caution where that is not possible.

    The line of the model is that of the index where `model`, a field with `index=True`, is empty
    or would make another name.
    """
    name = proposed_name("ix", table.name, columns)
    if any(index.name == name for index in table.indexes):
        name = proposed_name("ix", table.name, [*columns, "2"])
    index = plain_index(name, map(IndexKey, columns))
    how = operations_of(table, index)
    blocks = "A partitioned table cannot be indexed CONCURRENTLY: writes wait for the build"
    named_by_field = in_schema(table) is None and name == "_".join(["ix", table.name, *columns])
    return Fix(
        model=model if model and named_by_field else index_line(index),
        upgrade=(how.create,),
        downgrade=(how.drop,),
        caution=blocks if table.partitioned else "",
        outside_transaction=how.outside_transaction,
    )


def plain_index(name: str, keys: Iterable[IndexKey], *, unique: bool = False) -> Index:
    """A B-tree that is not there yet."""
    return Index(name, "", tuple(keys), method="btree", unique=unique, primary=False)


def living(mark: Column) -> str:
    """The SQL condition for the rows that are not marked as deleted."""
    name = quoted(mark.name)
    if mark.type != "boolean":
        return f"{name} IS NULL"
    return f"NOT {name}" if mark.not_null else f"{name} IS NOT TRUE"


def operations_of(table: Table, index: Index, **changed: Any) -> Operations:
    """The operations that make and drop an index; `changed` are options of the one that makes."""
    if index.constraint is not None:
        return _of_constraint(table, index, changed)
    how: Mapping[str, Any] = {
        "schema": in_schema(table),
        "postgresql_concurrently": None if table.partitioned else True,
    }
    predicate = None if index.predicate is None else sql_text(index.predicate)
    options: dict[str, Any] = {
        "unique": index.unique or None,
        "postgresql_using": None if index.method == "btree" else index.method,
        "postgresql_include": list(index.included) or None,
        "postgresql_where": predicate,
        "postgresql_nulls_not_distinct": True if _nulls_are_equal(index) else None,
        "postgresql_with": dict(each.split("=", 1) for each in index.parameters) or None,
    }
    keys = [key_source(key) for key in index.keys]
    return Operations(
        create=call(
            "op.create_index", index.name, table.name, keys, **{**options, **changed}, **how
        ),
        drop=call("op.drop_index", index.name, table.name, **how),
        outside_transaction=not table.partitioned,
    )


def _of_constraint(table: Table, index: Index, changed: Mapping[str, Any]) -> Operations:
    """Of a unique one: a primary key is never in the way."""
    columns = list(index.columns)
    keys = [each for each in table.constraints if each.name == index.constraint]
    key = next((each for each in keys if each.columns == index.columns), None)
    # Unnamed in models: the server names it so.
    name = index.constraint or made_name(table.name, columns, "key")
    options: dict[str, Any] = {
        "schema": in_schema(table),
        "deferrable": index.deferrable or None,
        "initially": "DEFERRED" if key and key.deferred else None,
        "postgresql_include": list(index.included) or None,
        "postgresql_nulls_not_distinct": True if _nulls_are_equal(index) else None,
    }
    create = call(
        "op.create_unique_constraint", name, table.name, columns, **{**options, **changed}
    )
    if key and index.method != "btree":
        # Alembic has no words for WITHOUT OVERLAPS.
        head = f"ALTER TABLE {sql_name(table)} ADD CONSTRAINT {quoted(name)}"
        create = execute(f"{head} {key.definition}")
    return Operations(create, drop_constraint(table, name, "unique"), outside_transaction=False)


def key_source(key: IndexKey) -> str:
    """A key as `op.create_index` takes it: a column's name, or the SQL of what is more."""
    return key.text if key == IndexKey(key.text) else sql_text(key_sql(key))


def sql_text(sql: str) -> Code:
    """SQL as it is, in `sa.text`: a colon in it begins no parameter."""
    return Code(call("sa.text", sql.replace(":", "\\:")))


def _nulls_are_equal(index: Index) -> bool:
    return index.unique and not index.nulls_distinct
