from lab.experiments.attempting import Attempt, attempt
from lab.experiments.candidates import create_sql, index
from lab.experiments.comparing import Comparison, Measured, compare
from lab.experiments.counting import Counted, count_statements
from lab.experiments.exercising import Checked, check
from lab.experiments.predicting import Answer, Prediction, Verdict
from lab.experiments.sweeping import Sweep, sweep
from lab.experiments.variants import AS_IS, Variant, Wanted
from lab.experiments.writing import WriteCost, WriteFigures, write_cost

__all__ = [
    "AS_IS",
    "Answer",
    "Attempt",
    "Checked",
    "Comparison",
    "Counted",
    "Measured",
    "Prediction",
    "Sweep",
    "Variant",
    "Verdict",
    "Wanted",
    "WriteCost",
    "WriteFigures",
    "attempt",
    "check",
    "compare",
    "count_statements",
    "create_sql",
    "index",
    "sweep",
    "write_cost",
]
