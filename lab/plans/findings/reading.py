"""How many rows a scan looked at, and the index that would have led it to the right ones.

`Rows Removed by ...` are per loop, as rows are: show_instrumentation_count in
src/backend/commands/explain.c.
"""

from collections.abc import Sequence

from lab.plans.conditions import index_columns, index_for, unquoted
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Review

INDEX_SCANS = ("Index Scan", "Index Only Scan")


def input_of(node: PlanNode) -> PlanNode | None:
    """The child whose rows it takes; InitPlans, CTEs and SubPlans hang beside that one."""
    for child in node.children:
        if child.parent_relationship not in ("InitPlan", "SubPlan"):
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


def index_advice(review: Review, node: PlanNode, *conditions: str | None) -> str:
    """Which index to try for these conditions; "" if the plan does not tell."""
    statement = index_for(node, *conditions)
    if not statement:
        return ""
    columns = index_columns(node, *conditions)
    known = known_index(review, node, columns)
    if known:
        return (
            f"The index {known} begins with {', '.join(columns)} and was not used: see with SET "
            "LOCAL enable_seqscan = off whether it can be, and what it would cost."
        )
    return f"Try {statement} and compare the blocks of both plans."


def known_index(review: Review, node: PlanNode, columns: Sequence[str]) -> str:
    """The name of a B-tree index on the whole table that begins with these columns, if any does."""
    facts, wanted = review.relation(node), {unquoted(column) for column in columns}
    for index in facts.indexes if facts and wanted else ():
        first = {unquoted(key) for key in index.keys[: len(columns)]}
        if first == wanted and index.valid and index.predicate is None and index.method == "btree":
            return index.name
    return ""
