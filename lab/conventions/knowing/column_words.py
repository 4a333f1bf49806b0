"""What the name and the type of a column say of its meaning: pure, by words.

A name is read word by word (`totalAmount`, `total_amount` and `TOTAL_AMOUNT` are two words), so
that `taxonomy` says nothing of a tax and `updated_by` nothing of a time.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from lab.conventions.reviewing import Review
from lab.schema import Column, Table

WORD = re.compile(r"[^\W\d_]+|\d+")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

CREATED = frozenset(("created", "create", "creation", "inserted"))
UPDATED = frozenset(("updated", "update", "modified", "changed", "edited"))
AROUND_A_MOMENT = frozenset(
    ("at", "on", "date", "time", "datetime", "timestamp", "ts", "dt", "last", "utc", "gmt", "tz")
)
COUNTED = frozenset(("at", "ts", "time", "timestamp", "epoch"))
DELETED = frozenset(("deleted", "removed", "discarded", "trashed"))
AROUND_DELETED = AROUND_A_MOMENT | {"is", "soft", "flag"}


@lru_cache(maxsize=10_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, in small letters."""
    return tuple(word.lower() for word in WORD.findall(HUMP.sub("_", name)))


def family(type_name: str) -> str:
    """A type without length, precision and array: `character varying(9)[]`, say, is one."""
    return re.sub(r"\([^)]*\)|\[\]", "", type_name)


def is_moment(column: Column) -> bool:
    """Whether it holds a date and a time of day."""
    return family(column.type).startswith("timestamp")


def is_counted_moment(column: Column) -> bool:
    """Whether it is a moment as a number, in seconds or milliseconds since 1970."""
    return column.type in ("integer", "bigint") and bool(COUNTED & set(words_of(column.name)))


def is_created(column: Column) -> bool:
    """Whether it says when the row was made."""
    return _is_time(column) and _only(column, CREATED, AROUND_A_MOMENT)


def is_updated(column: Column) -> bool:
    """Whether it says when the row last changed."""
    return _is_time(column) and _only(column, UPDATED, AROUND_A_MOMENT)


def soft_delete(table: Table) -> Column | None:
    """The column that marks a row as deleted, where rows stay."""
    return next((each for each in table.columns if is_deletion_mark(each)), None)


def is_deletion_mark(column: Column) -> bool:
    """Whether it says that, or when, the row was deleted.

    A time that is never null says so of every row: the table keeps what was deleted elsewhere.
    """
    kind = (_is_time(column) and not column.not_null) or column.type == "boolean"
    return kind and _only(column, DELETED, AROUND_DELETED)


def designed_columns(review: Review, table: Table) -> Iterator[Column]:
    """The table's own columns: one that it inherits is told of where it was written."""
    parents = [review.by_name[name] for name in table.inherits if name in review.by_name]
    inherited = {column.name for parent in parents for column in parent.columns}
    return (column for column in table.columns if column.name not in inherited)


def is_link(table: Table) -> bool:
    """Whether its rows only say that other rows belong together.

    Every column of the key refers to a table, or every other column does, save those of time. Where
    foreign keys are missing, the names say so: `account_id` and `tag_id`.
    """
    key_columns = set(table.primary_key.columns) if table.primary_key else set()
    referring = {column for key in table.foreign_keys for column in key.columns}
    if len(table.foreign_keys) < 2:
        named = {each.name for each in table.columns if words_of(each.name)[-1:] == ("id",)}
        referring |= named - (key_columns if len(key_columns) == 1 else set())
        if len(referring) < 2:
            return False
    rest = {each.name for each in table.columns if not _is_time(each)} - key_columns
    return (bool(key_columns) and key_columns <= referring) or rest <= referring


def _is_time(column: Column) -> bool:
    return is_moment(column) or column.type == "date"


def _only(column: Column, telling: Iterable[str], around: Iterable[str]) -> bool:
    words = set(words_of(column.name))
    return bool(words & set(telling)) and words <= set(telling) | set(around)
