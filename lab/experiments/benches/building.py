"""The indexes of a comparison: found or built on its connection, in its transaction."""

import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Index, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex

from lab.database import set_locally, told
from lab.errors import ConnectError, LabError
from lab.experiments.extensions import install_needed
from lab.experiments.variants import Place, read_secondary
from lab.show.text import plain

BUILD_S = 600
"""So many seconds an index may take to build: the timeout of a comparison is for its query."""

MADE = (Path(__file__).parent / "made_index.sql").read_text(encoding="utf-8")
TIMEOUT = text("SELECT CAST(setting AS int) FROM pg_settings WHERE name = 'statement_timeout'")


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
    connection: Connection,
    candidates: Mapping[str, Index],
    existing: Sequence[Built],
    needed: Collection[str],
) -> tuple[dict[str, Built], dict[str, LabError]]:
    """The candidates by name: those that were really built, and why the others cannot be.

    Raises:
        LabError: one of those `needed` has the name of an index that is there, or cannot be built.
    """
    built: dict[str, Built] = {}
    broken: dict[str, LabError] = {}
    with _unhurried(connection):
        for name, candidate in candidates.items():
            standing = {each.place for each in (*existing, *built.values())}
            try:
                with connection.begin_nested():
                    built[name] = _build(connection, candidate, standing)
            except ConnectError:
                raise
            except LabError as error:
                if name in needed:
                    raise
                broken[name] = error
        _analyze_expressions(connection, [candidates[name] for name in built])
    return built, broken


@contextmanager
def _unhurried(connection: Connection) -> Iterator[None]:
    """So much time for each statement as an index may take; what fails ends the transaction."""
    before_ms = connection.execute(TIMEOUT).scalar_one()
    set_locally(connection, "statement_timeout", f"{max(before_ms, BUILD_S * 1000)}ms")
    yield
    set_locally(connection, "statement_timeout", f"{before_ms}ms")


def _build(connection: Connection, candidate: Index, standing: Collection[Place]) -> Built:
    if candidate.name in {name for _, name in standing}:
        raise LabError(
            f"The schema has an index '{candidate.name}' already",
            hint="Use lab.AS_IS for the schema's own, or leave names to lab.index",
        )
    install_needed(connection, [candidate])
    table, definition = _in_words(candidate)
    begun = time.perf_counter()
    with told(f"'{definition}' cannot be built"):
        connection.execute(CreateIndex(candidate))
    elapsed = (time.perf_counter() - begun) * 1000
    given = {
        "name": candidate.name,
        "table": table,
        "schemas": [schema for schema, _ in standing],
        "standing": [name for _, name in standing],
    }
    made = connection.execute(text(MADE), given).one()
    if made.taken_over is not None:
        raise LabError(
            f"'{definition}' takes the partition's index {plain(made.taken_over)} as its part, and "
            "neither can be put aside without the other",
            hint="Compare without the partition's index, or drop it first",
        )
    if not made.usable:
        raise LabError(
            f"'{definition}' cannot be used yet: rows were changed while a transaction "
            "that is still open could see them as they were",
            hint="End the other sessions' transactions, then compare again",
        )
    return Built(made.schema, str(candidate.name), made.size, elapsed)


def _in_words(candidate: Index) -> tuple[str, str]:
    """The table in SQL, and the index as a person writes it, without a name made for it."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    quote = dialect.identifier_preparer
    assert candidate.table is not None, "there is no statement that makes it without"
    table = quote.format_table(candidate.table)
    # What nobody put in quotes is told without them, though it be a reserved word.
    quote.reserved_words = set()
    statement = str(CreateIndex(candidate).compile(dialect=dialect)).strip()
    created, _, on = statement.partition(f"INDEX {quote.format_index(candidate)} ON ")
    definition = plain(re.sub(r"^(\S+) \(", r"\1(", on))
    shown = f"{created}INDEX ON {definition}" if candidate.unique else definition
    # The dialect doubles percent signs for the driver.
    return table.replace("%%", "%"), shown.replace("%%", "%")


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
