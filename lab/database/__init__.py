"""Engines on PostgreSQL, what a server can do, and work that is always rolled back."""

from lab.database.capabilities import Capabilities
from lab.database.databases import (
    ListedDatabase,
    copy_database,
    create_database,
    drop_database,
    list_databases,
    maintenance,
    rename_database,
    seal_database,
    set_note,
)
from lab.database.driver import driver_connection
from lab.database.messages import lab_error, told, violated_constraint, was_cancelled
from lab.database.sessions import Database, open_database, set_locally
from lab.database.urls import parse_url, shown_url

__all__ = [
    "Capabilities",
    "Database",
    "ListedDatabase",
    "copy_database",
    "create_database",
    "driver_connection",
    "drop_database",
    "lab_error",
    "list_databases",
    "maintenance",
    "open_database",
    "parse_url",
    "rename_database",
    "seal_database",
    "set_locally",
    "set_note",
    "shown_url",
    "told",
    "violated_constraint",
    "was_cancelled",
]
