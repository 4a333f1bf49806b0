"""A statement run under EXPLAIN on a database, in a transaction that is rolled back."""

from lab.plans.running.asking_why import WhyNot, why_not
from lab.plans.running.explaining import explain
from lab.plans.running.options import How, explain_clause, explain_options
from lab.plans.running.statements import Explain, as_clause

__all__ = [
    "Explain",
    "How",
    "WhyNot",
    "as_clause",
    "explain",
    "explain_clause",
    "explain_options",
    "why_not",
]
