"""Operations on whole indexes: taken away and made again as they were, whatever they consist of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.conventions.mending.operations import Code, call, in_schema, quoted
from lab.findings import Fix
from lab.schema import Index, IndexKey, Table


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
    # Unnamed in models: the server names it so.
    columns = list(index.columns)
    made = [table.name, "pkey"] if index.primary else [table.name, *columns, "key"]
    name = index.constraint or "_".join(made)
    return Operations(
        create=call(function, name, table.name, columns, **{**options, **changed}),
        drop=call("op.drop_constraint", name, table.name, type_=kind, schema=in_schema(table)),
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
