from lab.claims import CLAIMS, settle
from lab.conventions import lint
from lab.database import Database
from lab.errors import LabError
from lab.experiments import (
    AS_IS,
    Comparison,
    Prediction,
    Variant,
    Verdict,
    attempt,
    check,
    compare,
    count_statements,
    index,
    sweep,
    write_cost,
)
from lab.findings import Finding
from lab.opening import connect, fresh
from lab.patterns import PATTERNS
from lab.plans import Plan, PlanDiff, explain, parse_plan, why_not
from lab.settings import NOW
from lab.workload import Query, Workload

__version__: str

__all__ = [
    "AS_IS",
    "CLAIMS",
    "NOW",
    "PATTERNS",
    "Comparison",
    "Database",
    "Finding",
    "LabError",
    "Plan",
    "PlanDiff",
    "Prediction",
    "Query",
    "Variant",
    "Verdict",
    "Workload",
    "attempt",
    "check",
    "compare",
    "connect",
    "count_statements",
    "explain",
    "fresh",
    "index",
    "lint",
    "parse_plan",
    "settle",
    "sweep",
    "why_not",
    "write_cost",
]
