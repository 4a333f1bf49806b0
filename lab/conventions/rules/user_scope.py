"""USER_SCOPE: rows that belong to a user or a tenant, but need not.

A missing foreign key and a missing index are told by rules of their own. Left alone: logs, tables
where a CHECK says who owns the row instead, and keys with ON DELETE SET NULL, which ask for nulls.
A row without a tenant is a hole; one without a user may be a guest's, unless it goes with the user.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from lab.conventions.knowing.column_words import designed_columns, is_link, singular, words_of
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.mending.model_lines import not_optional
from lab.conventions.mending.retyping import forbid_nulls
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import Column, ConstraintKind, Table

SCOPES = frozenset(words_of("user tenant owner account organization organisation org workspace"))
TENANTS = frozenset(words_of("tenant organization organisation org workspace"))
LOGS = frozenset(
    words_of(
        "log audit event history session visit request feedback message revision version activity "
        "token grant"
    )
)


def find(review: Review) -> Iterator[Notice]:
    """Nullable columns such as user_id and tenant_id."""
    owners = (_scope_of_table(each) for each in review.tables if not is_link(each))
    scopes = frozenset(filter(None, owners))
    among = sum(any(map(_scope, table.columns)) for table in review.tables)
    for severity in (None, Severity.INFO):
        cases = cases_of(review.tables, partial(_unowned_as, severity, review, scopes))
        for notice in gathered(cases, WORDING, among=among, mend=_owned):
            yield replace(notice, severity=severity, confidence=Confidence.MEDIUM)


WORDING = Wording(
    "says whose the row is, and may be null", "say whose the rows are, and may be null"
)


def _unowned_as(
    severity: Severity | None, review: Review, scopes: frozenset[str], table: Table
) -> Iterator[Column]:
    for column in _unowned(review, table, scopes):
        if _severity(table, column) is severity:
            yield column


def _unowned(review: Review, table: Table, scopes: frozenset[str]) -> Iterator[Column]:
    if _scope_of_table(table) or any(map(_is_log, words_of(table.name))):
        return
    for column in designed_columns(review, table):
        if not column.not_null and _refers(table, column, scopes) and not _is_meant(table, column):
            yield column


def _is_log(word: str) -> bool:
    """`log`, `sessions`, and `modellogentry` of a table that is named without `_`."""
    return singular(word) in LOGS or singular(word).endswith("logentry")


def _severity(table: Table, column: Column) -> Severity | None:
    """The rule's own where the row has to have a tenant, or somebody with whom it is deleted."""
    keys = [key for key in table.foreign_keys if column.name in key.columns]
    grave = _scope(column) in TENANTS or any(key.on_delete == "CASCADE" for key in keys)
    return None if grave else Severity.INFO


def _scope(column: Column) -> str | None:
    """`user` for user_id; None for a column that names no owner."""
    first, *rest = words_of(column.name) or ("",)
    return first if first in SCOPES and rest in (["id"], ["uuid"]) else None


def _scope_of_table(table: Table) -> str | None:
    last = singular((words_of(table.name) or ("",))[-1])
    return last if last in SCOPES else None


def _refers(table: Table, column: Column, scopes: frozenset[str]) -> bool:
    scope = _scope(column)
    keys = [key for key in table.foreign_keys if column.name in key.columns]
    return scope is not None and (bool(keys) or scope in scopes)


def _is_meant(table: Table, column: Column) -> bool:
    keys = [key for key in table.foreign_keys if column.name in key.columns]
    checks = table.constraints_of(ConstraintKind.CHECK)
    return any(key.on_delete in ("SET NULL", "SET DEFAULT") for key in keys) or any(
        column.name in check.columns for check in checks
    )


def _owned(table: Table, column: Column) -> Fix:
    return forbid_nulls(table, column, model=not_optional(table, column))


RULE = Rule(
    code="USER_SCOPE",
    severity=Severity.WARNING,
    meaning="A row without an owner is in nobody's list, and a policy that compares owners never "
    "finds it. Or a query that forgot to ask finds it, and shows it to others.",
    advice="Make it NOT NULL; where a row may outlive its owner, say so by ON DELETE SET NULL.",
    find=find,
    several="columns say whose the rows are, and may be null",
    claims=("C04",),
    limits={"each_up_to": 3},
)
