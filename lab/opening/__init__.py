"""The lab made ready: a server, its schema migrated, its data loaded and sealed, copies of it."""

from lab.opening.bases import Base, base_of, make_base
from lab.opening.copies import connect, drop, fresh, listed, note_loaded, open_to_load
from lab.opening.hosts import Host, chosen_host, own_cluster, own_url
from lab.opening.migrating import head_revision, migrate, migration_url

__all__ = [
    "Base",
    "Host",
    "base_of",
    "chosen_host",
    "connect",
    "drop",
    "fresh",
    "head_revision",
    "listed",
    "make_base",
    "migrate",
    "migration_url",
    "note_loaded",
    "open_to_load",
    "own_cluster",
    "own_url",
]
