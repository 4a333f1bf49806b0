"""A statement run under EXPLAIN on a database, in a transaction that is rolled back."""

from lab.plans.running.explaining import explain, explain_options
from lab.plans.running.statements import Explain, as_clause

__all__ = ["Explain", "as_clause", "explain", "explain_options"]
