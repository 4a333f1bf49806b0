"""EXPLAIN: run a statement under it, read the plan, say what is wrong with it, compare two."""

from lab.plans.nodes import PlanNode
from lab.plans.parsing import parse_plan
from lab.plans.plan import Plan
from lab.plans.running import explain

__all__ = ["Plan", "PlanNode", "explain", "parse_plan"]
