"""Variants switched within one transaction: every index is built once, then the others dropped.

`SAVEPOINT; DROP INDEX ...; EXPLAIN; ROLLBACK TO` takes about a millisecond, needs no extension,
and leaves nothing behind once the transaction is rolled back.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Index, text
from sqlalchemy.schema import CreateIndex

from lab.database import Database, set_locally, told
from lab.errors import LabError
from lab.experiments.variants import Secondary, Variant, distinct_candidates, read_secondary
from lab.plans import Plan, parse_plan
from lab.plans.explaining import explain_options
from lab.plans.statements import Explain, as_clause
from lab.workload import Query

STATEMENT_TIMEOUT_MS = 60_000
PLAN_CACHE_MODE = "force_custom_plan"


@dataclass(frozen=True, slots=True)
class Built:
    """An index as it was built in the transaction; `size` in bytes."""

    name: str
    schema: str
    size: int
    build_ms: float


@dataclass(frozen=True, slots=True)
class Bench:
    """A connection on which all indexes stand, and what is needed to run a query on it."""

    connection: Connection
    query: Query
    version_num: int
    indexes: Mapping[str, Built]
    """Every secondary index of the query's tables by name, candidates and the schema's own."""
    existing: frozenset[str]

    def names_of(self, variant: Variant) -> frozenset[str]:
        """The names of the indexes that stand while the variant is measured."""
        kept = {str(candidate.name) for candidate in variant.candidates}
        return frozenset(kept | self.existing if variant.keeps_existing else kept)

    def plan(self, variant: Variant) -> Plan:
        """The variant's plan with its blocks, from the second run: the first reads catalogs too."""
        with self._only(variant):
            with self.connection.begin_nested() as savepoint:
                self._explain(analyze=True, timing=True, buffers=True)
                # What the query wrote the second run must not find.
                savepoint.rollback()
            return self._explain(analyze=True, timing=True, buffers=True)

    def time_ms(self, variant: Variant) -> float:
        """One execution time, taken without the per-node clock, which inflates unequally."""
        with self._only(variant):
            # Planning once first: the dropped indexes have emptied the catalog cache.
            self._explain(analyze=False, timing=False, buffers=False)
            plan = self._explain(analyze=True, timing=False, buffers=False)
        return plan.execution_time or 0.0

    def _explain(self, *, analyze: bool, timing: bool, buffers: bool) -> Plan:
        options = explain_options(self.version_num, analyze=analyze, timing=timing, buffers=buffers)
        params = dict(self.query.params)
        statement = Explain(as_clause(self.query.statement, params), options)
        return parse_plan(self.connection.execute(statement, params).scalar_one())

    @contextmanager
    def _only(self, variant: Variant) -> Iterator[None]:
        """Nothing but the variant's indexes, and what the query wrote undone afterwards."""
        kept = self.names_of(variant)
        savepoint = self.connection.begin_nested()
        try:
            for built in self.indexes.values():
                if built.name not in kept:
                    self.connection.exec_driver_sql(f"DROP INDEX {_qualified(self, built)}")
            yield
        finally:
            savepoint.rollback()


@contextmanager
def bench_for(db: Database, query: Query, variants: Sequence[Variant]) -> Iterator[Bench]:
    """A bench on which all the variants' indexes stand; everything is rolled back at its end.

    Raises:
        LabError: writes are not allowed, the query fails, or an index cannot be built.
    """
    db.require_writes("Building indexes to compare them")
    candidates = distinct_candidates(variants)
    tables = _tables(db, query)
    with db.rolled_back(statement_timeout_ms=STATEMENT_TIMEOUT_MS) as connection:
        set_locally(connection, "plan_cache_mode", PLAN_CACHE_MODE)
        existing = _standing(read_secondary(connection, tables))
        _refuse_clashes(candidates, existing)
        built = {name: _build(connection, candidate) for name, candidate in candidates.items()}
        yield Bench(
            connection=connection,
            query=query,
            version_num=db.capabilities.server_version_num,
            indexes=existing | built,
            existing=frozenset(existing),
        )


def _tables(db: Database, query: Query) -> list[tuple[str, str]]:
    """Schema and name of the tables that the query reads, from its plan."""
    # VERBOSE, for only then a plan names the schemas.
    options = {"FORMAT": "JSON", "VERBOSE": "ON"}
    params = dict(query.params)
    with db.rolled_back(statement_timeout_ms=STATEMENT_TIMEOUT_MS) as connection:
        statement = Explain(as_clause(query.statement, params), options)
        plan = parse_plan(connection.execute(statement, params).scalar_one())
    found = {(node.schema or "", node.relation) for node in plan.nodes if node.relation}
    if not found:
        raise LabError("The query reads no table", hint="Compare indexes on one that does")
    return sorted(found)


def _refuse_clashes(candidates: Mapping[str, object], existing: Mapping[str, object]) -> None:
    for name in candidates.keys() & existing.keys():
        raise LabError(
            f"The schema has an index '{name}' already",
            hint="Use lab.AS_IS for the schema's own, or leave names to lab.index",
        )


def _build(connection: Connection, candidate: Index) -> Built:
    begun = time.perf_counter()
    with told(f"Index '{candidate.name}' cannot be built"):
        connection.execute(CreateIndex(candidate))
    elapsed = (time.perf_counter() - begun) * 1000
    row = connection.execute(
        text(
            "SELECT n.nspname, pg_relation_size(i.oid) FROM pg_class i "
            "JOIN pg_namespace n ON n.oid = i.relnamespace "
            "WHERE i.relname = :name AND i.xmin = pg_current_xact_id()::xid"
        ),
        {"name": candidate.name},
    ).one()
    return Built(str(candidate.name), row[0], row[1], elapsed)


def _standing(secondary: Sequence[Secondary]) -> dict[str, Built]:
    """The schema's own indexes as if they had been built, for no time."""
    return {index.name: Built(index.name, index.schema, index.size, 0.0) for index in secondary}


def _qualified(bench: Bench, built: Built) -> str:
    quote = bench.connection.dialect.identifier_preparer.quote_identifier
    return f"{quote(built.schema)}.{quote(built.name)}"
