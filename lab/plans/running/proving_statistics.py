"""Estimates proved: statistics made in the transaction, the statement planned again, all undone.

ANALYZE writes two things that no rollback takes back: the sizes in pg_class, in place
(vac_update_relstats in src/backend/commands/vacuum.c), and the counters of pg_stat_all_tables
(pgstat_report_analyze). So both are kept from it. A row of pg_class that this transaction has
itself made anew is the one that is written to, and goes with it; and counting is switched off.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, text

from lab.database import set_locally
from lab.errors import LabError
from lab.findings import Confidence, Finding, Severity
from lab.plans.conditions import table_name, unquoted
from lab.plans.facts import Facts, RelationFacts
from lab.plans.findings.missing_extended_stats import joined_columns
from lab.plans.nodes import PlanNode
from lab.plans.plan import Plan
from lab.plans.running.trials import Proofs, Trial
from lab.show import text as words

CODES = ("STALE_STATS", "MISSING_EXTENDED_STATS")
CHEAP_PAGES = 10_000
"""ANALYZE of a table of that size takes well under a second."""

ANALYZED = text((Path(__file__).parent / "analyzed_relations.sql").read_text(encoding="utf-8"))
STATISTICS = "lab_proof_statistics"
BETTER = 2.0
"""An estimate that is not at least so many times nearer is no better."""


@dataclass(frozen=True, slots=True)
class _Estimate:
    """The rows that one scan is expected to return, before and after, and those that came."""

    before: float
    after: float
    actual: float

    @property
    def helps(self) -> bool:
        return _error(self.before, self.actual) >= BETTER * _error(self.after, self.actual)

    def told(self) -> str:
        before, after, actual = map(words.count, (self.before, self.after, self.actual))
        return f"estimate {before} -> {after} rows, where {actual} came"


def statistics_proofs(trial: Trial, plan: Plan, facts: Facts, *, any_size: bool) -> Proofs:
    """The findings with what better statistics did; None for one that they would not help."""
    proofs: Proofs = {}
    nodes = plan.nodes
    for at, finding in enumerate(plan.findings):
        if finding.code not in CODES or finding.node is None:
            continue
        node = nodes[finding.node]
        table = facts.of(node.schema, node.relation)
        if table is not None and (any_size or table.pages <= CHEAP_PAGES):
            proofs[at] = _proved(trial, finding, node, table)
    return proofs


def _proved(trial: Trial, finding: Finding, node: PlanNode, table: RelationFacts) -> Finding | None:
    joint = finding.code == "MISSING_EXTENDED_STATS"
    columns = tuple(map(unquoted, joined_columns(node))) if joint else ()
    planned = trial.attempted(partial(_planned_with, trial, table, columns))
    if isinstance(planned, LabError):
        return replace(finding, proof=f"could not be tried: {planned.message}")
    estimate = _estimate(node, planned)
    if estimate is None:
        return replace(finding, proof=f"tried: the plan becomes {planned.shape}")
    figures = {
        "before_plan_rows": round(estimate.before),
        "after_plan_rows": round(estimate.after),
        "proof_actual_rows": round(estimate.actual),
    }
    finding = replace(finding, evidence={**finding.evidence, **figures})
    if estimate.helps:
        made = f"with statistics on ({', '.join(columns)})" if columns else "after ANALYZE"
        return replace(finding, proof=f"{made}: {estimate.told()}", confidence=Confidence.HIGH)
    if columns:
        return None
    told = f"tried: ANALYZE alone does not mend it, {estimate.told()}"
    return _jointly(trial, replace(finding, proof=told), node, table)


def _jointly(trial: Trial, finding: Finding, node: PlanNode, table: RelationFacts) -> Finding:
    """The finding that ANALYZE does not mend, with what statistics on several columns would do."""
    columns = tuple(map(unquoted, joined_columns(node)))
    planned = (
        trial.attempted(partial(_planned_with, trial, table, columns)) if columns[1:] else None
    )
    estimate = _estimate(node, planned) if isinstance(planned, Plan) else None
    if estimate is None or not estimate.helps:
        return replace(finding, severity=Severity.INFO, confidence=Confidence.LOW)
    listed, name = ", ".join(joined_columns(node)), table_name(node)
    return replace(
        finding,
        proof=f"{finding.proof}; with statistics on ({listed}) as well: {estimate.told()}",
        advice=f"CREATE STATISTICS ON {listed} FROM {name}, then ANALYZE {name}.",
        confidence=Confidence.HIGH,
        evidence={**finding.evidence, "after_plan_rows": round(estimate.after)},
    )


def _planned_with(trial: Trial, table: RelationFacts, columns: Sequence[str]) -> Plan:
    """The plan once the table is analyzed, with extended statistics on these columns if any."""
    connection = trial.connection
    # It doubles percent signs too, as the driver wants them.
    quote = connection.dialect.identifier_preparer.quote_identifier
    name = f"{quote(table.schema)}.{quote(table.name)}"
    set_locally(connection, "track_counts", "off")
    _make_anew(connection, table)
    if columns:
        listed = ", ".join(map(quote, columns))
        connection.exec_driver_sql(
            f"CREATE STATISTICS {STATISTICS} (dependencies, ndistinct, mcv) ON {listed} FROM {name}"
        )
    connection.exec_driver_sql(f"ANALYZE {name}")
    return trial.planned()


def _make_anew(connection: Connection, table: RelationFacts) -> None:
    """Give the rows of pg_class that ANALYZE writes to a version of this transaction's own."""
    found = connection.execute(ANALYZED, {"schema": table.schema, "name": table.name}).all()
    if not found:
        raise LabError(
            f"'{table.name}' has partitions or children, which ANALYZE would write to",
            hint="Run ANALYZE by hand",
        )
    for row in found:
        connection.exec_driver_sql(row.touch.replace("%", "%%"))


def _estimate(node: PlanNode, planned: Plan) -> _Estimate | None:
    """The same table in the other plan, by its alias; a bitmap's index scans have none."""
    for other in planned.nodes:
        if "Scan" not in other.node_type:
            continue
        if (other.schema, other.relation, other.alias) == (node.schema, node.relation, node.alias):
            before, after = node.estimated_rows, other.estimated_rows
            actual = node.rows_per_execution
            if before is None or after is None or actual is None:
                return None
            return _Estimate(before, after, actual)
    return None


def _error(estimated: float, actual: float) -> float:
    estimated, actual = max(estimated, 1.0), max(actual, 1.0)
    return max(estimated, actual) / min(estimated, actual)
