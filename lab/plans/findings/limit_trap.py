"""LIMIT_TRAP: an index walked in its order for the first few matches, which came late.

The planner takes matching rows to be spread evenly and divides the cost by the LIMIT
(adjust_limit_rows_costs in src/backend/optimizer/util/pathnode.c). Only the nodes that hand rows on
one by one may be between the LIMIT and the scan.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.conditions import create_index, equal_columns
from lab.plans.findings.reading import INDEX_SCANS, filtered_rows, rows_read, table_of
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

FEWEST_ROWS = 10_000
HIGHEST = 8
STREAMS = frozenset(
    ("Result", "Subquery Scan", "LockRows", "Nested Loop", "Append", "Merge Append", "Unique")
)


def find(review: Review) -> Iterator[Notice]:
    """Index scans below a LIMIT that discarded thousands of rows before it had enough."""
    for node in review.executed(*INDEX_SCANS):
        limit = trapping_limit(review, node)
        if limit is None:
            continue
        discarded, read, found = filtered_rows(node), rows_read(node), limit.total_rows or 0
        equal = equal_columns(node, node.index_cond, node.filter)
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"For the first {text.plural(found, 'row')} the index {node.index_name} was "
            f"walked past {text.count(discarded)} rows of {table_of(node)} that did not match",
            evidence={"returned_rows": found, "removed_rows": discarded, "read_rows": read},
            advice=_advice(node, equal),
            confidence=Confidence.HIGH if equal else Confidence.MEDIUM,
        )


def _advice(node: PlanNode, equal: tuple[str, ...]) -> str:
    if not equal or not node.relation:
        return ""
    return (
        f"Try {create_index(node, equal).removesuffix(')')}, ...) with the columns of "
        f"{node.index_name} after these: then the first rows that it meets are those that match."
    )


def trapping_limit(review: Review, node: PlanNode) -> PlanNode | None:
    """The LIMIT for which an index scan discards that many rows."""
    if not node.may_stop_early or filtered_rows(node) < FEWEST_ROWS:
        return None
    for _, above in zip(range(HIGHEST), review.ancestors(node), strict=False):
        if above.node_type == "Limit":
            return above
        if above.node_type not in STREAMS:
            return None
    return None


RULE = Rule(
    code="LIMIT_TRAP",
    meaning="The planner hoped to meet enough matching rows early in this index's order. They are "
    "rare, or not where it hoped: with other values it may be the whole index.",
    advice="Try an index that begins with the columns of the filter and ends with those of ORDER "
    "BY, and compare the rows that are discarded.",
    find=find,
)
