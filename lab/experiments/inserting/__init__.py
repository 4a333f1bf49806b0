"""Ways to bring rows in, from one object at a time to COPY, measured side by side."""

from lab.experiments.inserting.comparison import InsertComparison
from lab.experiments.inserting.running import compare_inserts
from lab.experiments.inserting.ways import WAYS

__all__ = ["WAYS", "InsertComparison", "compare_inserts"]
