"""IDENTITY_NOT_UNIQUE: what people sign in with, and is not unique among them.

Unique for each tenant is enough, and so is unique among the rows that are not deleted. An address
that is unique as it is written may still come twice, in small and in capital letters. Accounts
that belong to a user, such as those at foreign providers, are not what anybody signs in with here.
"""

import re
from collections.abc import Iterator

from lab.conventions.knowing.column_words import designed_columns, family, soft_delete, words_of
from lab.conventions.knowing.plurals import singular
from lab.conventions.mending.index_operations import living, operations_of
from lab.conventions.mending.model_lines import index_line
from lab.conventions.mending.operations import proposed_name
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import Column, ConstraintKind, Index, IndexKey, Table, quoted

PEOPLE = frozenset(words_of("user account member subscriber login admin administrator"))
EMAIL = ({"email"}, {"mail"}, {"email", "address"}, {"e", "mail"})
LOGIN = ({"username"}, {"user", "name"}, {"login"}, {"login", "name"}, {"handle"})
TEXT = ("text", "character varying", "citext")
FOLDS = re.compile(r"\b(?:lower|upper)\(", re.IGNORECASE)
SAME_LETTERS = (
    "Make it unique as lower(email), or allow small letters only by a CHECK; ask first whether "
    "two such accounts exist."
)
ELSEWHERE = (
    "A unique key of a partitioned table holds the partition key too: keep what people sign in "
    "with in a table that is not partitioned."
)


def find(review: Review) -> Iterator[Notice]:
    """Of tables of people: what is not unique, then addresses that are so to the letter only."""
    for table in review.tables:
        if (who := _people(table)) in PEOPLE and not _of_users(review, table, who):
            columns = [each for each in designed_columns(review, table) if _identifies(each, who)]
            unique = [each for each in columns if _unique_keys(table, each)]
            for column in columns:
                if column not in unique:
                    yield _not_unique(table, column, instead=unique)
                elif _is_email(column, who) and not _folds_case(table, column):
                    yield _case_counts(table, column)


def _people(table: Table) -> str:
    """Whom the table is of, by the last word of its name: `users`, `UserTable`."""
    words = [word for word in words_of(table.name) if word != "table"]
    return singular(words[-1]) if words else ""


def _of_users(review: Review, table: Table, who: str) -> bool:
    """Whether its rows belong to users, who sign in elsewhere."""
    if who == "user":
        return False
    named = table.primary_key.columns if table.primary_key else ()
    belongs = {each.name for each in table.columns if words_of(each.name) == ("user", "id")}
    if belongs - {*named}:
        return True
    referred = [
        review.referred(key)
        for key in table.foreign_keys
        if "by" not in words_of(" ".join(key.columns))
    ]
    return any(_people(each) == "user" for each in referred if each is not None)


def _identifies(column: Column, who: str) -> bool:
    login = set(words_of(column.name)) in LOGIN
    return family(column.type) in TEXT and (login or _is_email(column, who))


def _is_email(column: Column, who: str) -> bool:
    return set(words_of(column.name)) - {who, "primary"} in EMAIL


def _unique_keys(table: Table, column: Column) -> list[Index]:
    """Unique keys over the column: alone, or within a tenant, a domain, the living rows.

    One that holds the whole primary key as well forbids nothing.
    """
    named = table.primary_key.columns if table.primary_key else ()
    return [
        index
        for index in table.indexes
        if index.unique
        and any(_concerns(key, column) for key in index.keys)
        and not (named and column.name not in named and set(named) <= set(index.columns))
    ]


def _concerns(key: IndexKey, column: Column) -> bool:
    named = re.search(rf"(?<!\w){re.escape(column.name)}(?!\w)", key.text)
    return bool(named) if key.expression else key.text == column.name


def _folds_case(table: Table, column: Column) -> bool:
    keys = [key for index in _unique_keys(table, column) for key in index.keys]
    checks = [
        check.definition
        for check in table.constraints_of(ConstraintKind.CHECK)
        if column.name in check.columns
    ]
    told = [key.text for key in keys if key.expression] + checks
    # A collation may be one that does not tell letters apart by their case.
    collated = column.collation is not None or any(key.collation for key in keys)
    return column.type == "citext" or collated or any(map(FOLDS.search, told))


def _not_unique(table: Table, column: Column, instead: list[Column]) -> Notice:
    names = ", ".join(each.name for each in instead)
    return Notice(
        title=f"{table.name}.{column.name} is not unique" + (f", {names} is" if names else ""),
        evidence={"unique": [each.name for each in instead]},
        table=table,
        column=column,
        severity=Severity.INFO if instead else None,
        confidence=Confidence.LOW if instead else Confidence.MEDIUM,
        advice=ELSEWHERE if table.partitioned else "",
        fix=None if table.partitioned else _unique(table, column),
    )


def _case_counts(table: Table, column: Column) -> Notice:
    return Notice(
        title=f"{table.name}.{column.name} is unique, but A@x.org and a@x.org are two",
        table=table,
        column=column,
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM,
        advice=SAME_LETTERS,
        fix=None
        if table.partitioned
        else _unique(table, column, within=_unique_keys(table, column)[0].keys),
    )


def _unique(table: Table, column: Column, within: tuple[IndexKey, ...] = ()) -> Fix:
    """A unique index, over what else is in the key that there is, such as the tenant."""
    folded = _is_email(column, _people(table)) and column.type != "citext"
    own = IndexKey(f"lower({quoted(column.name)})" if folded else column.name, expression=folded)
    keys = tuple(own if _concerns(key, column) else key for key in within) or (own,)
    names = [key.text for key in keys if not key.expression and key is not own]
    mark = soft_delete(table)
    index = Index(
        name=proposed_name("uq", table.name, [*names, *(["lower"] if folded else []), column.name]),
        definition="",
        keys=keys,
        method="btree",
        unique=True,
        primary=False,
        predicate=living(mark) if mark else None,
    )
    how = operations_of(table, index)
    return Fix(
        model=index_line(index),
        upgrade=(how.create,),
        downgrade=(how.drop,),
        caution="Values that come twice stop it and leave an invalid index: look for them first",
        outside_transaction=how.outside_transaction,
    )


RULE = Rule(
    code="IDENTITY_NOT_UNIQUE",
    severity=Severity.WARNING,
    meaning="Two accounts may answer to one address or name, and which of them signs in is chance. "
    "A check in the program does not prevent it: two requests at once both find the name free.",
    advice="Make it unique in the database, for each tenant where there are tenants.",
    find=find,
    claims=("C06", "C07"),
)
