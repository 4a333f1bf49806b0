"""Variants measured side by side: run, judged against a prediction, weighed, shown."""

from lab.experiments.comparing.comparison import Comparison
from lab.experiments.comparing.measured import Measured
from lab.experiments.comparing.running import compare

__all__ = ["Comparison", "Measured", "compare"]
