"""The Schema & Query Lab: questions about PostgreSQL schemas and queries, put to the test."""

from lab.database import Database
from lab.errors import LabError
from lab.experiments import (
    AS_IS,
    Comparison,
    Prediction,
    Verdict,
    attempt,
    check,
    compare,
    index,
)
from lab.findings import Finding
from lab.opening import connect, fresh
from lab.patterns import PATTERNS
from lab.plans import Plan, PlanDiff, explain, parse_plan, why_not
from lab.settings import NOW
from lab.workload import Query

__version__ = "0.1.0"

__all__ = [
    "AS_IS",
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
    "Verdict",
    "attempt",
    "check",
    "compare",
    "connect",
    "explain",
    "fresh",
    "index",
    "parse_plan",
    "why_not",
]
