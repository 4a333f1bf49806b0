"""FUNC_SCAN_EST: a join planned by a function's default number of rows, which was far off.

A function that does not say otherwise returns 1,000 rows to the planner (`prorows` in pg_proc),
those over JSON 100, `unnest` of an array that is not known 10, and XMLTABLE or JSON_TABLE 100
(src/backend/optimizer/util/clauses.c, path/costsize.c). Where nothing is joined, the number hardly
matters, so that is not told.
"""

from collections.abc import Iterator
from itertools import islice

from lab.findings import Severity
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

SCANS = ("Function Scan", "Table Function Scan")
DEFAULTS = (1000, 100, 10)
LEAST_DIFFERENCE = 100
JOINS = ("Nested Loop", "Hash Join", "Merge Join")
NODES_LOOKED_AT = 6


def find(review: Review) -> Iterator[Notice]:
    """Functions whose rows were guessed, ten times off, and joined."""
    for node in review.executed(*SCANS):
        if guessed_badly(node) and _is_joined(review, node):
            yield _notice(node)


def guessed_badly(node: PlanNode) -> bool:
    """Whether a function's rows were only the default, and badly wrong."""
    if node.node_type not in SCANS or node.filter is not None or not node.badly_estimated:
        return False
    returned, expected = node.rows_per_execution or 0.0, node.estimated_rows or 0.0
    return expected in DEFAULTS and abs(returned - expected) >= LEAST_DIFFERENCE


def _is_joined(review: Review, node: PlanNode) -> bool:
    above = islice(review.ancestors(node), NODES_LOOKED_AT)
    return any(each.node_type in JOINS for each in above)


def _notice(node: PlanNode) -> Notice:
    returned, expected = node.rows_per_execution or 0, node.estimated_rows or 0
    name = node.function_name or node.alias or "A table function"
    return Notice(
        node=node,
        severity=Severity.INFO if node.overestimated else Severity.WARNING,
        title=f"{name} returned {text.plural(returned, 'row')} where the default of "
        f"{text.count(expected)} was expected, and is joined",
        evidence={
            "rows": round(returned),
            "expected_rows": round(expected),
            "estimate_error": round(node.estimate_error or 1, 1),
        },
        advice=_advice(node, round(returned)),
    )


def _advice(node: PlanNode, returned: int) -> str:
    built_in = node.schema in (None, "pg_catalog") or node.function_name is None
    if built_in:
        return (
            "Put what it returns into a temporary table, ANALYZE that and join it instead; of a "
            "mere list of values compare = ANY (array)."
        )
    return (
        f"ALTER FUNCTION {node.schema}.{node.function_name}(...) ROWS {max(returned, 1)} tells the "
        "planner what to expect; see that the estimate and the join have changed."
    )


RULE = Rule(
    code="FUNC_SCAN_EST",
    meaning="The planner cannot look into a function and takes a fixed number of rows; the method "
    "and the order of the joins above rest on it.",
    advice="Tell the number of rows with ALTER FUNCTION ... ROWS, or join a temporary table.",
    find=find,
)
