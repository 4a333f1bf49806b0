"""The Schema & Query Lab: questions about PostgreSQL schemas and queries, put to the test."""

__version__ = "0.1.0"
