"""How many rows a scan looked at, and the index that would have led it to the right ones.

`Rows Removed by ...` are per loop, as rows are: show_instrumentation_count in
src/backend/commands/explain.c.
"""

import re
from collections.abc import Iterable, Sequence

from lab.plans.conditions import (
    create_index,
    equal_columns,
    index_columns,
    index_for,
    sort_columns,
    unquoted,
)
from lab.plans.facts import RelationFacts
from lab.plans.nodes import APART, PlanNode
from lab.plans.reviewing import Review

INDEX_SCANS = ("Index Scan", "Index Only Scan")
APPENDS = ("Append", "Merge Append")
NUMBERED = re.compile(r"(.+)_\d+")
TEXTS = ("text", "character", "varchar", "bpchar", "name", "citext")


def input_of(node: PlanNode) -> PlanNode | None:
    """The child whose rows it takes; InitPlans, CTEs and SubPlans hang beside that one."""
    for child in node.children:
        if child.parent_relationship not in APART:
            return child
    return None


def filtered_rows(node: PlanNode) -> int:
    """Rows that its filter discarded, over all loops."""
    return round((node.rows_removed_by_filter or 0) * (node.loops or 0))


def rechecked_rows(node: PlanNode) -> int:
    """Rows that an index named and that did not match after all, over all loops."""
    return round((node.rows_removed_by_index_recheck or 0) * (node.loops or 0))


def rows_read(node: PlanNode) -> int:
    """Rows that it looked at, whether it returned them or not."""
    return (node.total_rows or 0) + filtered_rows(node) + rechecked_rows(node)


def table_of(node: PlanNode) -> str:
    """The table's name, for a sentence."""
    return node.relation or "the table"


def partitioned_table(scan: PlanNode) -> str | None:
    """The alias of the partitioned table, of which a scan reads one partition; None of others.

    Partitions get it with a number: select_rtable_names_for_explain in ruleutils.c.
    """
    match = NUMBERED.fullmatch(scan.alias or "")
    return match[1] if match and scan.relation != scan.alias else None


def families(review: Review, scans: Iterable[PlanNode]) -> tuple[tuple[PlanNode, ...], ...]:
    """The scans, those of the partitions of one table under one Append taken together."""
    found: dict[object, list[PlanNode]] = {}
    for scan in scans:
        above, table = review.parent(scan), partitioned_table(scan)
        together = above is not None and above.node_type in APPENDS and table is not None
        key = (review.places[above], table) if above and together else review.places[scan]
        found.setdefault(key, []).append(scan)
    return tuple(tuple(family) for family in found.values())


def index_for_order(scan: PlanNode, sort_key: Sequence[str] | None) -> str:
    """The statement that makes an index in this order; "" if the scan's table can have none.

    What its conditions hold to one value comes first, for that leaves the order as it is.
    """
    keys = sort_columns(sort_key or (), scan) if scan.relation else ()
    if not keys:
        return ""
    named = {key.split(" ")[0] for key in keys}
    equal = equal_columns(scan, scan.index_cond, scan.recheck_cond, scan.filter)
    return create_index(scan, [*(column for column in equal if column not in named), *keys])


def index_advice(review: Review, node: PlanNode, *conditions: str | None) -> str:
    """Which index to try for these conditions; "" if the plan does not tell."""
    statement = index_for(node, *conditions)
    if not statement:
        return ""
    columns = index_columns(node, *conditions)
    cast = _cast_column(review.relation(node), columns, conditions)
    if cast:
        return (
            f"The filter casts {cast} to text, so that no index on it can be used: compare {cast} "
            "itself with a value of its own type."
        )
    known = known_index(review, node, columns)
    if known:
        return (
            f"The index {known} begins with {', '.join(columns)} and was not used: see with SET "
            "LOCAL enable_seqscan = off whether it can be, and what it would cost."
        )
    return f"Try {statement} and compare the blocks of both plans."


def _cast_column(
    facts: RelationFacts | None, columns: Sequence[str], conditions: Sequence[str | None]
) -> str:
    """The column that is no text and is compared as one, if the catalog tells of such."""
    for column in columns if facts else ():
        known = facts.columns.get(unquoted(column)) if facts else None
        cast = re.compile(rf"(?<![\w\"]){re.escape(column)}\)::text\b")
        is_cast = any(cast.search(each or "") for each in conditions)
        if known is not None and is_cast and not known.type.startswith(TEXTS):
            return column
    return ""


def known_index(review: Review, node: PlanNode, columns: Sequence[str]) -> str:
    """The name of a B-tree index on the whole table that begins with these columns, if any does."""
    facts, wanted = review.relation(node), {unquoted(column) for column in columns}
    for index in facts.indexes if facts and wanted else ():
        first = {unquoted(key) for key in index.keys[: len(columns)]}
        if first == wanted and index.valid and index.predicate is None and index.method == "btree":
            return index.name
    return ""
