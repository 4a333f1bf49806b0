"""Operations on whole indexes: made, taken away and made again, whatever they consist of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lab.conventions.mending.model_lines import index_line
from lab.conventions.mending.operations import (
    Code,
    call,
    drop_constraint,
    in_schema,
    proposed_name,
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
    kind = "primary" if index.primary else "unique"
    function = "op.create_primary_key" if index.primary else "op.create_unique_constraint"
    options: dict[str, Any] = {
        "schema": in_schema(table),
        "postgresql_include": list(index.included) or None,
        "postgresql_nulls_not_distinct": True if _nulls_are_equal(index) else None,
    }
    columns = list(index.columns)
    # Unnamed in models: the server names it so.
    of_server = made_name(table.name, *(([], "pkey") if index.primary else (columns, "key")))
    name = index.constraint or of_server
    return Operations(
        create=call(function, name, table.name, columns, **{**options, **changed}),
        drop=drop_constraint(table, name, kind),
        outside_transaction=False,
    )


def key_source(key: IndexKey) -> str:
    """A key as `op.create_index` takes it: a column's name, or the SQL of what is more."""
    words = [f"({key.text})" if key.expression else quoted(key.text)]
    if key.collation is not None:
        words.append(f"COLLATE {quoted(key.collation)}")
    if key.opclass is not None:
        words.append(key.opclass)
    if key.descending:
        words.append("DESC")
    if key.nulls_first is not key.descending:
        words.append("NULLS FIRST" if key.nulls_first else "NULLS LAST")
    return sql_text(" ".join(words)) if len(words) > 1 or key.expression else key.text


def sql_text(sql: str) -> Code:
    """SQL as it is, in `sa.text`: a colon in it begins no parameter."""
    return Code(call("sa.text", sql.replace(":", "\\:")))


def _nulls_are_equal(index: Index) -> bool:
    return index.unique and not index.nulls_distinct
