"""Exercises: does the reader's answer hold, and if not, why not."""

from lab.experiments.exercising.checking import Checked, check

__all__ = ["Checked", "check"]
