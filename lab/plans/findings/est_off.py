"""EST_OFF: a node that returned ten times more, or fewer, rows than the planner expected.

Only where the error began: a node that multiplies what went wrong below it is not told, unless it
adds a factor of ten of its own; an error of few rows is told where nodes above make many of it.
Left out are nodes that hand rows on as they come, and the inner side of a Merge Join, which returns
rows again after a mark (nodeMergejoin.c). Graver than a warning it is only where a join, a sort or
a hash table was chosen by it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.findings import Confidence, Severity
from lab.plans.conditions import operators, table_name
from lab.plans.nodes import BADLY_ESTIMATED, PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.wording import title
from lab.show import text

FEWEST_ROWS = 100
FEWEST_EXPECTED = 1_000
"""Of rows that did not come it takes more: 200 groups expected where there are 2 change nothing."""
FAR_OFF = 100.0
LEAST_SHARE = 0.1
JOINS = frozenset(("Nested Loop", "Hash Join", "Merge Join"))
CHOSEN_BY_ROWS = JOINS | {"Sort", "Incremental Sort", "SetOp", "Memoize"}
OF_BITMAPS = frozenset(("Bitmap Index Scan", "BitmapAnd", "BitmapOr"))
"""Their estimate is that of the Bitmap Heap Scan above, which names the table."""

HANDS_ON = frozenset(
    (
        *("Sort", "Incremental Sort", "Materialize", "Hash", "Memoize", "Gather", "Gather Merge"),
        *("Limit", "LockRows", "Append", "Merge Append", "CTE Scan"),
        # Guesses of a fixed number; of functions FUNC_SCAN_EST speaks.
        *("WorkTable Scan", "Recursive Union", "Function Scan", "Table Function Scan"),
        *("ProjectSet", "Named Tuplestore Scan"),
    )
)


def find(review: Review) -> Iterator[Notice]:
    """The nodes where a wrong estimate began, the deepest first."""
    chosen = _chosen_by_rows(review)
    for node in origins(review):
        leads = chosen[review.places[node]]
        if not leads and review.block_share(node) < LEAST_SHARE:
            continue
        expected, came = node.estimated_rows or 0, node.rows_per_execution or 0
        error = node.estimate_error or 0
        yield Notice(
            node=node,
            severity=Severity.HIGH if leads and error >= FAR_OFF else Severity.WARNING,
            title=f"The {title(node)} was expected to return {text.plural(expected, 'row')} and "
            f"returned {text.count(came)}{_each_time(node)}: {text.ratio(error)} off",
            evidence={
                "estimated_rows": round(expected),
                "actual_rows": round(came),
                "estimate_error": error,
            },
            advice=_advice(node),
            confidence=Confidence.MEDIUM if node.relation else Confidence.LOW,
        )


def origins(review: Review) -> tuple[PlanNode, ...]:
    """The nodes at which estimates went wrong, not merely because of those below; deepest first."""
    layout = review.layout
    below = ([_Below() for _ in layout.nodes], [_Below() for _ in layout.nodes])
    found: dict[PlanNode, None] = {}
    for at in range(len(layout.nodes) - 1, -1, -1):
        node, above = layout.nodes[at], layout.parents[at]
        error = None if node.node_type in OF_BITMAPS else node.estimate_error
        if error is not None:
            way = int(node.overestimated)
            here = below[way][at]
            if node.badly_estimated:
                if here.origin is None or error >= BADLY_ESTIMATED * here.factor:
                    here.origin = node
                if _is_of_many(node) and _may_be_origin(review, here.origin):
                    found[here.origin] = None
            here.factor, below[1 - way][at].factor = error, 1.0
        if above >= 0 and node.parent_relationship not in ("InitPlan", "SubPlan"):
            for each in below:
                each[above].take(each[at])
    return tuple(found)


@dataclass(slots=True)
class _Below:
    """By which factor the nodes below are wrong in one direction, and where that began."""

    factor: float = 1.0
    origin: PlanNode | None = None

    def take(self, child: "_Below") -> None:
        self.factor *= child.factor
        known = self.origin.estimate_error or 0 if self.origin else 0
        if child.origin is not None and (child.origin.estimate_error or 0) > known:
            self.origin = child.origin


def _is_of_many(node: PlanNode) -> bool:
    """Whether the error is of as many rows as matter."""
    apart = abs((node.estimated_rows or 0) - (node.rows_per_execution or 0))
    fewest = FEWEST_EXPECTED if node.overestimated else FEWEST_ROWS
    return apart * (node.executions or 1) >= fewest


def _may_be_origin(review: Review, node: PlanNode) -> bool:
    above = review.parent(node)
    again = above is not None and above.node_type == "Merge Join"
    marked = again and node.parent_relationship == "Inner"
    return not marked and node.node_type not in HANDS_ON


def _chosen_by_rows(review: Review) -> Sequence[bool]:
    """For each node, whether something above was chosen by the number of rows."""
    chosen: list[bool] = []
    for at, above in enumerate(review.layout.parents):
        parent = review.layout.nodes[above] if above >= 0 else None
        apart = review.layout.nodes[at].parent_relationship in ("InitPlan", "SubPlan")
        if parent is None or apart:
            chosen.append(False)
            continue
        hashed = parent.node_type == "Aggregate" and parent.strategy in ("Hashed", "Mixed")
        chosen.append(chosen[above] or hashed or parent.node_type in CHOSEN_BY_ROWS)
    return chosen


def _each_time(node: PlanNode) -> str:
    return " each time" if (node.executions or 1) > 1 else ""


def compared_columns(node: PlanNode) -> tuple[str, ...]:
    """The columns of a scan's table that are compared in conditions which AND joins, each once."""
    pairs = [pair for each in conditions_of(node) for pair in operators(each, node)]
    return tuple(dict.fromkeys(column for column, operator in pairs if operator))


def conditions_of(node: PlanNode) -> tuple[str, ...]:
    """The conditions of a scan: what the index, the bitmap and the filter ask."""
    return tuple(each for each in (node.index_cond, node.recheck_cond, node.filter) if each)


def _advice(node: PlanNode) -> str:
    if node.node_type in JOINS:
        return OF_JOINS
    if any(PARAMETER.search(each) for each in conditions_of(node)):
        return OF_PARAMETERS
    return _about_statistics(node) if node.relation else ""


def _about_statistics(node: PlanNode) -> str:
    """Which statistics of a scan's table may help; "" if the plan does not tell."""
    joined, table = compared_columns(node), table_name(node)
    if len(joined) > 1:
        return (
            f"ANALYZE {table}; if that does not help, the columns may depend on each other: CREATE "
            f"STATISTICS ON {', '.join(joined)} FROM {table}, ANALYZE again and compare estimates."
        )
    if joined:
        return (
            f"ANALYZE {table}; if that does not help, ALTER TABLE {table} ALTER COLUMN "
            f"{joined[0]} SET STATISTICS 1000, ANALYZE again and compare the estimates."
        )
    if node.filter and not operators(node.filter, node):
        return (
            "There are no statistics of expressions, unless one is asked for: CREATE STATISTICS ON "
            f"(the expression of the filter) FROM {table}, ANALYZE and compare the estimates."
        )
    return ""


PARAMETER = re.compile(r"\$\d|\(InitPlan \d")
OF_PARAMETERS = (
    "The value was not known when the plan was made. With plan_cache_mode = force_custom_plan a "
    "prepared statement is planned for its values; a subquery's result can be asked for first."
)
OF_JOINS = (
    "There are no statistics across tables. See whether the join's columns hold a few very "
    "frequent values, or whether a filter on one table decides which rows of the other match."
)
RULE = Rule(
    code="EST_OFF",
    meaning="The planner chooses by the rows that it expects. Where these are far off, it may take "
    "the wrong index, join method, join order or size of a hash table.",
    advice="ANALYZE the tables below; if that does not help, look for conditions whose columns "
    "depend on each other, and for expressions, of which there are no statistics.",
    find=find,
)
