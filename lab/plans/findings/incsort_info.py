"""INCSORT_INFO: rows that came half sorted, so that only small groups were left to sort.

Source: show_incremental_sort_info in src/backend/commands/explain.c. This is good news; an index on
all columns of the order would spare the rest. Where the index led all over the table, IDX_LOWSEL
speaks instead.
"""

from collections.abc import Iterator, Mapping

from lab.findings import Confidence, Severity
from lab.plans.findings.idx_lowsel import leads_astray
from lab.plans.findings.reading import index_for_order, input_of
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

FEWEST_ROWS = 1_000
GROUPS = ("Full-sort Groups", "Pre-sorted Groups")


def find(review: Review) -> Iterator[Notice]:
    """Incremental sorts of a thousand rows, or more."""
    for node in review.executed("Incremental Sort"):
        below = input_of(node)
        rows, groups = (below.total_rows or 0) if below else 0, group_count(node)
        presorted = ", ".join(node.presorted_key or ())
        if below is None or rows < FEWEST_ROWS or not groups or not presorted:
            continue
        if leads_astray(review, below):
            continue
        yield Notice(
            node=node,
            severity=Severity.INFO,
            title=f"{text.count(rows)} rows came in the order of {presorted} and were sorted in "
            f"{text.plural(groups, 'group')}",
            evidence={"sorted_rows": rows, "groups": groups},
            advice=_advice(node, below),
            confidence=Confidence.LOW,
            table=below.relation,
        )


def group_count(node: PlanNode) -> int:
    """The groups that an incremental sort sorted one by one."""
    told = [node.extra.get(key) for key in GROUPS]
    counts = [each.get("Group Count") for each in told if isinstance(each, Mapping)]
    return sum(count for count in counts if isinstance(count, int))


def _advice(node: PlanNode, below: PlanNode) -> str:
    statement = index_for_order(below, node.sort_key)
    if not statement:
        return ""
    return f"{statement} would spare the rest of the sort, at the price of writes."


RULE = Rule(
    code="INCSORT_INFO",
    meaning="An index gave the order of the first columns, so that the first rows come early and "
    "little memory is needed.",
    advice="An index on all columns of ORDER BY would spare the rest of the sort, at the price of "
    "writes.",
    find=find,
)
