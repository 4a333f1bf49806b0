"""MATERIALIZE_LOOP: rows that were kept once and read again for each row of the other side.

No block is touched by that, so the rows decide. Where a join filter discarded the pairs,
JOIN_FILTER says it.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.join_filter import discards_pairs
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_LOOPS = 100
GRAVE_LOOPS = 10_000
LEAST_ROWS = 100_000
LEAST_SHARE = 0.1


def find(review: Review) -> Iterator[Notice]:
    """Materialize nodes that were read many times, and returned much of all rows of the plan."""
    often = [node for node in review.executed("Materialize") if _read_often(node)]
    # Summed only where there is a candidate: it takes a walk over the whole plan.
    all_rows = sum(node.total_rows or 0 for node in review.nodes) if often else 0
    for node in often:
        above = review.parent(node)
        if above is not None and discards_pairs(above):
            continue
        if (node.total_rows or 0) >= LEAST_SHARE * all_rows:
            yield _notice(node, above)


def _read_often(node: PlanNode) -> bool:
    return (node.loops or 0) >= LEAST_LOOPS and (node.total_rows or 0) >= LEAST_ROWS


def _notice(node: PlanNode, above: PlanNode | None) -> Notice:
    loops, rows = node.loops or 0, node.total_rows or 0
    no_condition = above is not None and above.join_filter is None and above.filter is None
    return Notice(
        node=node,
        severity=Severity.HIGH if loops >= GRAVE_LOOPS else Severity.WARNING,
        title=f"Materialized rows were read {text.count(loops)} times, {text.plural(rows, 'row')} "
        f"in all{', for the join has no condition' if no_condition else ''}",
        evidence={"reads": loops, "rows": rows},
        advice=NO_CONDITION if no_condition else "",
        confidence=Confidence.MEDIUM,
        table=next((child.relation for child in node.children), None),
    )


NO_CONDITION = (
    "Each row of one side meets each of the other: see whether a join condition was forgotten, or "
    "aggregate one side before the join."
)
RULE = Rule(
    code="MATERIALIZE_LOOP",
    meaning="A nested loop reads all of the kept rows for each row of its outer side; the number "
    "of rows read is the product of both.",
    advice="Join by an equality, which a hash join can use, or index the inner side by what it "
    "is joined on; the loops of Materialize should be gone.",
    find=find,
)
