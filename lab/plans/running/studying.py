"""What is found in a plan once the catalog was asked, and what came of trying the advice."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import text

from lab.errors import LabError
from lab.findings import Finding, Severity, gravest_first
from lab.plans.facts import Facts
from lab.plans.findings import reviewed
from lab.plans.plan import Plan
from lab.plans.running.catalog import read_facts
from lab.plans.running.passed_over import passed_over
from lab.plans.running.proving_jit import jit_proofs
from lab.plans.running.proving_memory import memory_proofs
from lab.plans.running.proving_statistics import statistics_proofs
from lab.plans.running.trials import Proofs, Trial

CAUSED = {
    "MISSING_EXTENDED_STATS": ("EST_OFF",),
    "STALE_STATS": ("EST_OFF",),
    "INDEX_NOT_USED": ("SEQ_DISCARD",),
}
"""What a finding says better than others would of the same node."""

WORK_MEM_KB = text("SELECT pg_size_bytes(current_setting('work_mem')) / 1024")


def studied(trial: Trial, plan: Plan) -> Plan:
    """The plan with all that is found in it, and with proofs where they are wanted."""
    trial = trial.limited()
    facts = _facts(trial, plan)
    if facts is not None:
        found = (*reviewed(plan, facts), *passed_over(trial, plan, facts))
        plan = replace(plan, findings=gravest_first(found))
    proofs: Proofs = {}
    if trial.wanted.verify:
        proofs |= jit_proofs(trial, plan)
        proofs |= memory_proofs(trial, plan, _work_mem_kb(trial))
    if facts is not None and trial.db.allow_writes and (trial.wanted.verify or trial.db.own_server):
        proofs |= statistics_proofs(trial, plan, facts, any_size=trial.wanted.verify)
    kept = (proofs.get(at, finding) for at, finding in enumerate(plan.findings))
    left = _without_symptoms([each for each in kept if each is not None])
    return replace(plan, findings=gravest_first(left))


def _without_symptoms(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without those whose cause is told of the same node."""
    causes = {
        (code, each.node) for each in findings if _is_cause(each) for code in CAUSED[each.code]
    }
    return [each for each in findings if (each.code, each.node) not in causes]


def _is_cause(finding: Finding) -> bool:
    """Whether it says why; what was tried in vain, or is a matter of cost, does not."""
    return finding.code in CAUSED and finding.severity is not Severity.INFO


def _facts(trial: Trial, plan: Plan) -> Facts | None:
    if not trial.wanted.facts or not asks_for_facts(plan):
        return None
    facts = trial.attempted(lambda: read_facts(trial.connection, plan))
    return None if isinstance(facts, LabError) else facts


def asks_for_facts(plan: Plan) -> bool:
    """Whether anything in the plan could be told better by the catalog; else it is not asked."""
    return bool(plan.findings) or any(
        node.badly_estimated
        or node.heap_fetches
        or node.rows_removed_by_filter
        or (not plan.analyzed and node.filter is not None and node.relation is not None)
        for node in plan.nodes
    )


def _work_mem_kb(trial: Trial) -> int:
    return int(trial.connection.execute(WORK_MEM_KB).scalar_one())
