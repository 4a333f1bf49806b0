"""BITMAP_AND: several indexes read in full to find the few rows that all of them name.

A BitmapAnd reports no rows of its own, so they are counted by the Bitmap Heap Scan above, before
its filter.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.conditions import index_columns, index_for
from lab.plans.findings.reading import filtered_rows, table_of
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

FACTOR = 10
FEWEST_ROWS = 1_000
LEAST_SHARE = 0.1


def find(review: Review) -> Iterator[Notice]:
    """BitmapAnds of which each member alone found ten times what they found together."""
    for node in review.executed("BitmapAnd"):
        heap = review.parent(node)
        if heap is None or heap.node_type != "Bitmap Heap Scan":
            continue
        found = (heap.total_rows or 0) + filtered_rows(heap)
        members = [_rows(member) for member in node.children]
        if len(members) < 2 or min(members) < max(FEWEST_ROWS, FACTOR * found):
            continue
        several = len(index_columns(heap, heap.recheck_cond)) > 1
        statement = index_for(heap, heap.recheck_cond) if several else ""
        yield Notice(
            node=heap,
            severity=Severity.WARNING if _matters(review, node) else Severity.INFO,
            title=f"{len(members)} indexes of {table_of(heap)} were read for "
            f"{text.count(sum(members))} entries in all, to find {text.plural(found, 'row')}",
            evidence={"indexes": len(members), "entries": sum(members), "found_rows": found},
            advice=f"Try {statement} and compare the blocks of both plans." if statement else "",
            confidence=Confidence.HIGH if statement else Confidence.MEDIUM,
        )


def _matters(review: Review, node: PlanNode) -> bool:
    """Whether the indexes are a tenth of all blocks; else it is only the entries that are many."""
    return (node.blocks or 0) >= LEAST_SHARE * (review.tree.blocks or 0)


def _rows(member: PlanNode) -> int:
    """The entries that a member found; a BitmapOr reports none, its own members do."""
    below = member.children if member.node_type == "BitmapOr" else (member,)
    return sum(each.total_rows or 0 for each in below)


RULE = Rule(
    code="BITMAP_AND",
    meaning="Each index alone finds far too many rows, and most of the work is to make bitmaps "
    "that cancel each other out.",
    advice="Try one index on the columns of both conditions, those compared with = first, and "
    "compare the blocks.",
    find=find,
)
