"""What the catalog knows about the tables of a plan: statistics, indexes, the visibility map.

Pure data; `running/` reads it. Without it a plan is reviewed by its own figures alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """The planner's statistics of one column (pg_stats); None where it was never analyzed."""

    name: str
    type: str
    null_frac: float | None = None
    n_distinct: float | None = None
    correlation: float | None = None


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """One index. Keys are columns or expressions as the server prints them."""

    name: str
    method: str
    keys: tuple[str, ...]
    included: tuple[str, ...] = ()
    predicate: str | None = None
    unique: bool = False
    valid: bool = True
    size_bytes: int = 0
    definition: str = ""


@dataclass(frozen=True, slots=True)
class RelationFacts:
    """One table. Rows and pages are those of pg_class and of pg_stat_all_tables."""

    schema: str
    name: str
    rows: float
    pages: int
    all_visible_pages: int
    modified_rows: int | None = None
    """Rows changed since the last ANALYZE; None where nobody counts."""
    analyzed: bool = True
    """Whether the planner has statistics of it at all."""
    columns: Mapping[str, ColumnFacts] = field(default_factory=dict)
    indexes: tuple[IndexFacts, ...] = ()
    extended_statistics: tuple[frozenset[str], ...] = ()
    """The sets of columns that CREATE STATISTICS was told of."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Of all tables that a plan reads, by schema and name."""

    relations: Mapping[tuple[str, str], RelationFacts] = field(default_factory=dict)
    work_mem_kb: int | None = None

    def of(self, schema: str | None, name: str | None) -> RelationFacts | None:
        """The facts of a table; without a schema, of the only one that has this name."""
        if schema is not None and name is not None:
            return self.relations.get((schema, name))
        found = [facts for (_, each), facts in self.relations.items() if each == name]
        return found[0] if len(found) == 1 else None
