"""SKIP_SCAN: an index that was searched anew hundreds of times for one answer.

`Index Searches`, a total over all loops, is told from PostgreSQL 18 on. A B-tree whose first column
has no condition is searched once for each of its values (skip scan, chapter "Multicolumn Indexes"
of the documentation), one with a list once for each element that is not near the one before.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.conditions import columns_of, create_index, index_columns, operators, unquoted
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

MANY = 100
LEAST_SHARE = 0.1


def find(review: Review) -> Iterator[Notice]:
    """Index scans that began a hundred times, or more, in each execution."""
    for node in review.executed("Index Scan", "Index Only Scan", "Bitmap Index Scan"):
        searches = (node.index_searches or 0) / (node.executions or node.loops or 1)
        if searches < MANY or review.block_share(node) < LEAST_SHARE:
            continue
        table = _table(review, node)
        listed = any(operator == "= ANY" for _, operator in operators(node.index_cond, table))
        missing = _missing_column(review, node, table)
        if listed and not missing:
            continue
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"The index {node.index_name} was searched {text.count(searches)} times for one "
            f"answer{f': {missing}, its first column, has no condition' if missing else ''}",
            evidence={"searches": round(searches)},
            advice=_advice(node, table),
            confidence=Confidence.HIGH if missing else Confidence.MEDIUM,
            table=table.relation,
        )


def _table(review: Review, node: PlanNode) -> PlanNode:
    """The node that names the table: of a bitmap's part the Bitmap Heap Scan, a few nodes above."""
    for _, above in zip(range(4), review.ancestors(node), strict=False):
        if node.relation is None and above.node_type == "Bitmap Heap Scan":
            return above
    return node


def _missing_column(review: Review, node: PlanNode, table: PlanNode) -> str:
    """The index's first column, where the catalog tells it and no condition names it."""
    facts = review.relation(table)
    named = {unquoted(column) for column in columns_of(node.index_cond, table)}
    for index in facts.indexes if facts and table.relation else ():
        if index.name == node.index_name and index.keys and unquoted(index.keys[0]) not in named:
            return index.keys[0]
    return ""


def _advice(node: PlanNode, table: PlanNode) -> str:
    columns = index_columns(table, node.index_cond)
    if not columns or not table.relation:
        return ""
    return (
        f"Try {create_index(table, columns)}, or the same columns in front in this index, and see "
        "that the index searches are few."
    )


RULE = Rule(
    code="SKIP_SCAN",
    meaning="Its first column has many values and no condition, so the index is searched once for "
    "each of them. That is fine for a handful, and dear for hundreds.",
    advice="Try an index that begins with the columns of the condition, and see that the index "
    "searches are few.",
    find=find,
)
