"""The settings of the lab's own server, written before its first start and before each start."""

import os
from pathlib import Path

FIXED = """\
# The lab's settings; experiments show those that matter for their plans.
shared_preload_libraries = 'pg_stat_statements,auto_explain'
auto_explain.log_min_duration = -1
track_io_timing = on
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 0
autovacuum = off
max_connections = 50
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %d '
"""
INCLUDES = "\ninclude '../lab.conf'\ninclude_if_exists '../lab.start.conf'\n"
"""For the end of postgresql.conf; relative to it, so that a home can be moved."""
UNSAFE = """\
# For clusters that are thrown away: a crash of the machine may lose them, nothing else.
fsync = off
full_page_writes = off
synchronous_commit = off
"""


def fixed_settings(*, throwaway: bool) -> str:
    """What lab.conf says for the whole life of a cluster."""
    return FIXED + (UNSAFE if throwaway else "")


def start_settings(socket_folder: Path, *, tcp: bool, port: int) -> str:
    """What lab.start.conf says for one start: where the server listens."""
    listen = "127.0.0.1" if tcp else ""
    sockets = "" if os.name == "nt" else _quoted_folder(socket_folder)
    return (
        f"listen_addresses = '{listen}'\n"
        f"port = {port}\n"
        f"unix_socket_directories = '{sockets}'\n"
        "unix_socket_permissions = 0700\n"
    )


def _quoted_folder(folder: Path) -> str:
    """A folder as one member of a list setting: double quotes for the list, single doubled."""
    member = str(folder).replace('"', '""')
    return f'"{member}"'.replace("\\", "\\\\").replace("'", "''")
