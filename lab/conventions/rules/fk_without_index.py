"""FK_WITHOUT_INDEX: a foreign key whose columns no usable index begins with.

Usable: valid, not partial, of a method that finds equal values in order or by hash, with the key's
columns first, in any order. A predicate that only leaves out nulls of the key is as good as none:
the look-up of a deletion never asks for nulls.
"""

from collections.abc import Iterator

from lab.conventions.index_cover import leads_with
from lab.conventions.operations import add_index
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Constraint


def find(review: Review) -> Iterator[Notice]:
    """Foreign keys that a deletion of the referred row has to search the whole table for."""
    for table in review.tables:
        for key in table.foreign_keys:
            if not any(leads_with(index, key.columns) for index in table.indexes):
                columns = ", ".join(key.columns)
                yield Notice(
                    title=f"No index of {table.name} begins with {columns}, which refers to "
                    f"{key.referred_table}",
                    table=table,
                    column=table.column(key.columns[0]) if len(key.columns) == 1 else None,
                    constraint=key,
                    fix=add_index(table, key.columns, model=model_line(key)),
                )


def model_line(key: Constraint) -> str:
    """What the class has to say."""
    if len(key.columns) > 1:
        return f"Index(None, {', '.join(map(repr, key.columns))})"
    target = f"{key.referred_table}.{key.referred_columns[0]}"
    return f"{key.columns[0]}: int = Field(foreign_key={target!r}, index=True)"


RULE = Rule(
    code="FK_WITHOUT_INDEX",
    severity=Severity.WARNING,
    meaning="PostgreSQL indexes the target of a foreign key, not the columns that refer. Each "
    "deletion of a referred row, and each join from it, then reads this table to its end.",
    advice="Index the columns, unless the referred rows are never deleted nor joined from.",
    find=find,
    claims=("C03", "B35"),
    notebook="05_column_order",
)
