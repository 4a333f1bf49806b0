"""Synthetic rows for the taught schema: distributions, one file a table, by COPY BINARY."""

from lab.lazy import names_on_demand

__getattr__, __dir__ = names_on_demand(__name__)
