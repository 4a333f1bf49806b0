"""INDEX_LOW_CARDINALITY: an index on one column in which most rows are alike.

Statistics decide where there are any; else the type does, and says less: a status of which one
value is rare is worth an index, best a partial one on that value.
"""

from collections.abc import Iterator

from lab.conventions.knowing.column_words import is_deletion_mark, is_moment
from lab.conventions.knowing.index_cover import FINDS_EQUALS, copies, needed_by, outdone
from lab.conventions.mending.index_operations import remove_index
from lab.conventions.mending.operations import Code, call
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import Column, Index, Table, quoted
from lab.show import text


def find(review: Review) -> Iterator[Notice]:
    """Plain indexes on one column with few values."""
    labels = {each.name: len(each.labels) for each in review.picture.enums}
    few = {name: count for name, count in labels.items() if count <= review.limits["max_values"]}
    for table in review.tables:
        needless = {id(each.index) for each in (*copies(table), *outdone(table))}
        for index in table.indexes:
            told = id(index) in needless
            if told or not is_plain(index) or needed_by(table, index) is not None:
                continue
            column = table.column(index.keys[0].text)
            if column.statistics is None:
                kind = kind_of(column, few)
                if kind:
                    yield by_type(table, index, column, kind)
            elif tells_little(table, column, review):
                yield by_statistics(table, index, column)


def is_plain(index: Index) -> bool:
    """Whether it finds rows by one column, all rows, and is there for nothing else."""
    return (
        len(index.keys) == 1
        and not index.keys[0].expression
        and index.valid
        and not index.unique
        and index.constraint is None
        and index.predicate is None
        and index.method in FINDS_EQUALS
        and not index.included
    )


def tells_little(table: Table, column: Column, review: Review) -> bool:
    """Whether most rows are alike, in a table that is large enough for it to matter."""
    known = column.statistics
    rows = table.activity.rows if table.activity else -1
    if known is None or 0 <= rows < review.limits["min_rows"]:
        return False
    few_values = 0 <= known.n_distinct <= review.limits["max_values"]
    return (few_values or is_deletion_mark(column)) and common_share(column) >= review.limits[
        "min_share"
    ]


def common_share(column: Column) -> float:
    """The share of the rows with the most common value, or without any.

    That many rows came at one moment says how they were loaded, and nothing of those to come.
    """
    known = column.statistics
    if known is None:
        return 0.0
    common = 0.0 if is_moment(column) else known.most_common_frac or 0.0
    return max(known.null_frac, common)


def kind_of(column: Column, enums: dict[str, int]) -> str:
    """What the type says of how many values there are; empty where it says nothing."""
    if column.type == "boolean":
        return "a boolean"
    if is_deletion_mark(column):
        return "null in every row that is not deleted"
    labels = enums.get(column.type.strip('"'))
    return f"an enum of {text.plural(labels, 'label')}" if labels else ""


def by_statistics(table: Table, index: Index, column: Column) -> Notice:
    """What ANALYZE counted."""
    known = column.statistics
    share = common_share(column)
    nulls = known is not None and known.null_frac == share
    alike = "have none" if nulls else "have the same value"
    return Notice(
        title=f"{index.name} of {table.name}: {text.share(share)} of the rows {alike} in "
        f"{column.name}",
        evidence={"share": share, "n_distinct": known.n_distinct if known else None},
        table=table,
        column=column,
        index=index,
        fix=fix_of(table, index, column),
    )


def by_type(table: Table, index: Index, column: Column, kind: str) -> Notice:
    """What may be guessed before there are rows."""
    return Notice(
        title=f"{index.name} is on {table.name}.{column.name} alone, which is {kind}",
        evidence={"kind": kind},
        table=table,
        column=column,
        index=index,
        severity=Severity.INFO,
        confidence=Confidence.LOW,
        fix=fix_of(table, index, column),
    )


def fix_of(table: Table, index: Index, column: Column) -> Fix:
    """Without it; the line is the partial index that may take its place."""
    name = quoted(column.name)
    rare = f"{name} = 'the rare value'"
    if column.type == "boolean":
        rare = name
    elif is_deletion_mark(column):
        rare = f"{name} IS NOT NULL"
    where = Code(call("text", rare))
    partial = call("Index", "the column that is asked for", postgresql_where=where)
    return remove_index(
        table,
        index,
        model=f"# in its place: {partial}",
        caution="Queries for a rare value may use it: give them a partial index first",
    )


RULE = Rule(
    code="INDEX_LOW_CARDINALITY",
    severity=Severity.WARNING,
    meaning="An index finds few rows among many. For a value that most rows have, the planner "
    "reads the table instead, and the index is written for nothing.",
    advice="Where a rare value is asked for, index those rows alone (partial); else drop it.",
    find=find,
    several="indexes are on one column of few values",
    claims=("C17",),
    notebook="08_flags",
    limits={"each_up_to": 3, "max_values": 10, "min_share": 0.5, "min_rows": 1000},
)
