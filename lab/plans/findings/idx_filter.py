"""IDX_FILTER: rows that an index found and the filter then discarded.

A Bitmap Heap Scan is meant too: its filter comes as late as that of an Index Scan. An index that
finds a few rows at a time, as a join by a key does, has done its part. What an index
with all columns would spare is at least the blocks less those of the descents and one for each row
that was wanted.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.conditions import RANGES, columns_of, index_columns, index_for, operators
from lab.plans.findings.limit_trap import trapping_limit
from lab.plans.findings.reading import INDEX_SCANS, filtered_rows
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.wording import access_path
from lab.show import text

HALF, MOST = 0.5, 0.9
FEWEST_ROWS = 1_000
LEAST_SHARE, MUCH_SHARE = 0.1, 0.2
FEWEST_SPARED = 100
MOST_COLUMNS = 4
DESCENT = 3
"""Blocks from the root of an index to a row's entry, in a table of ordinary size."""


def find(review: Review) -> Iterator[Notice]:
    """Index scans whose filter discarded half of what the index found, or more."""
    for node in review.executed(*INDEX_SCANS, "Bitmap Heap Scan"):
        discarded = filtered_rows(node)
        found = discarded + (node.total_rows or 0)
        if discarded < max(FEWEST_ROWS, HALF * found) or found < 2 * (node.executions or 1):
            continue
        if not _is_late(node) or review.block_share(node) < LEAST_SHARE:
            continue
        if trapping_limit(review, node) is not None or _is_join_by_key(review, node):
            continue
        advice = _advice(node)
        yield Notice(
            node=node,
            severity=_severity(review, node, discarded / found),
            title=f"The {access_path(node) or node.node_type} found {text.count(found)} rows, of "
            f"which the filter discarded {text.count(discarded)}",
            evidence={"found_rows": found, "removed_rows": discarded},
            advice=advice,
            confidence=Confidence.HIGH if advice else Confidence.MEDIUM,
        )


def _severity(review: Review, node: PlanNode, discarded_share: float) -> Severity:
    spared, whole = spared_blocks(node), review.tree.blocks or 0
    few = spared is not None and spared < max(FEWEST_SPARED, MUCH_SHARE * whole)
    return Severity.WARNING if discarded_share >= MOST and not few else Severity.INFO


def spared_blocks(node: PlanNode) -> int | None:
    """How many blocks a better index would spare at least, each wanted row in one of its own."""
    if node.exclusive_blocks is None:
        return None
    descents = 0 if node.node_type == "Bitmap Heap Scan" else DESCENT * (node.loops or 0)
    return max(node.exclusive_blocks - descents - (node.total_rows or 0), 0)


def _is_join_by_key(review: Review, node: PlanNode) -> bool:
    """Whether it is looked up again and again, and hardly anything could be spared."""
    spared, whole = spared_blocks(node), review.tree.blocks or 0
    return (node.executions or 1) > 1 and spared is not None and spared < LEAST_SHARE * whole


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
    """The index that has the filter's columns too: one range leads, others it can still check."""
    used, missing = node.index_cond or node.recheck_cond, missing_columns(node)
    asked = [*operators(used, node), *operators(node.filter, node)]
    ranges = [column for column, operator in asked if operator in RANGES]
    wanted = tuple(dict.fromkeys([*index_columns(node, used, node.filter), *ranges]))
    moved = [column for column in missing if column in wanted]
    if not moved or len(wanted) > MOST_COLUMNS:
        return ""
    several = len(moved) > 1
    leading = ", ".join(index_columns(node, used, node.filter))
    statement = index_for(node, used, node.filter)
    statement = statement.replace(f"({leading})", f"({', '.join(wanted)})", 1)
    return (
        f"{', '.join(moved)} {'are' if several else 'is'} not in the index condition. Try "
        f"{statement} and see that "
        f"{'they have' if several else 'it has'} moved there."
    )


RULE = Rule(
    code="IDX_FILTER",
    meaning="The index knows only a part of the conditions, so rows were fetched from the table "
    "only to be dropped.",
    advice="Try an index that has the filter's columns too, or a partial index with the filter as "
    "its WHERE, and see that the filter is gone.",
    find=find,
)
