"""Why a plan does not use an index: planned again with other ways barred, and the catalog asked.

What a barred way costs more: `disable_cost` in src/backend/optimizer/path/costsize.c, a sum that
is in the costs until PostgreSQL 17, and since then in a count of its own.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text as sql

from lab.database import set_locally
from lab.errors import LabError
from lab.plans.nodes import PlanNode
from lab.plans.plan import Plan
from lab.plans.running.cases import Reason, Why, case_of
from lab.plans.running.index_details import IndexDetails
from lab.plans.running.reasons import reasons_against
from lab.plans.running.trials import Trial
from lab.show import text

Way = Mapping[str, str]
DISABLE_COST = 1e10
NO_INDEXES: Way = {
    "enable_indexscan": "off",
    "enable_indexonlyscan": "off",
    "enable_bitmapscan": "off",
}
NO_SEQSCAN: Way = {"enable_seqscan": "off"}
ALL_WAYS: tuple[Way, ...] = (
    NO_SEQSCAN,
    {**NO_SEQSCAN, "enable_bitmapscan": "off"},
    {**NO_SEQSCAN, "enable_indexscan": "off", "enable_indexonlyscan": "off"},
    {**NO_SEQSCAN, "enable_sort": "off", "enable_bitmapscan": "off"},
    {**NO_SEQSCAN, "enable_hashjoin": "off", "enable_mergejoin": "off"},
    {**NO_SEQSCAN, "enable_hashjoin": "off", "enable_mergejoin": "off", "enable_bitmapscan": "off"},
)
"""Each bars another part of what PostgreSQL could do in the index's place."""

EQUAL = 1.005
BRIEF_HOLD_MS = 500
"""How long a statement may take while the table is locked for everybody else."""
OTHERS = sql((Path(__file__).parent / "other_indexes.sql").read_text(encoding="utf-8"))
UNKNOWN = Reason(
    Why.CANNOT_TELL,
    "Nothing that the lab knows of speaks against the index, yet no setting has PostgreSQL use it",
    "Take the query's conditions away one by one until the index is used",
)
SAMPLED = Reason(
    Why.METHOD,
    "TABLESAMPLE reads blocks of the table by chance, and no index has a part in that",
    "Leave TABLESAMPLE out, or take the sample of a subquery: ORDER BY random() LIMIT ...",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found out: the reasons, the plainest first, and the plan in which it is used."""

    reasons: tuple[Reason, ...]
    forced: Plan | None = None


def ask_about(trial: Trial, plan: Plan, index: IndexDetails, ways: Sequence[Way]) -> Answer:
    """Why this plan of the trial's statement does not use the index.

    Where writes are allowed and no way leads to the index, the table's other indexes are dropped
    for a moment; that needs the table for itself, so it is not waited for.
    """
    if using := nodes_using(plan, index):
        return Answer((Reason(Why.USED, f"The plan uses it: {using[0].node_type}"),), plan)
    if not _scans(plan, index):
        return Answer((_elsewhere(index),))
    forced = _cheapest_using(trial, index, ways)
    alone: Plan | LabError | None = None
    if forced is None and trial.db.allow_writes and ways is ALL_WAYS:
        alone = trial.attempted(lambda: _without_others(trial, index, ways))
        forced = None if isinstance(alone, LabError) else alone
    mistakes: tuple[Reason, ...] = ()
    if forced is None or not _finds_rows_by(forced, index):
        mistakes = _mistakes(trial, plan, index)
    if forced is not None:
        return Answer((*mistakes, _dearer(plan, forced, index)), forced)
    return Answer(mistakes or (_another_instead(trial, plan, index, alone) or UNKNOWN,))


def nodes_using(plan: Plan, index: IndexDetails) -> list[PlanNode]:
    """The nodes that read the index, or a part of it."""
    return [node for node in plan.nodes if node.index_name in index.names]


def real_cost(plan: Plan) -> float:
    """The plan's cost without what was added for what is barred."""
    return math.fmod(plan.root.total_cost or 0.0, DISABLE_COST)


def _scans(plan: Plan, index: IndexDetails) -> list[PlanNode]:
    return [
        node
        for node in plan.nodes
        if node.relation in index.tables
        and "Scan" in node.node_type
        and (node.schema in (None, index.table_schema) or len(index.tables) > 1)
    ]


def _elsewhere(index: IndexDetails) -> Reason:
    return Reason(
        Why.ELSEWHERE,
        f"The index is on {index.table}, which the plan does not read",
        "Name an index of a table that the query reads",
        {"index_table": index.table},
    )


def _another_instead(
    trial: Trial, plan: Plan, index: IndexDetails, alone: Plan | LabError | None
) -> Reason | None:
    """The table is read by another index, and nothing could take that away."""
    scans = _scans(plan, index)
    below = [child for scan in scans for child in scan.children]
    others = [node.index_name for node in (*scans, *below) if node.index_name]
    if not others:
        return None
    advice = f"What it would cost cannot be told: {others[0]} belongs to a constraint, and stays"
    if not trial.db.allow_writes:
        advice = f"What it would cost is known once {others[0]} can be left out for a moment: "
        advice += "allow writes by name, allow_writes=True"
    elif isinstance(alone, LabError):
        advice = f"What it would cost is not known: {others[0]} could not be left out for a "
        advice += f"moment: {alone.message}"
    return Reason(
        Why.COST,
        f"The plan reads {index.table} by {others[0]}, which the planner finds cheaper",
        advice,
        {"other_index": others[0]},
    )


def _cheapest_using(trial: Trial, index: IndexDetails, ways: Sequence[Way]) -> Plan | None:
    plans = (trial.planned(way) for way in ways)
    return min((plan for plan in plans if nodes_using(plan, index)), key=real_cost, default=None)


def _without_others(trial: Trial, index: IndexDetails, ways: Sequence[Way]) -> Plan | None:
    """The plan when the table has no other index, those of constraints excepted.

    Nobody can read the table meanwhile, so planning is given up soon.
    """
    set_locally(trial.connection, "statement_timeout", f"{BRIEF_HOLD_MS}ms")
    names = {"schema": index.schema, "name": index.name}
    for row in trial.connection.execute(OTHERS, names):
        trial.connection.exec_driver_sql(row.drop.replace("%", "%%"))
    return _cheapest_using(trial, index, ways)


def _finds_rows_by(plan: Plan, index: IndexDetails) -> bool:
    """Whether rows are found by the first key: not by reading the index from end to end."""
    using = nodes_using(plan, index)
    conditions = [node.index_cond for node in using if node.index_cond]
    cases = [case_of(index, condition) for condition in conditions]
    return any(case.own for case in cases) or any(node.order_by for node in using)


def _mistakes(trial: Trial, plan: Plan, index: IndexDetails) -> tuple[Reason, ...]:
    """What speaks against the index, by the conditions of a plan that uses none."""
    bare = trial.planned(NO_INDEXES)
    sort_keys = [node.sort_key for node in plan.nodes if node.sort_key]
    cases = []
    for scan in _scans(bare, index):
        told = [scan.filter, scan.index_cond, scan.recheck_cond, *_join_conditions(bare, scan)]
        condition = " AND ".join(f"({each})" for each in told if each)
        cases.append(case_of(index, condition, scan.alias, sort_keys[0] if sort_keys else ()))
    # Where the table is read twice, the index is wanted where the query speaks of its column.
    meant = [case for case in cases if case.own] or cases
    found = {each.sentence: each for case in meant for each in reasons_against(case)}
    if any(scan.node_type == "Sample Scan" for scan in _scans(bare, index)):
        found = {SAMPLED.sentence: SAMPLED}
    return tuple(found.values())


def _join_conditions(plan: Plan, scan: PlanNode) -> list[str]:
    """The conditions of joins that speak of the scan's table."""
    alias = scan.alias or scan.relation or ""
    told = (
        condition
        for node in plan.nodes
        for condition in (node.hash_cond, node.merge_cond, node.join_filter)
    )
    return [condition for condition in told if condition and f"{alias}." in condition]


def _dearer(plan: Plan, forced: Plan, index: IndexDetails) -> Reason:
    """The planner knows the index and finds another way cheaper."""
    costs = real_cost(plan), real_cost(forced)
    ratio = costs[1] / costs[0] if costs[0] else 1.0
    shown = [text.count(cost) if cost >= 100 else f"{cost:.2f}" for cost in costs]
    told = f"The planner thinks that it costs {text.ratio(ratio)} as much"
    if ratio < EQUAL:
        told = "The planner thinks that it costs no less"
    evidence: dict[str, object] = {"cost": costs[0], "index_cost": costs[1], "cost_ratio": ratio}
    part = _part_of_table(forced, index)
    selects = ""
    if part is not None:
        evidence["part_of_table"] = part
        selects = f"; it would read {text.share(part)} of the table's rows"
    return Reason(
        Why.COST,
        f"{told}: {shown[1]} against {shown[0]}{selects}",
        _advice_on_cost(part),
        evidence,
    )


def _part_of_table(forced: Plan, index: IndexDetails) -> float | None:
    # Below a LIMIT, and beside a filter, more is read than is returned.
    if any(node.filter or node.node_type == "Limit" for node in forced.nodes):
        return None
    rows = [node.plan_rows for node in nodes_using(forced, index) if node.plan_rows is not None]
    if not rows or index.table_rows <= 0:
        return None
    return min(max(rows) / index.table_rows, 1.0)


def _advice_on_cost(part: float | None) -> str:
    if part is not None and part >= 0.1:
        return "Where so many rows are wanted, reading the whole table is the cheaper way"
    return (
        "Compare both with lab.compare before you doubt the planner; then look at the estimates, "
        "at random_page_cost and at effective_cache_size"
    )
