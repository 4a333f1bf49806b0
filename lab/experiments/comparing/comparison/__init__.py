"""The result of a comparison: what each variant measured, and how it is shown."""

from lab.experiments.comparing.comparison.result import Comparison

__all__ = ["Comparison"]
