"""DISABLED_NODE: a method that was switched off and used all the same, for there was no other.

Since PostgreSQL 18 a node says so itself (`Disabled`); before, its cost had 1e10 added
(disable_cost in src/backend/optimizer/path/costsize.c), and so had all the nodes above it. That
cost can come about otherwise, so there a setting must be off.
"""

from collections.abc import Iterator

from lab.findings import Severity
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule

DISABLE_COST = 1e10
SWITCHES = {
    "Bitmap Heap Scan": "enable_bitmapscan",
    "Gather Merge": "enable_gathermerge",
    "Hash Join": "enable_hashjoin",
    "Incremental Sort": "enable_incremental_sort",
    "Index Only Scan": "enable_indexonlyscan",
    "Index Scan": "enable_indexscan",
    "Materialize": "enable_material",
    "Memoize": "enable_memoize",
    "Merge Join": "enable_mergejoin",
    "Nested Loop": "enable_nestloop",
    "Seq Scan": "enable_seqscan",
    "Sort": "enable_sort",
    "Tid Scan": "enable_tidscan",
}
HASHED = ("Hashed", "Mixed")


def find(review: Review) -> Iterator[Notice]:
    """Nodes of a method that was switched off; without ANALYZE too, for the cost tells it."""
    for node in _disabled(review):
        yield _notice(node)


def used_though_off(review: Review) -> frozenset[str]:
    """The settings that switch off a method which the plan uses."""
    return frozenset(_switch(node) for node in _disabled(review))


def _disabled(review: Review) -> Iterator[PlanNode]:
    off = {name for name, value in review.tree.settings.items() if value == "off"}
    for node in review.nodes:
        ran = node.executed or not review.tree.analyzed
        if ran and (node.disabled if node.disabled is not None else _by_cost(node, off)):
            yield node


def _by_cost(node: PlanNode, off: set[str]) -> bool:
    dear = (node.total_cost or 0) >= DISABLE_COST
    origin = not any((child.total_cost or 0) >= DISABLE_COST for child in node.children)
    return dear and origin and _switch(node) in off


def _switch(node: PlanNode) -> str:
    if node.node_type == "Aggregate" and node.strategy in HASHED:
        return "enable_hashagg"
    return SWITCHES.get(node.node_type, "")


def _notice(node: PlanNode) -> Notice:
    switch = _switch(node)
    on = f" on {node.relation}" if node.relation else ""
    by = f" by {switch} = off" if switch else ""
    return Notice(
        node=node,
        severity=Severity.WARNING,
        title=f"{node.node_type}{on} was used although it is switched off{by}",
        evidence={"node_type": node.node_type, **({"setting": switch} if switch else {})},
        advice=f"RESET {switch}, and explain again: the plan is then the planner's own choice. "
        "To do without this method, something else must be possible, such as an index."
        if switch
        else "",
    )


RULE = Rule(
    code="DISABLED_NODE",
    meaning="The planner found no other way. Switching a method off only makes it a last resort, "
    "and here the choice between the other methods was made under that rule as well.",
    advice="Set the planner's methods (enable_...) back to on and explain again.",
    find=find,
)
