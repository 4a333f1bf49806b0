"""PARTITION_FANOUT: a search in all partitions of a table, most of which had nothing to give.

Reading every partition is right where all of them have rows of the answer. It is told where there
is a condition, none was left out (`Subplans Removed`), and at least half of them were searched for
nothing.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.reading import partitioned_table
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_PARTITIONS = 10
MANY_PARTITIONS = 100
MANY_BLOCKS = 1_000
IN_VAIN = 0.5


def find(review: Review) -> Iterator[Notice]:
    """Appends over many partitions, none left out, most of which returned nothing."""
    for node in review.executed("Append", "Merge Append"):
        if fans_out(node):
            scans = _searched_partitions(node)
            yield _notice(node, scans, [scan for scan in scans if not scan.total_rows])


def fans_out(append: PlanNode) -> bool:
    """Whether many partitions were searched, most of them for nothing."""
    if append.subplans_removed or len(append.children) < LEAST_PARTITIONS:
        return False
    scans = _searched_partitions(append)
    in_vain = sum(not scan.total_rows for scan in scans)
    return len(scans) >= LEAST_PARTITIONS and in_vain >= IN_VAIN * len(scans)


def _searched_partitions(append: PlanNode) -> list[PlanNode]:
    return [scan for child in append.children if (scan := _searched(child))]


def _searched(node: PlanNode) -> PlanNode | None:
    """The scan of one partition with a condition, which may hang below a Sort."""
    for _ in range(2):
        if node.relation is None and len(node.children) == 1:
            node = node.children[0]
    condition = node.filter or node.index_cond or node.recheck_cond
    return node if node.executed and partitioned_table(node) and condition else None


def _notice(node: PlanNode, scans: list[PlanNode], in_vain: list[PlanNode]) -> Notice:
    blocks = sum(scan.blocks or 0 for scan in in_vain)
    table = partitioned_table(scans[0])
    many = len(scans) >= MANY_PARTITIONS or blocks >= MANY_BLOCKS
    condition = scans[0].index_cond or scans[0].filter or scans[0].recheck_cond or ""
    return Notice(
        node=node,
        severity=Severity.WARNING if many else Severity.INFO,
        title=f"{text.count(len(scans))} partitions of {table} were searched, "
        f"{text.count(len(in_vain))} of them in vain ({text.plural(blocks, 'block')})",
        evidence={
            "partitions": len(scans),
            "partitions_in_vain": len(in_vain),
            "blocks_in_vain": blocks,
            "condition": condition,
        },
        confidence=Confidence.MEDIUM,
        table=table,
    )


RULE = Rule(
    code="PARTITION_FANOUT",
    meaning="Nothing in the condition let these partitions be left out, so each was searched; "
    "the work, and the planning, grow with their number.",
    advice="Add a condition on the partition key to the query, compared with a constant or a "
    "parameter and not inside an expression; the plan should then name fewer partitions.",
    find=find,
)
