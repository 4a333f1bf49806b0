from lab.opening.bases import Base, base_of, make_base
from lab.opening.copies import connect, drop, fresh, listed
from lab.opening.hand_loads import note_finished, noted_load, open_to_load
from lab.opening.hosts import Host, chosen_host, given_url, own_cluster, own_url
from lab.opening.migrating import head_revision, migrate, migration_url, refuse_others_tables

__all__ = [
    "Base",
    "Host",
    "base_of",
    "chosen_host",
    "connect",
    "drop",
    "fresh",
    "given_url",
    "head_revision",
    "listed",
    "make_base",
    "migrate",
    "migration_url",
    "note_finished",
    "noted_load",
    "open_to_load",
    "own_cluster",
    "own_url",
    "refuse_others_tables",
]
