"""STALE_STATS: a wrong estimate on a table that has changed much since its last ANALYZE.

Autovacuum waits for a tenth of the rows as well (autovacuum_analyze_scale_factor). Needs the
catalog: n_mod_since_analyze of pg_stat_all_tables.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.conditions import table_name
from lab.plans.facts import RelationFacts
from lab.plans.findings.est_off import origins
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

TENTH = 0.1


def find(review: Review) -> Iterator[Notice]:
    """Scans with a wrong estimate of a table whose statistics are old, or missing; once a table."""
    if review.facts is None:
        return
    seen = set()
    for node in origins(review):
        facts = review.relation(node)
        if node.relation is None or facts is None or not is_stale(facts):
            continue
        if (facts.schema, facts.name) not in seen:
            seen.add((facts.schema, facts.name))
            yield _notice(node, facts)


def is_stale(facts: RelationFacts) -> bool:
    """Whether the planner's statistics of a table are missing or a tenth behind."""
    return not facts.analyzed or (facts.modified_rows or 0) > TENTH * max(facts.rows, 1)


def _notice(node: PlanNode, facts: RelationFacts) -> Notice:
    error = node.estimate_error or 0
    evidence: dict[str, object] = {"estimate_error": error}
    if facts.analyzed:
        modified, rows = facts.modified_rows or 0, max(round(facts.rows), 0)
        evidence |= {"modified_rows": modified, "rows": rows}
        told = f"changed {text.plural(modified, 'row')} since its last ANALYZE, which counted "
        told += text.count(rows)
    else:
        told = "was never analyzed"
    return Notice(
        node=node,
        severity=Severity.WARNING,
        title=f"{facts.name} {told}, and an estimate of its rows is {text.ratio(error)} off",
        evidence=evidence,
        advice=f"ANALYZE {table_name(node)}, and compare the estimates. After large changes it is "
        "better not to wait for autovacuum.",
    )


RULE = Rule(
    code="STALE_STATS",
    meaning="The planner's statistics tell of the table as it was, so that it expects rows which "
    "are gone, or does not know of those that came.",
    advice="ANALYZE the table, and compare the estimates.",
    find=find,
)
