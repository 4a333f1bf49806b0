"""The Schema & Query Lab: questions about PostgreSQL schemas and queries, put to the test."""

from lab.lazy import names_on_demand

__version__ = "0.1.0"
__getattr__, __dir__ = names_on_demand(__name__)
