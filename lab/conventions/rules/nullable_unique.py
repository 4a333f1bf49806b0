"""NULLABLE_UNIQUE: a unique key of several columns, some of which may be null.

A single column that may be null is left in peace: an external id that not every row has is unique
where it is there. So is a key whose rows without a value have a unique index of their own, and one
of foreign keys alone where ON DELETE SET NULL makes the nulls: they tell of what is gone. A value
that is unique within something else may be as optional: within what the row refers to (the e-mail
address of a tenant's user) it is the single column again, else it is worth knowing and no more.
"""

from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.column_words import is_deletion_mark, is_moment, words_of
from lab.conventions.knowing.index_cover import null_tests
from lab.conventions.mending.index_operations import living, operations_of, plain_index
from lab.conventions.mending.model_lines import index_line, not_optional
from lab.conventions.mending.operations import call, proposed_name
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import Column, Index, IndexKey, Table, made_name

SINCE = 150_000
"""NULLS NOT DISTINCT came with PostgreSQL 15."""


def find(review: Review) -> Iterator[Notice]:
    """Unique keys that rows with a null escape."""
    server = review.picture.server
    old = server is not None and server.version_num < SINCE
    for table in review.tables:
        for index in table.indexes:
            nullable = escapes(table, index)
            if not nullable or only_links(table, index, nullable) or is_within(table, index):
                continue
            if not any(keeps_nulls(each, index, nullable) for each in table.indexes):
                yield notice_of(table, index, nullable, old=old)


def escapes(table: Table, index: Index) -> tuple[Column, ...]:
    """The columns of the key whose null lets a row be there twice."""
    several = len(index.keys) > 1 and index.unique and index.valid and index.nulls_distinct
    if not several or index.primary or index.method != "btree":
        return ()
    tested = null_tests(index.predicate) or {} if index.predicate else {}
    columns = [table.column(key.text) for key in index.keys if not key.expression]
    return tuple(each for each in columns if not each.not_null and each.name not in tested)


def keeps_nulls(other: Index, index: Index, nullable: tuple[Column, ...]) -> bool:
    """Whether another unique key forbids equal rows where one of the columns is null."""
    names = {each.name for each in nullable}
    rest = set(index.columns) - (names if other.nulls_distinct else set())
    if not (other.unique and other.valid and set(other.columns) <= rest):
        return False
    tests = {} if other.predicate is None else null_tests(other.predicate)
    return tests is not None and all(null and name in names for name, null in tests.items())


def only_links(table: Table, index: Index, nullable: tuple[Column, ...]) -> bool:
    """Whether it links rows of other tables, and each null is what a deletion leaves of one."""
    referring = {column for key in table.foreign_keys for column in key.columns}
    set_null = {c for key in table.foreign_keys if key.on_delete == "SET NULL" for c in key.columns}
    return referring.issuperset(index.columns) and all(each.name in set_null for each in nullable)


def is_within(table: Table, index: Index) -> bool:
    """Whether it is a value that may be missing, and else what the row refers to."""
    nullable = escapes(table, index)
    referring = {column for key in table.foreign_keys for column in key.columns}
    rest = set(index.columns) - {each.name for each in nullable}
    return bool(rest) and rest <= referring and is_value(table, nullable)


def notice_of(table: Table, index: Index, nullable: tuple[Column, ...], *, old: bool) -> Notice:
    """Where every column or a mere value may be null, such rows are probably meant to escape."""
    optional = len(nullable) == len(index.keys) or is_value(table, nullable)
    names, key = ", ".join(each.name for each in nullable), ", ".join(index.columns)
    deleted = next(filter(is_moment_of_deletion, nullable), None)
    rest = [each for each in index.keys if deleted is None or each.text != deleted.name]
    return Notice(
        title=f"({key}) of {table.name} is unique by {index.called}, but {names} may be null, and "
        "nulls are never equal",
        evidence={"nullable": [each.name for each in nullable]},
        table=table,
        column=nullable[0] if len(nullable) == 1 else None,
        index=index,
        severity=Severity.INFO if optional else None,
        confidence=Confidence.LOW if optional else Confidence.HIGH,
        advice="Rows that are not deleted all have null there, so the key forbids nothing among "
        "them: make it a partial index WHERE they are not deleted."
        if deleted
        else "",
        fix=living_only(table, rest, deleted)
        if deleted
        else nulls_equal(table, index)
        if not old
        else Fix(model=not_optional(table, nullable[0])),
    )


def is_value(table: Table, nullable: tuple[Column, ...]) -> bool:
    """Whether it is one column that refers to nothing and is no moment, such as a slug."""
    referring = {column for key in table.foreign_keys for column in key.columns}
    [column, *others] = nullable
    names_a_row = column.name in referring or words_of(column.name)[-1:] == ("id",)
    return not (others or names_a_row or is_moment(column) or is_deletion_mark(column))


def is_moment_of_deletion(column: Column) -> bool:
    """Whether it is null as long as the row is not deleted, as a flag is not."""
    return is_deletion_mark(column) and column.type != "boolean"


def living_only(table: Table, rest: list[IndexKey], deleted: Column) -> Fix:
    """The key of the rows that are not deleted."""
    name = proposed_name("uq", table.name, [*(each.text for each in rest), "living"])
    index = replace(plain_index(name, rest, unique=True), predicate=living(deleted))
    return Fix(model=index_line(index))


def nulls_equal(table: Table, index: Index) -> Fix:
    """The same key, with NULLS NOT DISTINCT."""
    before = operations_of(table, index)
    after = operations_of(table, index, postgresql_nulls_not_distinct=True)
    what = "Index" if index.constraint is None else "UniqueConstraint"
    names = [index.name or None, *index.columns] if what == "Index" else [*index.columns]
    return Fix(
        model=call(
            what,
            *names,
            name=index.name or made_name(table.name, index.columns, "key")
            if what != "Index"
            else None,
            unique=True if what == "Index" else None,
            postgresql_nulls_not_distinct=True,
        ),
        upgrade=(before.drop, after.create),
        downgrade=(after.drop, before.create),
        caution="Since PostgreSQL 15; rows that are equal but for a null make it fail. Or are the "
        "columns never null: then say NOT NULL",
        outside_transaction=before.outside_transaction,
    )


RULE = Rule(
    code="NULLABLE_UNIQUE",
    severity=Severity.WARNING,
    meaning="A unique key takes two nulls for different values, so a row with a null in one of its "
    "columns may be there any number of times. Two root folders of one name are no error then.",
    advice="Declare the columns NOT NULL, or the key NULLS NOT DISTINCT (since PostgreSQL 15).",
    find=find,
    several="unique keys have columns that may be null",
    claims=("C07",),
    limits={"each_up_to": 3},
)
