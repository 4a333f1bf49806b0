"""What only a live schema tells: sizes, statistics, use, row-level security. Sizes in bytes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ColumnStatistics:
    """What ANALYZE found of a column (pg_stats)."""

    n_distinct: float
    """Distinct values; below 0 a share of the rows, as pg_stats has it."""
    null_frac: float
    most_common_frac: float | None = None
    """The share of the rows that have the most common value; None where none stands out."""
    average_width: int | None = None


@dataclass(frozen=True, slots=True)
class TableActivity:
    """How large a table is, and when it was last looked after."""

    rows: float
    """As the planner estimates them (reltuples); below 0 where nobody has looked yet."""
    size: int
    """The heap alone."""
    pages: int
    all_visible_pages: int
    analyzed_at: datetime | None = None
    vacuumed_at: datetime | None = None
    live_rows: int | None = None
    dead_rows: int | None = None
    modified_rows: int | None = None
    """Changed since the last ANALYZE."""
    statistics_readable: bool = True
    """Whether the connecting user may see pg_stats of it."""
    fillfactor: int = 100
    estimated_bloat: int | None = None
    """Bytes beyond what its rows should take, by the widths of pg_stats; an estimate."""


@dataclass(frozen=True, slots=True)
class IndexActivity:
    """How large an index is, and how often it was scanned since the statistics began."""

    size: int
    scans: int | None = None
    last_scan: datetime | None = None
    """Known since PostgreSQL 16."""
    estimated_bloat: int | None = None
    """Bytes beyond what its entries should take; an estimate, of B-trees only."""


@dataclass(frozen=True, slots=True)
class RowSecurity:
    """Row-level security of a table."""

    enabled: bool
    forced: bool
    """Whether the owner is bound by the policies too."""
    owner: str
    policies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """The server that a picture was read from."""

    version_num: int
    now: datetime
    statistics_since: datetime | None = None
    """Since when scans are counted in this database; None where that is not told."""
    user: str = ""
    standby: bool = False
    """Its counters are its own, not those of the primary."""
