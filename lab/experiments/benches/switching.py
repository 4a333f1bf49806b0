"""A bench for experiments: all indexes built once, and put aside for a run in a savepoint.

DROP INDEX inside a savepoint takes about a millisecond, needs no superuser and leaves every other
index behind once the transaction is rolled back.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any, cast

from sqlalchemy import Connection, text

from lab.database import Database, set_locally, told
from lab.errors import ConnectError, LabError, StatementError
from lab.experiments.benches.building import Built, build_all, find_existing
from lab.experiments.benches.write_figures import Writes, figures_of
from lab.experiments.options import CUSTOM, GENERIC, require_mode
from lab.experiments.undoing import only_reading, rolled_back, undone
from lab.experiments.variants import Arrangement, Place, distinct_candidates
from lab.plans import Plan, parse_plan
from lab.plans.running import Explain, WhyNot, as_clause, explain_options
from lab.plans.running.asking_why import why_not_in
from lab.plans.running.options import Wanted
from lab.plans.running.statements import as_construct, compiled, missing_values
from lab.plans.running.trials import Trial, asked_of
from lab.workload import Query, Workload

MODE = "plan_cache_mode"
SHOW_ALL = "SHOW ALL in 'lab db psql' lists the settings with their values"
ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended('schema-query-lab', 0))")
"""Two that build indexes on a table would each wait for the other to drop one."""
DETAILED = Wanted(timing=True, buffers=True, verbose=False, serialize=False)


@dataclass(frozen=True, slots=True)
class Bench:
    """A connection on which all indexes stand, and what is needed to run queries on it."""

    db: Database
    connection: Connection
    candidates: Mapping[str, Built]
    """By name; none where nothing may be built."""
    existing: tuple[Built, ...]
    """The schema's own secondary indexes on the queries' tables."""
    writes: Writes = field(default_factory=Writes)
    """What the variants cost a write, where it was asked for."""
    plan_cache_mode: str = CUSTOM
    broken: Mapping[str, LabError] = field(default_factory=dict)
    """Why an index of a variant cannot be built, by the variant's name."""

    def indexes_of(self, variant: Arrangement) -> tuple[Built, ...]:
        """The indexes that stand while the variant is measured."""
        wanted = {str(candidate.name) for candidate in variant.candidates}
        own = self.existing if variant.keeps_existing else ()
        return (*own, *(self.candidates[name] for name in sorted(wanted & set(self.candidates))))

    def plan(self, variant: Arrangement, case: Query) -> Plan:
        """The plan of a case with its blocks, from the second run: the first reads catalogs too."""
        trial = self.trial(variant, case)
        with self.only(variant), only_reading(self.connection, trial.planned()):
            trial.run()
            return trial.run()

    def planned(self, variant: Arrangement, case: Query) -> Plan:
        """The plan of a case that is not run."""
        with self.only(variant):
            return self.trial(variant, case).planned()

    def time_ms(self, variant: Arrangement, case: Query) -> float:
        """One execution time, taken without the per-node clock, which inflates unequally."""
        trial = self.trial(variant, case)
        # Planned once first: the dropped indexes have emptied the catalog cache.
        with self.only(variant), only_reading(self.connection, trial.planned()):
            return self._time_ms(trial)

    def why_unused(self, variant: Arrangement, case: Query, index: Built) -> WhyNot:
        """Why the variant's plan of the case does without one of its indexes."""
        with self.only(variant):
            return why_not_in(self.trial(variant, case), ".".join(index.place))

    def trial(self, variant: Arrangement, case: Query) -> Trial:
        """The case as the variant writes it, ready to be explained on the connection."""
        generic = variant.settings.get(MODE, self.plan_cache_mode) == GENERIC
        asked = asked_of(as_written(variant, case), None, generic=False)
        return Trial(self.db, self.connection, asked, replace(DETAILED, generic=generic))

    @contextmanager
    def only(self, variant: Arrangement) -> Iterator[None]:
        """Nothing but the variant's indexes, and its settings."""
        kept = {built.place for built in self.indexes_of(variant)}
        with self.under_settings(variant):
            for built in (*self.existing, *self.candidates.values()):
                if built.place not in kept:
                    self.put_aside(built)
            yield

    @contextmanager
    def under_settings(self, variant: Arrangement) -> Iterator[None]:
        """The variant's settings, and every index, for what does not depend on indexes."""
        with undone(self.connection):
            for name, value in variant.settings.items():
                set_locally(self.connection, name, value)
            yield

    def _time_ms(self, trial: Trial) -> float:
        options = explain_options(trial.version, analyze=True, timing=False, buffers=False)
        (explained,) = cast(list[dict[str, Any]], trial.explained(options))
        return float(explained.get("Execution Time", 0.0))

    def put_aside(self, built: Built) -> None:
        """Drop an index, until the savepoint or the transaction that this is done in is undone."""
        quote = self.connection.dialect.identifier_preparer.quote_identifier
        self.connection.exec_driver_sql(f"DROP INDEX {quote(built.schema)}.{quote(built.name)}")


@contextmanager
def bench_for(
    db: Database,
    workload: Workload,
    variants: Sequence[Arrangement],
    *,
    timeout_s: float,
    plan_cache_mode: str = CUSTOM,
    writes: bool = False,
) -> Iterator[Bench]:
    """A bench on which all the variants' indexes stand; everything is rolled back at its end.

    Where the lab may not write none is built, and none can be put aside. What CREATE INDEX and
    ANALYZE tell the catalog about the number of a table's rows and blocks stays, for PostgreSQL
    writes it in place; it is the truth.

    A variant with an index that cannot be built is told as `broken`, unless it is the first.

    Raises:
        LabError: the baseline's query writes or fails, an index of its cannot be built, or
            PostgreSQL does not take a variant's settings.
    """
    candidates = distinct_candidates(variants)
    tables = _tables_of_all(db, workload, variants)
    with rolled_back(db, timeout_s) as connection:
        set_locally(connection, MODE, plan_cache_mode)
        existing = find_existing(connection, tables)
        _try_settings(connection, variants)
        if not may_build(db):
            yield Bench(db, connection, {}, existing, plan_cache_mode=plan_cache_mode)
            return
        with told("Another comparison runs in this database"):
            connection.execute(ALONE)
        needed = {str(candidate.name) for candidate in variants[0].candidates}
        built, broken = build_all(connection, candidates, existing, needed)
        bench = Bench(
            db,
            connection,
            built,
            existing,
            plan_cache_mode=plan_cache_mode,
            broken=_broken_variants(variants, broken),
        )
        if writes:
            bench = replace(bench, writes=_written(bench, tables, variants, timeout_s))
        yield bench


def _broken_variants(
    variants: Sequence[Arrangement], broken: Mapping[str, LabError]
) -> dict[str, LabError]:
    """The first error of each variant that has one, by the variant's name."""
    found: dict[str, LabError] = {}
    for variant in variants:
        for candidate in variant.candidates:
            if (error := broken.get(str(candidate.name))) is not None:
                found.setdefault(variant.name, error)
    return found


def _written(
    bench: Bench, tables: Sequence[Place], variants: Sequence[Arrangement], timeout_s: float
) -> Writes:
    """What the variants cost a write, on copies of the tables without what was built there."""
    whole = [each for each in variants if each.name not in bench.broken]
    with undone(bench.connection):
        for built in bench.candidates.values():
            bench.put_aside(built)
        return figures_of(bench.connection, tables, whole, timeout_s)


def may_build(db: Database) -> bool:
    """Whether indexes can be built and dropped there, to be rolled back."""
    return db.allow_writes and not db.capabilities.read_only


def as_written(variant: Arrangement, case: Query) -> Query:
    """The case as the variant writes it, with the values that it asks for.

    Raises:
        StatementError: it is no statement, or asks for a value that the case has not.
    """
    if variant.query is None:
        return case
    values = values_for(variant.query, case.params)
    if missing := missing_values(as_construct(variant.query), values):
        names = ", ".join(f":{name}" for name in missing)
        there = ", ".join(f":{name}" for name in sorted(case.params))
        raise StatementError(
            f"No value for {names}: the query that is compared has {there or 'no parameters'}",
            hint="Every variant takes its values from that query's parameters",
        )
    return replace(case, statement=variant.query, params=values)


def values_for(statement: object, params: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that a statement, written another way, asks for.

    Raises:
        StatementError: it is no statement.
    """
    with told():
        asked = compiled(as_construct(statement), {}, "named").binds
    return {name: value for name, value in params.items() if name in asked}


def changes_rows(plan: Plan) -> bool:
    """Whether the statement changes rows."""
    return any(node.node_type == "ModifyTable" for node in plan.nodes)


def require_reads(plan: Plan, done: str = "compared") -> None:
    """Refuse a statement that writes; `done` is what cannot be done with it.

    Raises:
        LabError: it does.
    """
    if changes_rows(plan):
        raise LabError(
            f"A statement that writes cannot be {done}: what is rolled back stays in the table as "
            "dead rows, and every run finds more of them",
            hint="Take the query that finds the rows, or look at one plan with lab.explain",
        )


def places_of(plan: Plan) -> set[Place]:
    """The tables that a plan reads; only a VERBOSE one names their schemas."""
    return {(node.schema or "", node.relation) for node in plan.nodes if node.relation}


def _tables_of_all(
    db: Database, workload: Workload, variants: Sequence[Arrangement]
) -> tuple[Place, ...]:
    """The tables that the variants read."""
    baseline, *others = variants
    found = {place for case in workload.cases for place in _tables(db, as_written(baseline, case))}
    if not found:
        raise LabError(
            "The query reads no table",
            hint="Compare indexes on one that does; a comparison with NULL reads none",
        )
    for variant in others:
        if variant.query is baseline.query:
            continue
        for case in workload.cases:
            # What is wrong with a variant is told when it is run; the others go on without it.
            with suppress(LabError):
                found.update(_tables(db, as_written(variant, case)))
    return tuple(sorted(found))


def _tables(db: Database, query: Query) -> set[Place]:
    """Schema and name of the tables that the query reads, from its plan."""
    options = {"FORMAT": "JSON", "VERBOSE": "ON"}
    params = dict(query.params)
    with db.rolled_back() as connection:
        statement = Explain(as_clause(query.statement, params), options)
        plan = parse_plan(connection.execute(statement, params).scalar_one())
    require_reads(plan)
    return places_of(plan)


def _try_settings(connection: Connection, variants: Sequence[Arrangement]) -> None:
    for variant in variants:
        if MODE in variant.settings:
            require_mode(variant.settings[MODE])
        try:
            with undone(connection), told(f"Variant '{variant.name}'"):
                for name, value in variant.settings.items():
                    set_locally(connection, name, value)
        except ConnectError:
            raise
        except LabError as error:
            raise LabError(error.message, hint=SHOW_ALL) from None
