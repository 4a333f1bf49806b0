"""EST_OFF: a node that returned ten times more, or fewer, rows than the planner expected.

Only where the error began: a node that multiplies what went wrong below it is not told, unless it
adds a factor of ten of its own; an error of few rows is told where nodes above make many of it.
Left out are nodes that hand rows on as they come, and the inner side of a Merge Join, which returns
rows again after a mark (nodeMergejoin.c). Graver than a warning it is only where a join, a sort or
a hash table was chosen by it, and more rows came than were expected.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lab.findings import Confidence, Severity
from lab.plans.conditions import create_statistics, operators, table_name
from lab.plans.nodes import APART, BADLY_ESTIMATED, PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.plans.wording import title
from lab.show import text

FEWEST_ROWS = 100
FEWEST_EXPECTED = 1_000
"""Of rows that did not come it takes more: 200 groups expected where there are 2 change nothing."""
FEWEST_UNLED = 1_000
"""Where nothing above was chosen by them: a scan of some hundred rows is cheap either way."""
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
        expected, came = node.estimated_rows or 0, node.rows_per_execution or 0
        error = node.estimate_error or 0
        apart = abs(expected - came) * (node.executions or 1)
        if not leads and (review.block_share(node) < LEAST_SHARE or apart < FEWEST_UNLED):
            continue
        yield Notice(
            node=node,
            severity=_severity(node, error, leads=leads),
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


def _severity(node: PlanNode, error: float, *, leads: bool) -> Severity:
    """Too many expected rows make a plan costlier than it need be; too few can ruin it."""
    grave = leads and error >= FAR_OFF and not node.overestimated
    return Severity.HIGH if grave else Severity.WARNING


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
        if above >= 0 and node.parent_relationship not in APART:
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
        apart = review.layout.nodes[at].parent_relationship in APART
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
        told = node.hash_cond or node.merge_cond or ""
        several = " AND " in told and not SUBQUERY.search(told)
        return f"{OF_SEVERAL_EQUALITIES if several else ''}{OF_JOINS}"
    if node.node_type == "Aggregate" and node.filter:
        return OF_HAVING
    return _of_scans(node)


def _of_scans(node: PlanNode) -> str:
    conditions = "\n".join(conditions_of(node))
    for words, advice in (
        (SUBQUERY, OF_SUBQUERIES),
        (INITPLAN, OF_INITPLANS),
        (PARAMETER, OF_PARAMETERS),
        (WITHIN, OF_DOCUMENTS),
    ):
        if words.search(conditions):
            return advice
    if (node.executions or 1) > 1 and _names_another(conditions, node):
        return OF_LOOKUPS
    return _about_statistics(node) if node.relation else ""


def _names_another(conditions: str, node: PlanNode) -> bool:
    """Whether they compare with a column of another table, whose values come one by one."""
    return any(alias != node.alias for alias in QUALIFIER.findall(LITERAL.sub("", conditions)))


def _about_statistics(node: PlanNode) -> str:
    """Which statistics of a scan's table may help; "" if the plan does not tell."""
    joined, table = compared_columns(node), table_name(node)
    if len(joined) > 1:
        return (
            f"ANALYZE {table}; if that does not help, the columns may depend on each other: "
            f"{create_statistics(node, joined)}, ANALYZE again and compare the estimates."
        )
    of_expressions = node.filter and not operators(node.filter, node)
    if of_expressions and (not joined or EXPRESSION.search(node.filter or "")):
        return OF_EXPRESSIONS.format(table=table)
    if joined:
        return (
            f"ANALYZE {table}; if that does not help, ALTER TABLE {table} ALTER COLUMN "
            f"{joined[0]} SET STATISTICS 1000, ANALYZE again and compare the estimates."
        )
    return ""


PARAMETER = re.compile(r"\$\d")
INITPLAN = re.compile(r"\(InitPlan \d|\$0\b")
"""PostgreSQL 17 names it; before, its result is a parameter, of which a statement's begin at $1."""

SUBQUERY = re.compile(r"[( ]SubPlan \d")
WITHIN = re.compile(r" (?:@>|<@|@@|@\?|\?\|?|\?&) ")
QUALIFIER = re.compile(r"\b([a-z_]\w*)\.\w")
LITERAL = re.compile(r"'(?:[^']|'')*'")
OF_PARAMETERS = (
    "The value was not known when the plan was made. With plan_cache_mode = force_custom_plan a "
    "prepared statement is planned for its values; compare both plans."
)
OF_INITPLANS = (
    "What the subquery returns was not known when the plan was made: ask for it first, and give "
    "its result to this statement as a value. See that the estimate is then right."
)
OF_SUBQUERIES = (
    "Of a subquery in a filter the planner takes half of the rows to pass. Write it as EXISTS or "
    "NOT EXISTS, which is planned as a join, and compare the estimates."
)
OF_DOCUMENTS = (
    "Of what is inside of documents and arrays the planner knows little. Of a key that is asked "
    "for often, make an expression index or statistics (CREATE STATISTICS), or a column of its own."
)
OF_LOOKUPS = (
    "It was planned for a value of average frequency, and the values that came are more or less "
    "frequent: no statistics tell which of them the other side has. See whether the loop was worth "
    "it: SET LOCAL enable_nestloop = off, and compare the blocks."
)
OF_HAVING = (
    "There are no statistics of sums and counts, so the planner takes a fixed part of the groups. "
    "Where the join above suffers, put the groups into a temporary table and ANALYZE it first."
)
EXPRESSION = re.compile(r"\w\(|::")
OF_EXPRESSIONS = (
    "There are no statistics of expressions, unless one is asked for: CREATE STATISTICS with a "
    "name ON (the expression of the filter) FROM {table}, ANALYZE and compare the estimates."
)
OF_SEVERAL_EQUALITIES = (
    "The planner multiplies the equalities of this join as if they were independent; a foreign key "
    "on all of these columns together would tell it better. "
)
OF_JOINS = (
    "There are no statistics across tables. See whether the join's columns hold a few very "
    "frequent values, or whether a filter on one table decides which rows of the other match."
)
RULE = Rule(
    code="EST_OFF",
    meaning="The planner chooses by the rows that it expects. Where these are far off, it may take "
    "the wrong index, join method, join order or size of a hash table.",
    advice="ANALYZE the tables that it reads; if that does not help, look for conditions whose "
    "columns depend on each other, and for expressions, of which there are no statistics.",
    find=find,
)
