"""TARGET_NOT_UNIQUE: a foreign key of the models to columns that are no key of their table.

A database cannot have one, so only models show it.
"""

from collections.abc import Iterator

from lab.conventions.reviewing import ON_MODELS, Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Constraint, Table


def find(review: Review) -> Iterator[Notice]:
    """Foreign keys whose columns at the other end have neither a key nor a unique index."""
    for table in review.tables:
        for key in table.foreign_keys:
            target = review.referred(key)
            if target is not None and key.resolved and not is_key(target, key):
                columns = ", ".join(key.referred_columns)
                yield Notice(
                    title=f"{table.name}.{', '.join(key.columns)} refers to {target.name}."
                    f"{columns}, which is not unique there",
                    evidence={"refers_to": [target.name, *key.referred_columns]},
                    table=table,
                    column=table.sole_column(key.columns),
                    constraint=key,
                )


def is_key(target: Table, key: Constraint) -> bool:
    """Whether an index that PostgreSQL takes for a target is on just these columns, in any order.

    A partial index is none, nor is one on expressions or that of a constraint that can wait
    (`transformFkeyCheckAttrs` in tablecmds.c); a period leads to an index that is not unique.
    """
    wanted = sorted(key.referred_columns)
    return key.period or any(
        index.unique
        and not index.deferrable
        and index.predicate is None
        and not any(each.expression for each in index.keys)
        and sorted(index.columns) == wanted
        for index in target.indexes
    )


RULE = Rule(
    code="TARGET_NOT_UNIQUE",
    severity=Severity.HIGH,
    meaning="PostgreSQL refuses to create the table: a key has to lead to one row, and here the "
    "value may be there several times. SQLite creates it, so tests that run there do not show it.",
    advice="Make the columns that are referred to unique, or refer to the primary key.",
    find=find,
    claims=("C02",),
    origins=ON_MODELS,
)
