"""A column of another type, or without nulls: fixes that several rules share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import Code, alter_column
from lab.findings import Fix
from lab.schema import Column, Table, quoted

REWRITES = (
    "The table is rewritten, and nobody can read it meanwhile; a view that shows the column has to "
    "be dropped first"
)

PARTITIONED = "A column that the table is partitioned by has to keep its type"

INTEGER_SOURCES = {
    "smallint": "sa.SmallInteger()",
    "integer": "sa.Integer()",
    "bigint": "sa.BigInteger()",
}


@dataclass(frozen=True, slots=True)
class As:
    """A type as the source of an operation has it, and how values become it."""

    source: str
    """Such as `sa.Numeric(12, 2)`."""
    using: str = ""
    """SQL with `{}` for the column; empty where PostgreSQL knows how."""


def retype(
    table: Table,
    column: Column,
    to: As,
    back: As,
    *,
    model: Mapping[str, Any],
    caution: str = "",
) -> Fix:
    """A column of another type; the line alone where its values need more thought.

    Those of an array do. For a generated column PostgreSQL takes no USING, and one that another is
    generated from keeps its type.

    Args:
        table: the column's.
        column: what changes.
        to: the new type.
        back: the old one.
        model: what `field_line` takes, for a single value.
        caution: what to look for, beside the time that it takes.
    """
    caution = f"{caution}. {REWRITES}" if caution else REWRITES
    if table.partitioned:
        caution += f". {PARTITIONED}"
    if column.generated is not None or _is_source(table, column):
        return Fix(model=field_line(table, column, **model), caution=caution)
    if column.type.endswith("[]"):
        several: dict[str, Any] = {"sa_type": Code(f"sa.ARRAY({to.source})")}
        if kind := model.get("annotation"):
            several["annotation"] = f"list[{kind}]"
        return Fix(model=field_line(table, column, **several), caution=caution)
    return Fix(
        model=field_line(table, column, **model),
        upgrade=(_alter(table, column, to),),
        downgrade=(_alter(table, column, back),),
        caution=caution,
    )


def forbid_nulls(table: Table, column: Column, *, model: str, default: str = "") -> Fix:
    """The column as NOT NULL; with the default, where it has none yet."""
    adds = bool(default) and column.default is None

    def alter(*, nullable: bool, server_default: str) -> str:
        filled = Code(server_default) if adds else None
        return alter_column(table, column.name, nullable=nullable, server_default=filled)

    return Fix(
        model=model,
        upgrade=(alter(nullable=False, server_default=default),),
        downgrade=(alter(nullable=True, server_default="None"),),
        caution="Rows without a value have to be given one first, and the whole table is read "
        "under a lock, unless a validated CHECK says that there are none",
    )


def _is_source(table: Table, column: Column) -> bool:
    """Whether a generated column is made of it."""
    name = re.compile(rf"(?<!\w){re.escape(quoted(column.name))}(?!\w)")
    return any(each.generated and name.search(each.default or "") for each in table.columns)


def _alter(table: Table, column: Column, kind: As) -> str:
    # Doubled: this goes to the driver as it is, which takes a percent sign for a parameter.
    using = kind.using.format(quoted(column.name).replace("%", "%%")) if kind.using else None
    return alter_column(table, column.name, type_=Code(kind.source), postgresql_using=using)
