"""FK_WITHOUT_INDEX: a foreign key whose columns no usable index begins with.

Usable: valid, not partial, of a method that finds equal values in order or by hash, with the key's
columns first, in any order. A predicate that only leaves out nulls of the key is as good as none:
the look-up of a deletion never asks for nulls. The index of a partitioned table stands for those of
its partitions. A key that is not enforced looks nothing up.
"""

from collections.abc import Iterator, Sequence

from lab.conventions.knowing.index_cover import equal_columns, finds_referring, leads_with
from lab.conventions.mending.index_operations import add_index
from lab.conventions.mending.model_lines import field_line
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Severity
from lab.schema import Constraint, Table
from lab.show import text


def find(review: Review) -> Iterator[Notice]:
    """Foreign keys that a deletion of the referred row has to search the whole table for."""
    for table in review.tables:
        told = set()
        for key in (each for each in table.foreign_keys if each.enforced):
            columns = frozenset(key.columns)
            if columns not in told and not any(
                finds_referring(index, key) for index in table.indexes
            ):
                told.add(columns)
                yield notice_of(table, key, review.limits["min_rows"])


def notice_of(table: Table, key: Constraint, min_rows: float) -> Notice:
    """A small table, and an index on a part of the key, make it a smaller matter."""
    columns = equal_columns(key)
    listed = ", ".join(columns)
    rows, size = known_size(table)
    helped = begins_with_a_part(table, key)
    told = f" ({text.plural(rows, 'row')}, {text.size(size)})" if rows is not None else ""
    partly = f"; {helped} does with a part of it" if helped else ""
    minor = helped is not None or (rows is not None and rows < min_rows)
    return Notice(
        title=f"No index of {table.name}{told} begins with {listed}, which refers to "
        f"{key.referred_table}{partly}",
        evidence={} if rows is None else {"rows": rows, "size_bytes": size},
        table=table,
        column=table.sole_column(key.columns),
        constraint=key,
        severity=Severity.INFO if minor else None,
        fix=add_index(table, columns, model=model_line(table, columns)),
    )


def known_size(table: Table) -> tuple[int | None, int]:
    """Rows and bytes, where a live schema knows them."""
    activity = table.activity
    if activity is None or activity.rows < 0:
        return None, 0
    return round(activity.rows), activity.size


def begins_with_a_part(table: Table, key: Constraint) -> str | None:
    """The index that finds by one column of a key of several, if there is one."""
    columns = equal_columns(key)
    for index in table.indexes if len(columns) > 1 else ():
        if any(leads_with(index, [column]) for column in columns):
            return index.name
    return None


def model_line(table: Table, columns: Sequence[str]) -> str:
    """What the class has to say; of several columns, the index itself."""
    column = table.sole_column(columns)
    return field_line(table, column, index=True) if column else ""


RULE = Rule(
    code="FK_WITHOUT_INDEX",
    severity=Severity.WARNING,
    meaning="PostgreSQL indexes the target of a foreign key, not the columns that refer. Each "
    "deletion of a referred row, and each join from it, then reads this table to its end.",
    advice="Index the columns, unless the referred rows are never deleted nor joined from.",
    find=find,
    several="foreign keys have no index that begins with them",
    claims=("C03", "B35"),
    notebook="05_column_order",
    limits={"each_up_to": 10, "min_rows": 1000},
)
