"""Short words and marks for parts of a schema, as every drawing of it has them."""

from collections.abc import Iterable

from lab.schema.parts import Column, Constraint, ConstraintKind, Table

SHORT_TYPES = {
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "character varying": "varchar",
    "character": "char",
}
MARKS = (
    ("PK", ConstraintKind.PRIMARY_KEY),
    ("FK", ConstraintKind.FOREIGN_KEY),
    ("UK", ConstraintKind.UNIQUE),
)


def marks(table: Table, column: Column) -> tuple[str, ...]:
    """Those of PK, FK and UK that hold for the column, alone or with others."""
    return tuple(
        sign
        for sign, kind in MARKS
        if any(column.name in each.columns for each in table.constraints_of(kind))
    )


def short_type(column: Column) -> str:
    """The type as people write it: `varchar(255)`, `timestamptz`."""
    for long, short in SHORT_TYPES.items():
        if column.type == long or column.type.startswith((f"{long}(", f"{long}[")):
            return short + column.type.removeprefix(long)
    return column.type


def is_unique(table: Table, columns: Iterable[str]) -> bool:
    """Whether a whole unique index lies within the columns."""
    wanted = set(columns)
    return any(
        each.unique and each.predicate is None and set(each.columns) <= wanted
        for each in table.indexes
    )


def is_required(table: Table, key: Constraint) -> bool:
    """Whether every row has to refer to something."""
    return all(table.column(name).not_null for name in key.columns)
