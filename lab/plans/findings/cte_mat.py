"""CTE_MAT: a CTE that was made in full although its only reader wanted a small part of it.

Since PostgreSQL 12 a CTE that is read once is folded into the query, unless it says MATERIALIZED,
writes, is recursive, locks rows or calls volatile functions (chapter "WITH Queries"). Those where
it could change the result are left alone, as far as the plan shows them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from lab.findings import Confidence, Severity
from lab.plans.findings.reading import filtered_rows
from lab.plans.findings.told import shown
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_DISCARDED = 1_000
GRAVE_DISCARDED = 1_000_000
LEAST_SHARE = 0.5
NODES_LOOKED_AT = 50
CANNOT_BE_FOLDED = ("ModifyTable", "Recursive Union", "LockRows")
VOLATILE = re.compile(
    r"\b(random|random_normal|nextval|setval|clock_timestamp|timeofday|gen_random_uuid|uuidv[47])\("
)


def find(review: Review) -> Iterator[Notice]:
    """CTEs that are read once, through a filter that discards half of them or more."""
    scans = list(review.executed("CTE Scan"))
    times = Counter(scan.cte_name for scan in review.nodes if scan.node_type == "CTE Scan")
    once = [scan for scan in scans if times[scan.cte_name] == 1 and _discards_much(scan)]
    makers = {node.subplan_name: node for node in review.nodes if node.is_cte} if once else {}
    for scan in once:
        maker = makers.get(f"CTE {scan.cte_name}")
        if maker is not None and _could_be_folded(review, maker):
            yield _notice(scan)


def _discards_much(scan: PlanNode) -> bool:
    discarded, kept = filtered_rows(scan), scan.total_rows or 0
    return discarded >= LEAST_DISCARDED and discarded >= LEAST_SHARE * (discarded + kept)


def _could_be_folded(review: Review, maker: PlanNode) -> bool:
    nodes = [maker, *islice(review.below(maker), NODES_LOOKED_AT)]
    return not any(node.node_type in CANNOT_BE_FOLDED or _is_volatile(node) for node in nodes)


def _is_volatile(node: PlanNode) -> bool:
    told = (*(node.output or ()), node.filter or "", node.index_cond or "", node.join_filter or "")
    return any(VOLATILE.search(each) for each in told)


def _notice(scan: PlanNode) -> Notice:
    discarded, kept = filtered_rows(scan), scan.total_rows or 0
    condition = shown(scan.filter)
    return Notice(
        node=scan,
        severity=Severity.HIGH if discarded >= GRAVE_DISCARDED else Severity.WARNING,
        title=f"CTE {scan.cte_name} made {text.plural(discarded + kept, 'row')}, of which its only "
        f"reader kept {text.count(kept)}{condition}",
        evidence={
            "cte_rows": discarded + kept,
            "kept_rows": kept,
            **({"filter": scan.filter} if scan.filter else {}),
        },
        advice=f"Write WITH {scan.cte_name} AS NOT MATERIALIZED (...), or put the condition inside "
        "the CTE; an index may then answer it, and CTE Scan should be gone.",
        confidence=Confidence.MEDIUM,
    )


RULE = Rule(
    code="CTE_MAT",
    meaning="A materialized CTE is computed in full before it is read: conditions of its reader do "
    "not reach the tables inside, nor do their indexes help.",
    advice="Write AS NOT MATERIALIZED, or put the condition inside the CTE.",
    find=find,
)
