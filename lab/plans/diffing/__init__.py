"""Two plans of one question side by side: what changed, and what that cost or saved."""

from lab.plans.diffing.changes import Change, Class, Match
from lab.plans.diffing.judging import Judgement
from lab.plans.diffing.plan_diff import PlanDiff, diff_of
from lab.plans.diffing.steps import Step

__all__ = ["Change", "Class", "Judgement", "Match", "PlanDiff", "Step", "diff_of"]
