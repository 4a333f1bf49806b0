"""What a node's place in the tree means for its figures: shared by workers, stopped early."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

GATHERS = frozenset(("Gather", "Gather Merge"))
READS_ALL = frozenset(("Sort", "Incremental Sort", "Hash", "ModifyTable", "Memoize"))


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for all that is below a node, until something in between changes it."""

    gather_loops: float = 0.0
    shared_by: float = 1.0
    may_stop_early: bool = False

    @property
    def inside_gather(self) -> bool:
        """Whether workers took part; a Gather may have got none, and done it all alone."""
        return self.shared_by > 1

    def participants(self, node: Mapping[str, Any]) -> float:
        """How many processes shared the node's loops: not more than it has loops a Gather."""
        if not self.gather_loops:
            return 1.0
        return max(1.0, min(self.shared_by, (node.get("loops") or 0) / self.gather_loops))


def context_below(parent: Mapping[str, Any], child: Mapping[str, Any], context: Context) -> Context:
    """The context of a child. Both nodes are given as fields of a PlanNode by name."""
    if child.get("parent_relationship") == "InitPlan":
        return Context()
    early = _may_stop_early(parent, child, context)
    if parent["node_type"] not in GATHERS:
        return replace(context, may_stop_early=early)
    loops = parent.get("loops") or 1
    launched = (parent.get("workers_launched") or 0) + 1
    return Context(loops, (child.get("loops") or 0) / loops or launched, early)


def _may_stop_early(parent: Mapping[str, Any], child: Mapping[str, Any], context: Context) -> bool:
    kind = parent["node_type"]
    if kind in ("Limit", "Merge Join"):
        return True
    if kind == "Nested Loop" and parent.get("join_type") in ("Semi", "Anti"):
        return context.may_stop_early or child.get("parent_relationship") == "Inner"
    if kind in READS_ALL or (kind == "Aggregate" and parent.get("strategy") != "Sorted"):
        return False
    return context.may_stop_early
