"""Variants switched within one transaction: every index is built once, then the others dropped.

`SAVEPOINT; DROP INDEX ...; EXPLAIN; ROLLBACK TO` takes about a millisecond, needs no extension,
and leaves no index behind once the transaction is rolled back.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, Index, TextClause, text
from sqlalchemy.schema import CreateIndex

from lab.database import Database, set_locally, told
from lab.errors import LabError
from lab.experiments.variants import (
    Arrangement,
    Secondary,
    distinct_candidates,
    read_secondary,
)
from lab.plans import Plan, parse_plan
from lab.plans.running import Explain, as_clause, explain_options
from lab.workload import Query, Workload

Place: TypeAlias = tuple[str, str]
"""A schema and the name of an index in it."""
PLAN_CACHE_MODE = "force_custom_plan"
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


@dataclass(frozen=True, slots=True)
class Bench:
    """A connection on which all indexes stand, and what is needed to run queries on it."""

    connection: Connection
    version_num: int
    candidates: Mapping[str, Built]
    """By name."""
    existing: tuple[Built, ...]
    """The schema's own secondary indexes on the queries' tables."""

    def indexes_of(self, variant: Arrangement) -> tuple[Built, ...]:
        """The indexes that stand while the variant is measured."""
        built = {str(candidate.name) for candidate in variant.candidates}
        own = self.existing if variant.keeps_existing else ()
        return (*own, *(self.candidates[name] for name in sorted(built)))

    def plan(self, variant: Arrangement, case: Query) -> Plan:
        """The plan of a case with its blocks, from the second run: the first reads catalogs too."""
        query = _written(variant, case)
        with self._only(variant):
            self._explain(query, analyze=True, timing=True, buffers=True)
            return self._explain(query, analyze=True, timing=True, buffers=True)

    def time_ms(self, variant: Arrangement, case: Query) -> float:
        """One execution time, taken without the per-node clock, which inflates unequally."""
        query = _written(variant, case)
        with self._only(variant):
            # Planning once first: the dropped indexes have emptied the catalog cache.
            self._explain(query, analyze=False, timing=False, buffers=False)
            plan = self._explain(query, analyze=True, timing=False, buffers=False)
        return plan.execution_time or 0.0

    def _explain(self, query: Query, *, analyze: bool, timing: bool, buffers: bool) -> Plan:
        options = explain_options(self.version_num, analyze=analyze, timing=timing, buffers=buffers)
        params = dict(query.params)
        statement = Explain(as_clause(query.statement, params), options)
        return parse_plan(self.connection.execute(statement, params).scalar_one())

    @contextmanager
    def _only(self, variant: Arrangement) -> Iterator[None]:
        """Nothing but the variant's indexes, and its settings."""
        kept = {built.place for built in self.indexes_of(variant)}
        savepoint = self.connection.begin_nested()
        try:
            for built in (*self.existing, *self.candidates.values()):
                if built.place not in kept:
                    self.connection.exec_driver_sql(f"DROP INDEX {_qualified(self, built)}")
            for name, value in variant.settings.items():
                set_locally(self.connection, name, value)
            yield
        finally:
            savepoint.rollback()


@contextmanager
def bench_for(
    db: Database, workload: Workload, variants: Sequence[Arrangement], *, timeout_s: float
) -> Iterator[Bench]:
    """A bench on which all the variants' indexes stand; everything is rolled back at its end.

    What CREATE INDEX and ANALYZE tell the catalog about the number of a table's rows and blocks
    stays, for PostgreSQL writes it in place; it is the truth.

    Raises:
        LabError: writes are not allowed, a query writes or fails, an index cannot be built.
    """
    db.require_writes("Building indexes to compare them")
    candidates = distinct_candidates(variants)
    tables = sorted({table for case in workload.cases for table in _tables(db, case)})
    with db.rolled_back(statement_timeout_ms=round(timeout_s * 1000)) as connection:
        set_locally(connection, "plan_cache_mode", PLAN_CACHE_MODE)
        existing = tuple(_standing(index) for index in read_secondary(connection, tables))
        _refuse_clashes(candidates, existing)
        built = {name: _build(connection, candidate) for name, candidate in candidates.items()}
        _analyze_expressions(connection, tuple(candidates.values()))
        yield Bench(
            connection=connection,
            version_num=db.capabilities.server_version_num,
            candidates=built,
            existing=existing,
        )


def _written(variant: Arrangement, case: Query) -> Query:
    """The case as the variant writes it."""
    return case if variant.query is None else replace(case, statement=variant.query)


def _tables(db: Database, query: Query) -> list[tuple[str, str]]:
    """Schema and name of the tables that the query reads, from its plan."""
    # VERBOSE, for only then a plan names the schemas.
    options = {"FORMAT": "JSON", "VERBOSE": "ON"}
    params = dict(query.params)
    with db.rolled_back() as connection:
        statement = Explain(as_clause(query.statement, params), options)
        plan = parse_plan(connection.execute(statement, params).scalar_one())
    found = {(node.schema or "", node.relation) for node in plan.nodes if node.relation}
    if any(node.node_type == "ModifyTable" for node in plan.nodes):
        raise LabError(
            "A statement that writes cannot be compared: what is rolled back stays in the table "
            "as dead rows, and every run finds more of them",
            hint="Compare the query that finds the rows, or look at one plan with lab.explain",
        )
    if not found:
        raise LabError("The query reads no table", hint="Compare indexes on one that does")
    return sorted(found)


def _refuse_clashes(candidates: Mapping[str, object], existing: Sequence[Built]) -> None:
    for name in candidates.keys() & {built.name for built in existing}:
        raise LabError(
            f"The schema has an index '{name}' already",
            hint="Use lab.AS_IS for the schema's own, or leave names to lab.index",
        )


def _build(connection: Connection, candidate: Index) -> Built:
    begun = time.perf_counter()
    with told(f"Index '{candidate.name}' cannot be built"):
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


def _standing(index: Secondary) -> Built:
    """One of the schema's own indexes as if it had been built, for no time."""
    return Built(index.schema, index.name, index.size, 0.0)


def _qualified(bench: Bench, built: Built) -> str:
    quote = bench.connection.dialect.identifier_preparer.quote_identifier
    return f"{quote(built.schema)}.{quote(built.name)}"
