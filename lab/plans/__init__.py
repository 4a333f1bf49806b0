"""EXPLAIN: run a statement under it, read the plan, show where rows, blocks and time went."""

from lab.plans.explaining import explain
from lab.plans.nodes import PlanNode
from lab.plans.parsing import parse_plan
from lab.plans.plan import Plan

__all__ = ["Plan", "PlanNode", "explain", "parse_plan"]
