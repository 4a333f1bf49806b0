"""Experiments: variants measured fairly, predictions judged, exercises checked."""

from lab.lazy import names_on_demand

__getattr__, __dir__ = names_on_demand(__name__)
