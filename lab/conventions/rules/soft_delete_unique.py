"""SOFT_DELETE_UNIQUE: rows stay when they are deleted, and so do the values that must be unique.

A value that people choose (an email, a name) or a link between rows may be wanted again. A number
or a token that a program gives out may not, and a primary key names the row for good.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.column_words import soft_delete, words_of
from lab.conventions.mending.index_operations import living, operations_of
from lab.conventions.mending.model_lines import index_line
from lab.conventions.mending.operations import proposed_name
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Fix, Severity
from lab.schema import Column, Index, Table

CHOSEN = frozenset(
    words_of(
        "email mail username login name slug title handle nickname phone mobile domain subdomain "
        "hostname label path alias"
    )
)
CAUTION = "INSERT ... ON CONFLICT has to repeat the condition from then on"
REFERRED = "Other tables refer to this key, and they cannot refer to a partial one"


def find(review: Review) -> Iterator[Notice]:
    """Unique keys over living and deleted rows."""
    for table in review.tables:
        mark = soft_delete(table)
        if mark is None:
            continue
        for index in table.indexes:
            severity = _severity(table, index) if _holds_deleted(index, mark) else None
            if severity is not None:
                is_target = review.is_target(table, index.columns)
                fix = _among_the_living(table, index, mark, is_target=is_target)
                yield _notice(table, index, mark, severity, fix)


def _holds_deleted(index: Index, mark: Column) -> bool:
    mentioned = re.search(rf"(?<!\w){re.escape(mark.name)}(?!\w)", index.predicate or "")
    tree = index.unique and not index.primary and index.method == "btree"
    return tree and not mentioned and mark.name not in index.columns


def _severity(table: Table, index: Index) -> Severity | None:
    """How much it matters; None for what nobody wants to use again."""
    if any(CHOSEN & set(words_of(key.text)) for key in index.keys):
        return Severity.WARNING
    referring = {column for key in table.foreign_keys for column in key.columns}
    if not set(index.columns) <= referring:
        return None
    return Severity.WARNING if len(index.keys) > 1 else Severity.INFO


def _notice(table: Table, index: Index, mark: Column, severity: Severity, fix: Fix) -> Notice:
    columns = ", ".join(index.columns)
    return Notice(
        title=f"A deleted row of {table.name} keeps its {columns}: the unique key does not ask "
        f"for {mark.name}",
        evidence={"mark": mark.name, "columns": list(index.columns)},
        table=table,
        index=index,
        severity=severity,
        fix=fix,
    )


def _among_the_living(table: Table, index: Index, mark: Column, *, is_target: bool) -> Fix:
    condition = living(mark)
    partial = replace(
        index,
        name=proposed_name(index.name or proposed_name("uq", table.name, index.columns), "living"),
        constraint=None,
        predicate=f"({index.predicate}) AND {condition}" if index.predicate else condition,
    )
    model = index_line(partial)
    if is_target:
        return Fix(model=model, caution=REFERRED)
    new, old = operations_of(table, partial), operations_of(table, index)
    return Fix(
        model=model,
        upgrade=(new.create, old.drop),
        downgrade=(old.create, new.drop),
        caution=CAUTION,
        outside_transaction=new.outside_transaction,
    )


RULE = Rule(
    code="SOFT_DELETE_UNIQUE",
    severity=Severity.WARNING,
    meaning="A row that is only marked as deleted still counts for the unique key. Whoever closed "
    "an account cannot open another under the same address, for a row that nobody sees.",
    advice="Make it a unique index among the living rows: WHERE deleted_at IS NULL.",
    find=find,
    claims=("C30",),
    notebook="14_constraints",
)
