"""Where something above may have had enough: then fewer rows than expected are no bad estimate.

Which nodes ask for all rows of a child, and which for as many as they need, is the executor's
(src/backend/executor/node*.c).
"""

import re
from collections.abc import Mapping, Sequence

from lab.plans.attributing.accounts import Homes
from lab.plans.attributing.referring import expressions
from lab.plans.nodes import PlanNode
from lab.plans.trees import Layout

STOPS = frozenset(("Limit", "Merge Join"))
READS_ALL = frozenset(("Sort", "Hash", "ModifyTable", "Bitmap Heap Scan", "BitmapAnd", "BitmapOr"))
FILLS_OUTER = frozenset(("Left", "Full", "Anti"))
"""Hash joins that read the outer side although the hash table is empty."""
READ_TO_THE_END = re.compile(r"(?:hashed |ARRAY\()(SubPlan \d+)")


def stopping_early(homes: Homes, readers: Mapping[int, Sequence[int]]) -> Sequence[bool]:
    """For each node whether it may have been stopped; `readers` are the CTE Scans of every CTE.

    A CTE is read as far as its scans ask, so not to its end where none of them asks for all; only
    one that changes rows always runs to its end. Those that other CTEs read come after these.
    """
    layout = homes.layout
    early = [False] * len(layout.nodes)
    reads_all: dict[int, frozenset[str]] = {}
    for at, parent in enumerate(layout.parents):
        node = layout.nodes[at]
        if parent < 0 or node.is_cte:
            continue
        if node.parent_relationship == "SubPlan":
            if parent not in reads_all:
                shown = "\n".join(expressions(layout.nodes[parent]))
                reads_all[parent] = frozenset(READ_TO_THE_END.findall(shown))
            early[at] = node.subplan_name not in reads_all[parent]
        else:
            early[at] = _may_stop(layout.nodes[parent], node, above=early[parent])
    for cte in sorted(readers, key=lambda at: (-layout.ends[at], at)):
        changes_rows = layout.nodes[cte].node_type == "ModifyTable"
        if readers[cte] and not changes_rows and all(early[scan] for scan in readers[cte]):
            _stop(layout, homes.members[homes.home_of[cte]], early)
    return early


def _stop(layout: Layout, home: Sequence[int], early: list[bool]) -> None:
    """Mark a CTE, the first of its home, and what it stops below."""
    early[home[0]] = True
    for at in home[1:]:
        node, parent = layout.nodes[at], layout.parents[at]
        if node.parent_relationship != "SubPlan":
            early[at] = _may_stop(layout.nodes[parent], node, above=early[parent])


def _may_stop(parent: PlanNode, node: PlanNode, *, above: bool) -> bool:
    kind, is_inner = parent.node_type, node.parent_relationship == "Inner"
    if node.runs_elsewhere:
        # Of the rows of EXISTS it takes the first; of what makes an array, all.
        return (node.actual_rows or 0) <= 1
    if kind in STOPS or parent.run_condition is not None:
        return True
    if _reads_all(parent):
        return False
    if kind == "Nested Loop" and is_inner:
        one_is_enough = parent.join_type in ("Semi", "Anti")
        return above or one_is_enough or parent.extra.get("Inner Unique") is True
    if kind == "Hash Join":
        return not is_inner and (above or _hash_is_empty(parent))
    return above


def _reads_all(node: PlanNode) -> bool:
    in_groups = node.node_type in ("Aggregate", "SetOp") and node.strategy != "Sorted"
    return in_groups or node.node_type in READS_ALL


def _hash_is_empty(join: PlanNode) -> bool:
    """Whether a hash join had nothing to look its outer rows up in, and so left them."""
    built = [child for child in join.children if child.parent_relationship == "Inner"]
    empty = any(child.executed and child.total_rows == 0 for child in built)
    return empty and join.join_type not in FILLS_OUTER
