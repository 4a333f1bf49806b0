"""What one rule finds in a plan of the corpus, or in one that a test makes up."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lab.findings import Finding
from lab.plans import Plan, parse_plan
from lab.plans.reviewing import Rule, findings_of, review_of

PLANS = Path(__file__).parents[3] / "plans"


def golden(name: str) -> Plan:
    """A plan of the corpus."""
    return parse_plan((PLANS / f"{name}.json").read_text(encoding="utf-8"))


def found(rule: Rule, plan: Plan) -> list[Finding]:
    """All that the rule finds."""
    return list(findings_of(review_of(plan), rule))


def the_one(rule: Rule, plan: Plan) -> Finding:
    """The only thing that the rule finds."""
    (finding,) = found(rule, plan)
    return finding


def node(node_type: str, *below: Mapping[str, Any], **keys: Any) -> dict[str, Any]:
    """A node of EXPLAIN's JSON that ran once; `Actual_Rows=3` is its key `Actual Rows`."""
    ran = {"Actual Rows": 1, "Actual Loops": 1, "Actual Total Time": 1.0}
    told = {key.replace("_", " "): value for key, value in keys.items()}
    return {"Node Type": node_type, **ran, **told, "Plans": list(below)}


def made(root: Mapping[str, Any], **whole: Any) -> Plan:
    """The plan with that root; `Execution_Time=5` is the document's key `Execution Time`."""
    told = {key.replace("_", " "): value for key, value in whole.items()}
    return parse_plan([{"Plan": root, **told}])
