"""Which nodes of a plan read a CTE, and which ones name the value of an InitPlan.

A node names an InitPlan as `$N`, told by `(returns $N)`, up to PostgreSQL 16 and as
`(InitPlan N).colM` from 17 on (get_parameter in src/backend/utils/adt/ruleutils.c). Each function
is linear in the number of nodes; nodes are told by their number in the order of reading.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter

from lab.plans.nodes import PlanNode
from lab.plans.trees import Layout
from lab.plans.wording import CONDITIONS

NAMES = frozenset(("Conflict Arbiter Indexes", "Remote SQL", "Tuplestore Name"))
"""Keys not modelled that hold no expression of this plan: an index called `$1` names no value."""

REFERENCE = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\((InitPlan \d+)\)\.|(\$\d+)""")
"""Whole literals and quoted names are passed over; what is inside them references nothing."""

SHOWN = attrgetter(*CONDITIONS, "output")
INIT_PLAN = re.compile(r"(InitPlan \d+)(?: \(returns (\$\d+(?:,\$\d+)*)\))?")


def cte_scans(layout: Layout) -> Mapping[int, Sequence[int]]:
    """The CTE Scans of every CTE: a scan reads the innermost CTE of its name that is in scope."""
    scans: dict[int, list[int]] = {}
    in_scope: defaultdict[str, list[int]] = defaultdict(list)
    unfinished: list[int] = []
    for at, node in enumerate(layout.nodes):
        while unfinished and not layout.holds(unfinished[-1], at):
            cte = unfinished.pop()
            in_scope[_cte_name(layout.nodes[cte])].append(cte)
        if node.node_type == "CTE Scan" and node.cte_name and not _declares_its_own(node):
            known = in_scope[node.cte_name]
            while known and not layout.holds(layout.parents[known[-1]], at):
                known.pop()
            if known:
                scans[known[-1]].append(at)
        if node.is_cte and at:
            unfinished.append(at)
            above = layout.nodes[layout.parents[at]]
            reads_it = above.node_type == "CTE Scan" and above.cte_name == _cte_name(node)
            scans[at] = [layout.parents[at]] if reads_it else []
    return scans


def _declares_its_own(scan: PlanNode) -> bool:
    """Whether the CTE that a scan reads hangs at the scan itself, which comes before it then."""
    return scan.node_type == "CTE Scan" and any(
        child.is_cte and _cte_name(child) == scan.cte_name for child in scan.children
    )


def _cte_name(node: PlanNode) -> str:
    return (node.subplan_name or "").removeprefix("CTE ")


def init_plan_references(layout: Layout) -> Mapping[int, Sequence[int]]:
    """The nodes that name the value of each InitPlan; none where EXPLAIN does not show them."""
    references: dict[int, list[int]] = {}
    init_plan_of: dict[str, int] = {}
    for at, node in enumerate(layout.nodes):
        if at and node.runs_elsewhere and not node.is_cte:
            references[at] = []
            init_plan_of |= dict.fromkeys(_names(node), at)
    if not references:
        return {}
    for at, node in enumerate(layout.nodes):
        named = {init_plan_of[name] for name in _referenced(node) if name in init_plan_of}
        for init_plan in named:
            in_sight = layout.holds(layout.parents[init_plan], at)
            if in_sight and not layout.holds(init_plan, at):
                references[init_plan].append(at)
    return references


def _names(init_plan: PlanNode) -> list[str]:
    found = INIT_PLAN.fullmatch(init_plan.subplan_name or "")
    if found is None:
        return []
    return found[2].split(",") if found[2] else [found[1]]


def _referenced(node: PlanNode) -> Iterator[str]:
    for expression in expressions(node):
        if "$" in expression or "(InitPlan " in expression:
            for found in REFERENCE.finditer(expression):
                if name := found[1] or found[2]:
                    yield name


def expressions(node: PlanNode) -> Iterator[str]:
    """What EXPLAIN shows of a node that may refer to others."""
    values = [*SHOWN(node), *(value for key, value in node.extra.items() if key not in NAMES)]
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            yield from (each for each in value if isinstance(each, str))
