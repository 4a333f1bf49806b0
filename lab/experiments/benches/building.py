"""The indexes of a comparison: found or built on its connection, in its transaction."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Index, TextClause, text
from sqlalchemy.schema import CreateIndex

from lab.database import told
from lab.errors import LabError
from lab.experiments.variants import Place, read_secondary
from lab.show.text import plain

MADE = (Path(__file__).parent / "made_index.sql").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Built:
    """An index as it was built in the transaction; `size` in bytes."""

    schema: str
    name: str
    size: int
    build_ms: float

    @property
    def place(self) -> Place:
        """What tells it from an index of the same name in another schema."""
        return self.schema, self.name


def find_existing(connection: Connection, tables: Sequence[Place]) -> tuple[Built, ...]:
    """The schema's own secondary indexes on the tables, as if they had been built for no time."""
    found = read_secondary(connection, tables)
    return tuple(Built(index.schema, index.name, index.size, 0.0) for index in found)


def build_all(
    connection: Connection, candidates: Mapping[str, Index], existing: Sequence[Built]
) -> dict[str, Built]:
    """The candidates, really built, by name.

    Raises:
        LabError: one has the name of an index that is there, or cannot be built.
    """
    for name in candidates.keys() & {built.name for built in existing}:
        raise LabError(
            f"The schema has an index '{name}' already",
            hint="Use lab.AS_IS for the schema's own, or leave names to lab.index",
        )
    built = {name: _build(connection, candidate) for name, candidate in candidates.items()}
    _analyze_expressions(connection, tuple(candidates.values()))
    return built


def _build(connection: Connection, candidate: Index) -> Built:
    begun = time.perf_counter()
    with told(f"Index '{plain(candidate.name)}' cannot be built"):
        connection.execute(CreateIndex(candidate))
    elapsed = (time.perf_counter() - begun) * 1000
    made = connection.execute(text(MADE), {"name": candidate.name}).one()
    if not made.usable:
        raise LabError(
            f"Index '{candidate.name}' cannot be used yet: rows were changed while a transaction "
            "that is still open could see them as they were",
            hint="End the other sessions' transactions, then compare again",
        )
    return Built(made.schema, str(candidate.name), made.size, elapsed)


def _analyze_expressions(connection: Connection, candidates: Sequence[Index]) -> None:
    """Statistics for indexed expressions: without them the planner guesses what they select."""
    quote = connection.dialect.identifier_preparer.format_table
    tables = {
        quote(each.table) for each in candidates if each.table is not None and _computes(each)
    }
    for table in sorted(tables):
        connection.exec_driver_sql(f"ANALYZE {table}")


def _computes(candidate: Index) -> bool:
    return any(isinstance(key, TextClause) for key in candidate.expressions)
