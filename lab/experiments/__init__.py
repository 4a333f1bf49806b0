"""Experiments: variants measured fairly, predictions judged, exercises checked."""

from lab.experiments.attempting import Attempt, attempt
from lab.experiments.candidates import create_sql, index
from lab.experiments.checking import Checked, check
from lab.experiments.comparing import compare
from lab.experiments.comparison import Comparison
from lab.experiments.measured import Measured
from lab.experiments.predicting import Answer, Prediction, Verdict
from lab.experiments.variants import AS_IS, Variant, Wanted

__all__ = [
    "AS_IS",
    "Answer",
    "Attempt",
    "Checked",
    "Comparison",
    "Measured",
    "Prediction",
    "Variant",
    "Verdict",
    "Wanted",
    "attempt",
    "check",
    "compare",
    "create_sql",
    "index",
]
