"""IDX_FILTER: rows that an index found and the filter then discarded.

A Bitmap Heap Scan is meant too: its filter comes as late as that of an Index Scan. An index that
finds one row at a time, as a join by primary key does, has done its part.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.conditions import columns_of, index_columns, index_for
from lab.plans.findings.limit_trap import trapping_limit
from lab.plans.findings.reading import INDEX_SCANS, filtered_rows
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.wording import access_path
from lab.show import text

HALF, MOST = 0.5, 0.9
FEWEST_ROWS = 1_000
LEAST_SHARE = 0.1


def find(review: Review) -> Iterator[Notice]:
    """Index scans whose filter discarded half of what the index found, or more."""
    for node in review.executed(*INDEX_SCANS, "Bitmap Heap Scan"):
        discarded = filtered_rows(node)
        found = discarded + (node.total_rows or 0)
        if discarded < max(FEWEST_ROWS, HALF * found) or found < 2 * (node.executions or 1):
            continue
        if not _is_late(node) or review.block_share(node) < LEAST_SHARE:
            continue
        if trapping_limit(review, node) is not None:
            continue
        advice = _advice(node)
        yield Notice(
            node=node,
            severity=Severity.WARNING if discarded >= MOST * found else Severity.INFO,
            title=f"The {access_path(node) or node.node_type} found {text.count(found)} rows, of "
            f"which the filter discarded {text.count(discarded)}",
            evidence={"found_rows": found, "removed_rows": discarded},
            advice=advice,
            confidence=Confidence.HIGH if advice else Confidence.MEDIUM,
        )


def _is_late(node: PlanNode) -> bool:
    """Whether the index knew a condition, and the filter asks for something else."""
    used = node.index_cond or node.recheck_cond
    same = columns_of(node.filter, node) and not missing_columns(node)
    return bool(used) and not same


def missing_columns(node: PlanNode) -> tuple[str, ...]:
    """The columns that only the filter knows."""
    covered = columns_of(node.index_cond or node.recheck_cond, node)
    return tuple(name for name in columns_of(node.filter, node) if name not in covered)


def _advice(node: PlanNode) -> str:
    """The index that has the filter's columns too."""
    used, missing = node.index_cond or node.recheck_cond, missing_columns(node)
    wanted = index_columns(node, used, node.filter)
    if not missing or not set(missing) & set(wanted):
        return ""
    return (
        f"{', '.join(missing)} is not in the index condition. Try "
        f"{index_for(node, used, node.filter)} and see that the condition has moved there."
    )


RULE = Rule(
    code="IDX_FILTER",
    meaning="The index knows only a part of the conditions, so rows were fetched from the table "
    "only to be dropped.",
    advice="Try an index that has the filter's columns too, or a partial index with the filter as "
    "its WHERE, and see that the filter is gone.",
    find=find,
)
