"""What can be found in a plan: one rule a file. A new file with a `RULE` is found by itself."""

from collections.abc import Mapping
from functools import cache

from lab.files import modules_in
from lab.findings import Finding, gravest_first
from lab.plans.facts import Facts
from lab.plans.reviewing import Rule, findings_of, review_of
from lab.plans.trees import PlanTree

__all__ = ["plan_rules", "reviewed"]


@cache
def plan_rules() -> Mapping[str, Rule]:
    """The rules of this folder by code, in alphabetical order of their files."""
    rules = (getattr(module, "RULE", None) for module in modules_in(__name__))
    return {rule.code: rule for rule in rules if isinstance(rule, Rule)}


def reviewed(tree: PlanTree, facts: Facts | None = None) -> tuple[Finding, ...]:
    """All that the rules find in a plan, the gravest first."""
    review = review_of(tree, facts)
    return gravest_first(
        [found for rule in plan_rules().values() for found in findings_of(review, rule)]
    )
