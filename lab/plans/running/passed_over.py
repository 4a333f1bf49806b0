"""INDEX_NOT_USED: a table read from end to end, though an index begins with a column of the filter.

Found by planning again, so it is no rule of `findings/`, which look at the plan alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from lab.errors import LabError
from lab.findings import Confidence, Finding, Severity
from lab.plans.facts import Facts, IndexFacts
from lab.plans.findings.reading import filtered_rows
from lab.plans.nodes import PlanNode
from lab.plans.plan import Plan
from lab.plans.running.cases import Reason, Why
from lab.plans.running.clauses import ColumnOf, normalized
from lab.plans.running.index_details import IndexDetails, read_index
from lab.plans.running.index_use import NO_SEQSCAN, ask_about
from lab.plans.running.trials import Trial
from lab.show import text

CODE = "INDEX_NOT_USED"
MOST_SCANS = 3
"""Each that is looked at is planned twice more."""

REMOVED = 1_000
KEPT = 0.1
"""A scan that keeps a larger part of what it reads has no need of an index."""

MEANING = (
    "Every row of the table was read to find few, and an index begins with a column that they "
    "were chosen by."
)

ADVICE = "See the reason, which `lab.why_not` tells in full with the plan that would use the index."


def passed_over(trial: Trial, plan: Plan, facts: Facts) -> Iterator[Finding]:
    """Indexes that the plan passes over, each with the reason."""
    looked_at = 0
    for place, node in enumerate(plan.nodes):
        name = _candidate(node, facts) if discards(node) else None
        if name is None:
            continue
        looked_at += 1
        if looked_at > MOST_SCANS:
            return
        told = trial.attempted(partial(_reason, trial, plan, name))
        if not isinstance(told, LabError) and told is not None:
            yield _finding(node, place, *told)


def discards(node: PlanNode) -> bool:
    """Whether it is a scan of the whole table that keeps a small part of many rows."""
    if node.node_type != "Seq Scan" or not node.executed or node.filter is None:
        return False
    removed = filtered_rows(node)
    return removed >= REMOVED and (node.total_rows or 0) <= KEPT * removed


def _candidate(node: PlanNode, facts: Facts) -> str | None:
    """The index to ask about: the smallest that begins with something of the filter."""
    table = facts.of(node.schema, node.relation)
    fitting = [] if table is None else [ix for ix in table.indexes if _begins_in(node, ix)]
    if table is None or not fitting:
        return None
    return f"{table.schema}.{min(fitting, key=lambda each: (each.size_bytes, each.name)).name}"


def _begins_in(node: PlanNode, index: IndexFacts) -> bool:
    key, condition = index.keys[0], node.filter or ""
    if ColumnOf(key, node.alias).occurs(condition):
        return True
    return "(" in key and normalized(key, node.alias) in normalized(condition, node.alias)


def _reason(trial: Trial, plan: Plan, name: str) -> tuple[IndexDetails, Reason] | None:
    index = read_index(trial.connection, name)
    first, *others = ask_about(trial, plan, index, (NO_SEQSCAN,)).reasons
    # Where nothing is known there is nothing to say.
    if first.why in (Why.USED, Why.CANNOT_TELL):
        return None
    # Mending one mistake of several does not help.
    more = [each.advice for each in others if each.why is not Why.COST]
    return index, replace(first, advice=". Then also: ".join([first.advice, *more]))


def _begun_small(sentence: str) -> str:
    """As the second part of a sentence; a word of SQL keeps its capitals."""
    first = sentence.split(maxsplit=1)[0]
    return sentence if first.isupper() and len(first) > 1 else sentence[:1].lower() + sentence[1:]


def _finding(node: PlanNode, place: int, index: IndexDetails, reason: Reason) -> Finding:
    removed = filtered_rows(node)
    by_cost = reason.why is Why.COST
    return Finding(
        code=CODE,
        severity=Severity.INFO if by_cost else Severity.WARNING,
        title=f"{index.name} is passed over, and {text.plural(removed, 'row')} read in vain: "
        f"{_begun_small(reason.sentence)}",
        meaning=MEANING,
        advice=reason.advice or ADVICE,
        confidence=Confidence.MEDIUM if by_cost else Confidence.HIGH,
        evidence={"why": str(reason.why), "removed_rows": removed, **reason.evidence},
        node=place,
        table=node.relation,
        index=index.name,
    )
