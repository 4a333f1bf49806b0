"""EXPLAIN: run a statement under it, read the plan, say what is wrong with it, compare two."""

from lab.plans.diffing import PlanDiff
from lab.plans.nodes import PlanNode
from lab.plans.parsing import parse_plan
from lab.plans.plan import Plan
from lab.plans.running import explain, why_not

__all__ = ["Plan", "PlanDiff", "PlanNode", "explain", "parse_plan", "why_not"]
