"""A plan read from what EXPLAIN printed, in whatever form a person has it."""

from lab.plans.parsing.documents import parse_plan

__all__ = ["parse_plan"]
