"""MISSING_EXTENDED_STATS: a wrong estimate of conditions on several columns of one table.

Without CREATE STATISTICS the planner multiplies the selectivities as if the columns had nothing to
do with each other (clauselist_selectivity in src/backend/optimizer/path/clausesel.c). Needs the
catalog, which tells whether there are such statistics; that they would help has to be tried.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.conditions import create_statistics, table_name, unquoted
from lab.plans.findings.est_off import compared_columns, origins
from lab.plans.findings.stale_stats import is_stale
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

MOST_COLUMNS = 8
"""CREATE STATISTICS takes no more (STATS_MAX_DIMENSIONS)."""


def find(review: Review) -> Iterator[Notice]:
    """Scans with a wrong estimate and conditions on several columns without joint statistics."""
    if review.facts is None:
        return
    for node in origins(review):
        facts, columns = review.relation(node), joined_columns(node)
        if node.relation is None or facts is None or is_stale(facts) or len(columns) < 2:
            continue
        names = {unquoted(column) for column in columns}
        if any(names <= known for known in facts.extended_statistics):
            continue
        expected, came = node.estimated_rows or 0, node.rows_per_execution or 0
        listed = ", ".join(columns)
        yield Notice(
            node=node,
            severity=Severity.WARNING,
            title=f"{listed} of {facts.name} were taken to be independent: "
            f"{text.plural(expected, 'row')} expected, {text.count(came)} came",
            evidence={"estimated_rows": round(expected), "actual_rows": round(came)},
            advice=f"{create_statistics(node, columns)}, ANALYZE "
            f"{table_name(node)} and compare the estimates.",
            confidence=Confidence.MEDIUM,
        )


def joined_columns(node: PlanNode) -> tuple[str, ...]:
    """The columns of a scan's table on which joint statistics may be made."""
    return compared_columns(node)[:MOST_COLUMNS]


RULE = Rule(
    code="MISSING_EXTENDED_STATS",
    meaning="The planner has statistics of each column by itself. Where one column's value says "
    "something of another's, the product of both is wrong.",
    advice="CREATE STATISTICS on these columns, ANALYZE and compare the estimates.",
    find=find,
)
