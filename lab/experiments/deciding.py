"""The settings of PostgreSQL that decide plans: as they were in an experiment, and in a line."""

from collections.abc import Mapping

from sqlalchemy import Connection

DECIDING = ("jit", "max_parallel_workers_per_gather", "random_page_cost", "work_mem")


def read_deciding(connection: Connection, *others: str) -> dict[str, str]:
    """Those settings, and others that decide in this experiment, in the order of their names."""
    names = sorted((*DECIDING, *others))
    return {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in names}


def settings_line(settings: Mapping[str, str]) -> str:
    """`settings: jit = off, work_mem = 16MB`."""
    return f"settings: {', '.join(f'{name} = {value}' for name, value in settings.items())}"
