"""USER_SCOPE: rows that belong to a user or a tenant, but need not.

A missing foreign key and a missing index are told by rules of their own. Left alone: logs, tables
where a CHECK says who owns the row instead, and keys with ON DELETE SET NULL, which ask for nulls.
A row without a tenant is a hole; one without a user may be a guest's, unless it goes with the user.
Of two that may be null, each row may well have one: that is told of the table, once.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from lab.conventions.knowing.column_words import designed_columns, is_link, words_of
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.knowing.plurals import singular
from lab.conventions.mending.check_operations import checked
from lab.conventions.mending.model_lines import not_optional
from lab.conventions.mending.retyping import forbid_nulls
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import Column, ConstraintKind, Table, quoted

SCOPES = frozenset(words_of("user tenant owner account organization organisation org workspace"))
OTHERS = SCOPES | {"team", "company"}
"""What owns a row in place of a user; alone they may be a mere group."""
TENANTS = frozenset(words_of("tenant organization organisation org workspace"))
LOGS = frozenset(
    words_of(
        "log audit event history session visit request feedback message revision version activity "
        "token grant"
    )
)


def find(review: Review) -> Iterator[Notice]:
    """Nullable columns such as user_id and tenant_id."""
    owning = (_scope_of_table(each) for each in review.tables if not is_link(each))
    scopes = frozenset(filter(None, owning))
    among = sum(any(map(_scope, table.columns)) for table in review.tables)
    for severity in (None, Severity.INFO):
        cases = cases_of(review.tables, partial(_unowned_as, severity, review, scopes))
        for notice in gathered(cases, WORDING, among=among, mend=_owned):
            yield replace(notice, severity=severity, confidence=Confidence.MEDIUM)
    for table in review.tables:
        if len(owners := _owners(review, table, scopes)) > 1:
            yield of_either(review, table, owners)


def of_either(review: Review, table: Table, owners: list[Column]) -> Notice:
    """A table whose rows may have one owner or another, and need have none."""
    names = [each.name for each in owners]
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    all_of_them = "both" if len(names) == 2 else "all"
    condition = f"num_nonnulls({', '.join(map(quoted, names))}) = 1"
    grave = any(_severity(table, each) is None for each in owners)
    return Notice(
        title=f"{listed} of {table.name} say whose the row is, and {all_of_them} may be null",
        evidence={"columns": names},
        table=table,
        column=owners[0],
        severity=None if grave else Severity.INFO,
        advice=f"Where each row belongs to one of them, say so: CHECK ({condition}). Else make "
        "the one that every row has NOT NULL.",
        confidence=Confidence.MEDIUM,
        fix=checked(review, table, "owner", condition, caution=BOTH_OR_NONE),
    )


BOTH_OR_NONE = "It fails where rows have several owners or none: such rows may be meant"
WORDING = Wording(
    "says whose the row is, and may be null", "say whose the rows are, and may be null"
)


def _unowned_as(
    severity: Severity | None, review: Review, scopes: frozenset[str], table: Table
) -> Iterator[Column]:
    if len(_owners(review, table, scopes)) > 1:
        return
    for column in _unowned(review, table, scopes):
        if _severity(table, column) is severity:
            yield column


def _owners(review: Review, table: Table, scopes: frozenset[str]) -> list[Column]:
    """Nullable columns of which any may say whose the row is; none if there is nothing to say."""
    unowned = [*_unowned(review, table, scopes)]
    others = (
        each
        for each in designed_columns(review, table)
        if each not in unowned and _scope(each, OTHERS) and not _is_meant(table, each)
    )
    return [*unowned, *(each for each in others if not each.not_null)] if unowned else []


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


def _scope(column: Column, scopes: frozenset[str] = SCOPES) -> str | None:
    """`user` for user_id; None for a column that names no owner."""
    first, *rest = words_of(column.name) or ("",)
    return first if first in scopes and rest in (["id"], ["uuid"]) else None


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
