"""UNIQUE_REDUNDANT: a unique key that holds all columns of a narrower one.

A key that a foreign key refers to is left in peace: (tenant_id, id) beside the primary key id is
what lets another table refer to both.
"""

from collections.abc import Iterator

from lab.conventions.mending.index_operations import remove_index
from lab.conventions.mending.model_lines import without
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Severity
from lab.schema import Index, Table


def find(review: Review) -> Iterator[Notice]:
    """Pairs of unique keys, one within the other."""
    for table in review.tables:
        keys = [each for each in table.indexes if is_key(each)]
        for wide in keys:
            narrow = [each for each in keys if says_all(table, each, wide)]
            if narrow and not review.is_target(table, wide.columns):
                shortest = min(narrow, key=lambda each: (not each.primary, len(each.keys)))
                yield notice_of(review, table, wide, shortest)


def is_key(index: Index) -> bool:
    """Whether it forbids equal values of columns, and nothing else."""
    return (
        index.unique
        and index.valid
        and index.method == "btree"
        and not any(key.expression for key in index.keys)
    )


def says_all(table: Table, narrow: Index, wide: Index) -> bool:
    """Whether the wide key forbids nothing that the narrow one does not."""
    within = parts(narrow) < parts(wide) and narrow.predicate in (None, wide.predicate)
    if wide.nulls_distinct or not narrow.nulls_distinct:
        return within
    return within and all(table.column(each).not_null for each in narrow.columns)


def parts(index: Index) -> set[tuple[str, str | None]]:
    """What must not be equal, in whatever order."""
    return {(key.text, key.collation) for key in index.keys}


def notice_of(review: Review, table: Table, wide: Index, narrow: Index) -> Notice:
    """Beside the primary key the wide one says nothing; else the narrow one may forbid too much."""
    keeps_narrow = narrow.primary or review.is_target(table, narrow.columns)
    wrong = wide if keeps_narrow and not wide.primary else narrow
    few, many = ", ".join(narrow.columns), ", ".join(wide.columns)
    return Notice(
        title=f"({many}) of {table.name} is unique by {wide.called}, "
        f"and {few} alone by {narrow.called}",
        evidence={"wide": wide.name, "narrow": narrow.name},
        table=table,
        index=wide,
        severity=Severity.INFO if narrow.primary else None,
        confidence=Confidence.MEDIUM if narrow.primary else Confidence.HIGH,
        advice=f"Drop {wide.called}, unless rows are found by these columns together."
        if narrow.primary
        else "",
        fix=None
        if wrong.primary
        else remove_index(
            table,
            wrong,
            model=without(wrong),
            caution="Which of the two is meant is for somebody who knows the data to say",
        ),
    )


RULE = Rule(
    code="UNIQUE_REDUNDANT",
    severity=Severity.WARNING,
    meaning="Where a column is unique by itself, it is so together with any other: the wider key "
    "forbids nothing more. Either it is one index too many, or the narrower key forbids too much, "
    "such as one name for all users.",
    advice="Keep the one that is meant: for each user the pair, for everybody the single column.",
    find=find,
    claims=("B12",),
    notebook="14_constraints",
)
