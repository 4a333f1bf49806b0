"""Parts of a picture made of the rows that the catalog's queries give."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from lab.schema.catalog.queries import Row
from lab.schema.live_facts import ColumnStatistics, IndexActivity, RowSecurity
from lab.schema.parts import Column, Constraint, ConstraintKind, Index, IndexKey, OwnedSequence

Grouped = Mapping[int, list[Row]]
"""Rows by the oid of their table."""


def by_table(rows: Iterable[Row]) -> Grouped:
    """The rows of each table, in their order; none for a table that has none."""
    grouped: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["table_oid"]].append(row)
    return grouped


def column_of(
    row: Row, sequence: OwnedSequence | None, statistics: ColumnStatistics | None
) -> Column:
    """The column that a row tells of."""
    return Column(
        name=row["name"],
        type=row["type"],
        not_null=row["not_null"],
        default=row["default"],
        identity=row["identity"],
        comment=row["comment"],
        unvalidated=row["unvalidated"],
        generated=row["generated"],
        collation=row["collation"],
        sequence=sequence,
        statistics=statistics,
    )


def constraint_of(row: Row) -> Constraint:
    """The constraint that a row tells of; what is of foreign keys alone is None elsewhere."""
    return Constraint(
        name=row["name"],
        kind=ConstraintKind(row["kind"]),
        definition=row["definition"],
        columns=tuple(row["columns"]),
        referred_table=row["referred_table"],
        referred_columns=tuple(row["referred_columns"]),
        on_delete=row["on_delete"],
        validated=row["validated"],
        on_update=row["on_update"],
        referred_schema=row["referred_schema"],
        expression=row["expression"],
        nulls_distinct=not row["nulls_not_distinct"],
        deferrable=row["deferrable"],
        deferred=row["deferred"],
        match_full=row["match_full"],
        period=row["period"],
        inherited=row["inherited"],
    )


def index_of(row: Row, activity: IndexActivity | None) -> Index:
    """The index that a row tells of."""
    return Index(
        name=row["name"],
        definition=row["definition"],
        keys=tuple(key_of(each) for each in row["parts"] if not each["included"]),
        method=row["method"],
        unique=row["unique"],
        primary=row["primary"],
        constraint=row["constraint"],
        deferrable=row["deferrable"],
        predicate=row["predicate"],
        included=tuple(each["text"] for each in row["parts"] if each["included"]),
        valid=row["valid"],
        ready=row["ready"],
        nulls_distinct=not row["nulls_not_distinct"],
        parameters=tuple(row["parameters"] or ()),
        inherited=row["inherited"],
        activity=activity,
    )


def key_of(part: Mapping[str, Any]) -> IndexKey:
    """One thing that an index sorts by."""
    return IndexKey(
        text=part["text"],
        expression=part["expression"],
        opclass=part["opclass"],
        collation=part["collation"],
        descending=part["descending"],
        nulls_first=part["nulls_first"],
    )


def row_security_of(row: Row) -> RowSecurity:
    """The row-level security that a table's row tells of."""
    return RowSecurity(row["enabled"], row["forced"], row["owner"], tuple(row["policies"]))
